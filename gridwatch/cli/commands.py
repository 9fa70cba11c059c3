"""The commands; each is a few lines over the rooms below.

Rooms are imported inside the commands: ``gridwatch info`` should not wait for the
readers or for Qt.
"""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from gridwatch.cli import answers, readings
from gridwatch.district.checks import run_checks
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Kind, Language, OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from gridwatch.cartography.paint import Look
    from gridwatch.cartography.themes import Theme
    from gridwatch.cli.answers import Talk
    from gridwatch.district.district import District
    from gridwatch.intake.plan import Delivery, Plan
    from gridwatch.intake.surroundings import Known
    from gridwatch.store.opening import ImportResult, Store

__all__ = [
    "DONE",
    "FAILED",
    "FAULTY",
    "UNDECIDED",
    "aside",
    "bring_in",
    "check",
    "directory",
    "dossier",
    "faces",
    "handover",
    "info",
    "open_window",
    "print_sheets",
    "render",
    "user",
]

DONE, FAILED, UNDECIDED, FAULTY = 0, 1, 3, 4


def bring_in(arguments: argparse.Namespace, talk: Talk) -> int:
    """``import``: survey a delivery; take it into a store when the plan is clear."""
    from gridwatch.intake import plan as plans

    if arguments.store is None and not arguments.dry_run:
        raise OfficerError(_NO_STORE)
    known = _known(arguments)
    hints = plans.Hints(
        crs=arguments.crs,
        encoding=arguments.encoding,
        kinds=dict(arguments.kind),
        target_crs=known.crs if known and _is_there(arguments) else None,
        readings=dict(arguments.reading),
        control_points=readings.tables(arguments.control_points),
        accept_ballpark=arguments.accept_ballpark,
    )
    extent = known.box if hints.target_crs and known else arguments.box
    plan = plans.survey(arguments.folder, hints, extent, known)
    for option in ("kind", "reading", "control_points"):
        names = [name for name, _ in getattr(arguments, option)]
        readings.refuse_unmatched(plan, f"--{option.replace('_', '-')}", names)
    plan = _by_profile(plan, arguments.profile, arguments.save_profile)
    if not arguments.json:
        answers.tell_plan(plan, talk)
    if arguments.dry_run:
        return _tried(plan, arguments, talk)
    if not (plan.certain or arguments.yes or _agreed(talk)):
        return UNDECIDED
    if not plan.rows:
        raise OfficerError(_NOTHING.filled(delivery=arguments.folder))
    delivery = plans.read(plan, progress=talk.progress)
    result = _take(arguments, delivery, talk)
    if arguments.json:
        facts = answers.import_facts(plan, delivery, result, arguments.store, talk)
        answers.print_json(facts)
    else:
        answers.tell_import(delivery, result, talk)
    return DONE


def _by_profile(plan: Plan, known: Path | None, kept: Path | None) -> Plan:
    """Fill a plan in by a profile, and keep it as one."""
    from datetime import datetime

    from gridwatch.intake import profiles

    if known is not None:
        plan = profiles.applied(plan, profiles.read_profile(known))
    if kept is not None:
        today = datetime.now().astimezone().date()
        profiles.write_profile(profiles.profile_of(plan, kept.stem, today), kept)
    return plan


def _tried(plan: Plan, arguments: argparse.Namespace, talk: Talk) -> int:
    """Read everything and say what would become of each row; nothing is written."""
    from gridwatch.cli import trials
    from gridwatch.intake import plan as plans
    from gridwatch.intake.outcomes import counted, outcomes

    delivery = plans.read(plan, progress=talk.progress)
    found = outcomes(plan, delivery, talk.progress)
    counts = counted(found, plan)
    if arguments.json:
        facts = trials.trial_facts(delivery, found, counts, talk)
        answers.print_json({**answers.plan_facts(plan, talk), **facts})
    else:
        trials.tell_trial(found, counts, talk)
    return DONE


_NOTHING = Text(
    "{delivery} 里没有能导入的行，没有写入任何内容。请看上面的说明，"
    "或用 --kind 指明类别。",
    "No row of {delivery} can be imported; nothing was written. See what is said "
    "above, or name the kind of a file with --kind.",
)
_NO_STORE = Text(
    "没有指明工作库，没有写入任何内容。请写出工作库的路径，或加 --dry-run 只试读。",
    "No store was named; nothing was written. Name one, or add --dry-run to try only.",
)


def _known(arguments: argparse.Namespace) -> Known | None:
    """Return what is known of the ground, from the store or the box that was said."""
    there = _is_there(arguments)
    return readings.known_of(arguments, _district(arguments.store) if there else None)


def _is_there(arguments: argparse.Namespace) -> bool:
    return arguments.store is not None and bool(arguments.store.exists())


def _agreed(talk: Talk) -> bool:
    if sys.stdin.isatty():
        talk.message(
            Text(
                "有待定项（标 ? 者）。按最可能的猜测导入吗？输入 y 继续。",
                "There are open questions (marked ?). Type y to take the best guess.",
            )
        )
        return input().strip().lower() in ("y", "yes", "是")
    talk.message(
        Text(
            "计划有待定项（标 ? 者），没有写入任何内容。核对后加 --yes，或用 --crs、"
            "--reading、--control-points、--encoding、--kind 指明。",
            "The plan has open questions (marked ?); nothing was written. Add --yes, "
            "or decide with --crs, --reading, --control-points, --encoding, --kind.",
        )
    )
    return False


def _take(
    arguments: argparse.Namespace, delivery: Delivery, talk: Talk
) -> ImportResult:
    from gridwatch.store.opening import open_store

    source, path = str(arguments.folder), arguments.store
    if path.exists():
        with open_store(path) as store:
            return _take_into(store, delivery, source, talk)
    # A new store is whole or absent: it grows beside its place and moves there.
    growing = path.with_name(f".{path.stem}.part{path.suffix or '.gpkg'}")
    _forget(growing)
    try:
        with _new_store(growing, delivery, arguments) as store:
            result = _take_into(store, delivery, source, talk)
        growing.replace(path)
    finally:
        _forget(growing)
    return result


def _forget(path: Path) -> None:
    """Remove what was begun; where nothing can be written nothing was begun."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _new_store(path: Path, delivery: Delivery, arguments: argparse.Namespace) -> Store:
    from gridwatch.store.opening import create_store

    areas = delivery.rows.get(Kind.JURISDICTION, ())
    found = [
        area
        for area in areas
        if isinstance(area, Jurisdiction) and area.level is Level.DISTRICT
    ]
    name, code = arguments.folder.resolve().name, ""
    if len(found) == 1:
        name, code = found[0].name, found[0].code
    return create_store(
        path,
        name=name,
        code=code,
        crs=delivery.crs,
        office=arguments.office,
        secrecy=arguments.secrecy,
    )


def _take_into(
    store: Store, delivery: Delivery, source: str, talk: Talk
) -> ImportResult:
    from gridwatch.store.placings import Origin

    return store.take(
        delivery.rows,
        rejected=delivery.rejected,
        source=Origin(source, delivery.placed),
        who=user(),
        progress=talk.progress,
    )


def user() -> str:
    """Return who works here, for the journal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def check(arguments: argparse.Namespace, talk: Talk) -> int:
    """``check``: every check, told or written to a spreadsheet."""
    from gridwatch.reports.tables import check_report

    district = _district(arguments.store)
    if arguments.declared:
        district = _declare(district, arguments.declared)
    report = run_checks(district, arguments.as_of)
    if arguments.output:
        check_report(arguments.output, report, talk.language)
    if arguments.json:
        answers.print_json(answers.check_facts(report, talk))
    else:
        answers.tell_check(district, report, talk)
    return FAULTY if report.faults and arguments.strict else DONE


def _declare(district: District, formula: str) -> District:
    rules = district.rules
    try:
        declared = rules.declare(formula)
    except ValueError:
        tiers, number = "+".join(rules.formula), len(rules.formula)
        text = Text(
            f"看不懂公式 {formula}：应按 {tiers} 的次序写 {number} 个数。",
            f"Cannot read {formula}: give {number} numbers in the order {tiers}.",
        )
        raise OfficerError(text) from None
    return replace(district, rules=replace(rules, declared=declared))


def handover(arguments: argparse.Namespace, talk: Talk) -> int:
    """``handover``: what goes stale when somebody leaves; nothing is written."""
    from gridwatch.cli import handover as handovers

    district = _district(arguments.store)
    found = handovers.check_of(district, arguments)
    if arguments.output:
        with _drawing():
            handovers.write_paper(arguments.output, district, found, talk)
    if arguments.json:
        answers.print_json(handovers.handover_facts(district, found, talk))
    else:
        handovers.tell_handover(district, found, talk)
    return DONE


def print_sheets(arguments: argparse.Namespace, talk: Talk) -> int:
    """``print``: jurisdiction maps, or a book of all levels, into one PDF."""
    from gridwatch.cli.printing import print_otherwise, refuse_for_books
    from gridwatch.mapbook.audience import DEFAULT, audience_named, guarded, summed
    from gridwatch.mapbook.binding import print_pdf, sheet_pages
    from gridwatch.mapbook.pages import plan_book

    if arguments.book:
        refuse_for_books(arguments)
        return _print_book(arguments, talk)
    if arguments.recipe:
        return _print_by_recipe(arguments, talk)
    if not arguments.town:
        raise OfficerError(_NO_TOWN)
    audience = audience_named(arguments.audience or DEFAULT)
    district, themes = _themed(arguments.store)
    plans = plan_book(
        district,
        arguments.town,
        arguments.as_of,
        arguments.paper,
        language=talk.language,
    )
    checked = [guarded(plan, audience) for plan in plans]
    removed = summed(one for _, gone in checked for one in gone)
    for removal, sheets in removed:
        words = removal.words
        talk.message(
            Text(f"  - {words.zh}（{sheets} 幅）", f"  - {words.en} ({sheets} sheets)")
        )
    if arguments.format != "pdf" or arguments.tile:
        shown = [plan for plan, _ in checked]
        with _drawing():
            print_otherwise(arguments, talk, sheet_pages(shown, district, themes))
        return DONE
    with _drawing():
        pages = print_pdf(
            [plan for plan, _ in checked],
            district,
            arguments.output,
            themes=themes,
            progress=talk.progress,
        )
    if arguments.json:
        answers.print_json({"file": str(arguments.output), "pages": pages})
    else:
        file = arguments.output
        talk.answer(Text(f"{file}：{pages} 页", f"{file}: {pages} pages"))
    return DONE


def _print_book(arguments: argparse.Namespace, talk: Talk) -> int:
    from gridwatch.cli.books import Books

    district, themes = _themed(arguments.store)
    with _drawing():
        facts = Books(arguments, talk, district, themes, user()).print()
    if arguments.json:
        answers.print_json(facts)
    return DONE


def _print_by_recipe(arguments: argparse.Namespace, talk: Talk) -> int:
    from gridwatch.cli.sheets import print_by_recipe

    district = _district(arguments.store)
    with _drawing():
        return print_by_recipe(arguments, talk, district)


_NO_TOWN = Text(
    "没有说印哪里，没有写出文件。请加 --town（区、镇街或村居的代码或名称），"
    "或用 --book four-level 印整册，或加 --recipe 选版式。",
    "It was not said what to print. Add --town (code or name of a district, town or "
    "village), --book four-level for the whole book, or --recipe. No file was written.",
)


def directory(arguments: argparse.Namespace, talk: Talk) -> int:
    """``directory``: the directory of rivers as table, document and map."""
    from gridwatch.gui.directories import write_directory

    district = _district(arguments.store)
    with _drawing():
        written = write_directory(
            district,
            arguments.output,
            arguments.as_of,
            language=talk.language,
            progress=talk.progress,
        )
    if arguments.json:
        answers.print_json(written.facts)
    else:
        for file in written.files:
            talk.answer(Text(str(file), str(file)))
        talk.answer(written.summary)
    return DONE


def dossier(arguments: argparse.Namespace, talk: Talk) -> int:
    """``dossier``: outfalls, one page each, as PDF or for a word processor."""
    from gridwatch.district.dossiers import chosen, dossier_document, dossier_of
    from gridwatch.mapbook.dossier import Sheets, print_dossiers
    from gridwatch.reports.wordfile import write_docx

    with _store(arguments.store) as store, _drawing():
        district = store.district()
        rows = chosen(district, arguments.outfall, arguments.town)
        if arguments.output.suffix.lower() == ".docx":
            papers = [
                dossier_document(
                    dossier_of(district, row, arguments.as_of),
                    store.photo,
                    district.office,
                    talk.language,
                )
                for row in rows
            ]
            write_docx(arguments.output, papers, talk.language)
        else:
            sheets = Sheets(district, arguments.as_of, store.photo, talk.language)
            print_dossiers(arguments.output, sheets, rows, progress=talk.progress)
    file, number = arguments.output, len(rows)
    if arguments.json:
        answers.print_json({"file": str(file), "outfalls": number})
    else:
        talk.answer(Text(f"{file}：{number} 个排污口", f"{file}: {number} outfalls"))
    return DONE


def faces(arguments: argparse.Namespace, talk: Talk) -> int:
    """``faces``: the faces that boards should carry, into one PDF."""
    from gridwatch.district.facebook import boards_wanted, texts_of
    from gridwatch.mapbook.faceproof import print_faces
    from gridwatch.mapbook.sketch import Sketcher

    district, as_of = _district(arguments.store), arguments.as_of
    boards = boards_wanted(district, as_of, arguments.board, stale=arguments.stale)
    if not boards:
        raise OfficerError(_NO_FACES.filled(day=as_of))
    with _drawing():
        pages = print_faces(
            arguments.output,
            texts_of(district, boards, as_of),
            Sketcher(district),
            as_of,
            full_size=arguments.full_size,
            language=talk.language,
            progress=talk.progress,
        )
    file = arguments.output
    if arguments.json:
        codes = [board.code for board in boards]
        answers.print_json({"file": str(file), "pages": pages, "boards": codes})
    else:
        talk.answer(Text(f"{file}：{pages} 页", f"{file}: {pages} pages"))
    return DONE


_NO_FACES = Text(
    "截至 {day} 没有要打印牌面的公示牌，没有写出文件。",
    "No board needs a face on {day}; no file was written.",
)


def render(arguments: argparse.Namespace, talk: Talk) -> int:
    """``render``: the map as a picture."""
    from gridwatch.cartography.layers import layers_of
    from gridwatch.cartography.picture import draw_note, note_of, render_map
    from gridwatch.cartography.view import View
    from gridwatch.reports.saving import moved_when_whole

    district, themes = _themed(arguments.store)
    extent = arguments.extent or district.extent
    if extent is None:
        raise OfficerError(
            Text(
                "工作库里还没有可画的内容：请先导入。",
                "The store holds nothing to draw yet: import a delivery first.",
            )
        )
    with _drawing():
        view = View.fitted(extent, *arguments.size)
        layers = layers_of(district, arguments.as_of, themes)
        with _look(arguments, district, talk) as look:
            image = render_map(layers, view, look)
        note = note_of(arguments.as_of)
        draw_note(image, view, note.of(talk.language))
        with moved_when_whole(arguments.output) as draft:
            if image.isNull() or not image.save(str(draft)):
                raise _unwritable(arguments.output)
    file, scale = arguments.output, round(view.scale_denominator)
    talk.answer(Text(f"{file}：1:{scale:,}", f"{file}: 1:{scale:,}"))
    return DONE


@contextmanager
def _look(
    arguments: argparse.Namespace, district: District, talk: Talk
) -> Iterator[Look]:
    """Open the base map, if one is wanted, for as long as is drawn."""
    from gridwatch.cartography.paint import Look

    hidden = frozenset(arguments.hide)
    if arguments.basemap is None:
        yield Look(hidden=hidden)
        return
    from gridwatch.cartography.basemap import BaseMap
    from gridwatch.gui.basemaps import meets, open_basemap

    basemap = BaseMap(
        arguments.basemap,
        arguments.basemap_opacity,
        arguments.basemap_gcj02,
        arguments.basemap_crs,
    )
    backdrop = open_basemap(basemap, district.crs, arguments.store)
    try:
        told = basemap.name if meets(backdrop, district.extent) else _BESIDE
        talk.message(Text(*(f"{words}：{basemap.path}" for words in told)))
        yield Look(hidden=hidden, backdrop=backdrop)
    finally:
        backdrop.close()


_BESIDE = Text("底图不覆盖本区", "The base map does not meet the district")


def _unwritable(path: Path) -> OfficerError:
    return OfficerError(
        Text(
            f"写不了 {path}：请查看文件夹是否存在、可写，扩展名是否为 .png。",
            f"Cannot write {path}: see that the folder exists and may be written, and "
            "that the name ends in .png.",
        )
    )


def info(arguments: argparse.Namespace, talk: Talk) -> int:
    """``info``: what a store holds."""
    with _store(arguments.store) as store:
        facts, rows = store.info(), len(store.kept_aside())
        placings = store.placings()
    if arguments.json:
        told = {"placings": answers.placing_facts(placings, talk)}
        answers.print_json(answers.info_facts(facts, rows) | told)
    else:
        answers.tell_info(facts, rows, talk)
        answers.tell_placings(placings, talk)
    return DONE


def aside(arguments: argparse.Namespace, talk: Talk) -> int:
    """``aside``: the rows that imports kept aside, as a spreadsheet."""
    from gridwatch.reports.tables import kept_aside

    with _store(arguments.store) as store:
        rows = store.kept_aside()
    kept_aside(arguments.output, rows, talk.language)
    file, number = arguments.output, len(rows)
    talk.answer(Text(f"{file}：{number} 行", f"{file}: {number} rows"))
    return DONE


def open_window(arguments: argparse.Namespace, talk: Talk) -> int:
    """``open``: the window, or only a picture of it."""
    if arguments.picture is None:
        from gridwatch.gui.window import run

        # Only an explicit wish goes before what the officer set in the window.
        wish = Language(arguments.lang) if arguments.lang else None
        return run(arguments.store, wish)
    _without_display()
    from gridwatch.gui.window import take_picture

    take_picture(
        arguments.store,
        arguments.picture,
        arguments.size,
        talk.language,
        arguments.as_of,
    )
    print(arguments.picture)
    return DONE


# --- what several commands need ---------------------------------------------------


def _store(path: Path) -> Store:
    from gridwatch.store.opening import open_store

    return open_store(path, read_only=True)


def _district(path: Path) -> District:
    with _store(path) as store:
        return store.district()


def _themed(path: Path) -> tuple[District, tuple[Theme, ...]]:
    """Return a district and how its layers are to be classed."""
    from gridwatch.cartography.themes import themes_of

    with _store(path) as store:
        return store.district(), themes_of(store.settings().get("themes"))


def _without_display() -> None:
    """Let Qt draw without a screen where there is none (Linux servers, CI)."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform == "linux" and not shown:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@contextmanager
def _drawing() -> Iterator[None]:
    """Keep an application alive while Qt draws."""
    _without_display()
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication(["gridwatch"])
    yield
    del application
