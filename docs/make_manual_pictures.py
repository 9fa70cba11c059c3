"""Make the pictures of the manual from the real program over the sample district.

Usage: .venv/bin/python docs/make_manual_pictures.py [--gallery] [NAME ...]

Without names all pictures of ``docs/manual/pictures`` are made anew. Each is a window
or dialog grabbed as it is, saved in 256 colours so that the manual is small. Nothing
is retouched; only paths of this machine are written as an office would have them.

With ``--gallery`` the same windows go to ``docs/pictures/gallery`` twice: on screens
of 1366 x 768 at 100 % and of 1920 x 1080 at 200 %, which leaves 960 x 540. Those of
the installed program come from ``dev.py smoke-windows --gallery``, which lets this file
run on Windows' own Python and screen.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

SCREENS = {"100": (1366, 768, "1"), "200": (1920, 1080, "2")}
ZOOM = os.environ.get("GRIDWATCH_ZOOM", "")
if ZOOM:
    across, down, factor = SCREENS[ZOOM]
    os.environ["QT_SCALE_FACTOR"] = factor
    if sys.platform != "win32":
        screens = {"screens": [{"name": "one", "width": across, "height": down}]}
        place = Path(tempfile.mkdtemp()) / "screens.json"
        place.write_text(json.dumps(screens), "utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={place}"
if sys.platform != "win32":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LOGNAME"] = "经办人"

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QWidget

from gridwatch.cartography.themes import ready_themes
from gridwatch.cli import run
from gridwatch.district.wording import Format, Kind, Language
from gridwatch.gui.dialogs.handover import HandoverDialog
from gridwatch.gui.dialogs.importing import ImportDialog
from gridwatch.gui.dialogs.ledger import LedgerDialog
from gridwatch.gui.dialogs.reviewmode import ReviewWindow
from gridwatch.gui.dialogs.rowform import RowForm
from gridwatch.gui.dialogs.symbols import SymbolsDialog
from gridwatch.gui.dialogs.update import UpdateDialog
from gridwatch.gui.helpwindow import HelpWindow
from gridwatch.gui.remembering import Memory
from gridwatch.gui.window import Desktop
from gridwatch.mapbook.binding import render_page
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.reports.tables import Column, write_table
from gridwatch.resources import sample_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridwatch.gui.mainwindow import MainWindow

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "pictures" / "gallery"
TARGET = GALLERY if ZOOM else ROOT / "docs" / "manual" / "pictures"
DAY = date(2026, 11, 1)
TOWN = "990101101000"
SHOWN = [
    "welcome",
    "window",
    "tour",
    "preferences",
    "update",
    "import",
    "ledger",
    "rowform",
    "checks",
    "handover",
    "ownership",
    "boards",
    "outfalls",
    "printing",
    "export",
    "help",
]
SIZE = (960, 540) if ZOOM == "200" else (1366, 768)
OFFICE = "云溪区河长制办公室（样例）"
FOLDER = "D:\\河长办"


def main() -> None:
    """Make the pictures that are named, or all."""
    if "--gallery" in sys.argv:
        names = [name for name in sys.argv[1:] if name != "--gallery"] or SHOWN
        for zoom in SCREENS:
            there = {**os.environ, "GRIDWATCH_ZOOM": zoom}
            subprocess.run([sys.executable, __file__, *names], env=there, check=True)
        return
    wanted = sys.argv[1:] or (SHOWN if ZOOM else list(PICTURES))
    unknown = [name for name in wanted if name not in PICTURES]
    if unknown:
        sys.exit(
            f"no such pictures: {', '.join(unknown)}; there are {', '.join(PICTURES)}"
        )
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        studio = Studio(Path(place))
        for name in wanted:
            begun = time.monotonic()
            PICTURES[name](studio)
            print(f"{name:16s} {time.monotonic() - begun:5.1f} s", flush=True)
        studio.close()


class Studio:
    """A window over a store of the sample, and what grabs it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.store = place / "云溪区.gpkg"
        run(["import", str(sample_folder()), str(self.store), "--office", OFFICE])
        self.desktop = Desktop(Memory(place / "memory.ini"), Language.ZH)
        self.window: MainWindow = self.desktop.window
        self.session = self.desktop.session
        self.window.resize(*SIZE)
        self.window.show()
        self.session.open(self.store)
        self.session.set_as_of(DAY)
        self.window.resize(*SIZE)
        self.window.sides.place()
        self.settle()

    def close(self) -> None:
        """Close the window."""
        self.window.close()
        self.desktop.deleteLater()

    def settle(self) -> None:
        """Wait until map, checks and all work in the background are done."""
        self.wait(
            lambda: (
                self.window.map.settled
                and not self.session.errands.busy
                and self.window.sides.checks.report is not None
            )
        )

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait for something, a minute at most."""
        limit = time.monotonic() + 60
        QApplication.processEvents()
        while not ready():
            QApplication.processEvents()
            if time.monotonic() > limit:
                raise TimeoutError("the window did not get ready")
            time.sleep(0.01)
        for _ in range(20):
            QApplication.processEvents()
            time.sleep(0.01)

    def select(self, kind: Kind, index: int, panel: str, *, fly: bool = True) -> str:
        """Select a row, show its table, return its uid."""
        row = self.session.district.rows(kind)[index]
        self.session.select({kind: [row.uid]}, fly=fly)
        self.window.sides.raise_(panel)
        self.settle()
        return row.uid

    def dialog(self, command: str) -> QDialog:
        """Give a command of the menu and return the dialog it opens."""
        before = set(self._dialogs())
        self.window.commands[command].trigger()
        QApplication.processEvents()
        (opened,) = set(self._dialogs()) - before
        self.settle()
        return opened

    def _dialogs(self) -> list[QDialog]:
        return [d for d in self.window.findChildren(QDialog) if d.isVisible()]

    def shoot(
        self, name: str, command: str, size: tuple[int, int] | None = None
    ) -> None:
        """Save a picture of the dialog that a command opens."""
        dialog = self.dialog(command)
        self.shoot_dialog(name, dialog, size)

    def shoot_dialog(
        self, name: str, dialog: QDialog, size: tuple[int, int] | None = None
    ) -> None:
        """Save a picture of an open dialog and close it."""
        if size is not None:
            dialog.resize(*size)
        self.settle()
        save(dialog, name)
        dialog.reject()
        self.settle()

    def shoot_panel(self, name: str, panel: str) -> None:
        """Save a picture of the window's right side with a panel in front."""
        self.window.sides.raise_(panel)
        self.settle()
        save(self.window, name)


def save(widget: QWidget, name: str) -> None:
    """Save a widget in 256 colours."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().toImage().save(buffer, "PNG")
    small(bytes(buffer.data().data()), name)


def small(png: bytes, name: str) -> None:
    """Save a picture in 256 colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    reduced = image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    suffix = f"-{ZOOM}" if ZOOM else ""
    reduced.save(TARGET / f"{name}{suffix}.png", optimize=True)


# --- the pictures ---------------------------------------------------------------------


def welcome(studio: Studio) -> None:
    """Picture the page of an empty window."""
    desktop = Desktop(Memory(studio.place / "empty.ini"), Language.ZH)
    desktop.window.resize(*((960, 540) if ZOOM == "200" else (1100, 640)))
    desktop.window.show()
    desktop.window.welcome.set_recent(
        [Path(f"{FOLDER}/云溪区.gpkg"), Path(f"{FOLDER}/培训用.gpkg")]
    )
    QApplication.processEvents()
    save(desktop.window, "welcome")
    desktop.window.close()
    desktop.deleteLater()


def window(studio: Studio) -> None:
    """Picture the window with a board selected."""
    studio.select(
        Kind.SIGNBOARD, len(studio.session.district.signboards) // 2, "signboards"
    )
    save(studio.window, "window")


def tour(studio: Studio) -> None:
    """Picture a step of the tour."""
    studio.window.helping.start_tour()
    sheet = studio.window.helping.tour
    assert sheet is not None
    sheet.go(1)
    QApplication.processEvents()
    save(studio.window, "tour")
    sheet.end()


def preferences(studio: Studio) -> None:
    """Picture the preferences."""
    dialog = studio.dialog("preferences")
    dialog.tabs.setCurrentIndex(2)  # type: ignore[attr-defined]
    studio.shoot_dialog("preferences", dialog)


def update(studio: Studio) -> None:
    """Picture an update found on a stick."""
    folder = studio.place / "stick"
    folder.mkdir(exist_ok=True)
    setup = folder / "gridwatch-9.0.0-setup.exe"
    setup.write_bytes(b"MZ" * 5000)
    facts = {
        "program": "gridwatch",
        "version": "9.0.0",
        "file": setup.name,
        "size": setup.stat().st_size,
        "sha256": hashlib.sha256(setup.read_bytes()).hexdigest(),
        "notes": {
            "zh": "这里写着新版本改了什么：\n"
            "· 公示牌可以按巡查路线打印\n· 修正：导出的表格列宽",
            "en": "What is new.",
        },
    }
    manifest = folder / "gridwatch-9.0.0.update.json"
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    dialog = UpdateDialog(studio.session, studio.window)
    dialog.open()
    dialog.look(manifest)
    studio.settle()
    dialog.file.setText(f"E:\\{manifest.name}")
    studio.shoot_dialog("update", dialog)


def manual(studio: Studio) -> None:
    """Picture the manual's own window."""
    help_window = HelpWindow()
    help_window.open_at("import.html#坐标医生")
    studio.settle()
    time.sleep(0.2)
    QApplication.processEvents()
    save(help_window, "help")
    help_window.close()


def importing(studio: Studio) -> None:
    """Picture the plan of an import."""
    desktop = Desktop(Memory(studio.place / "import.ini"), Language.ZH)
    desktop.window.show()
    session = desktop.session
    dialog = ImportDialog(session, sample_folder(), studio.place, desktop.window)
    if ZOOM != "200":
        dialog.resize(1150, 640)
    dialog.open()
    studio.wait(lambda: dialog.plan is not None and not session.errands.busy)
    dialog.target.setText(f"{FOLDER}\\云溪区.gpkg")
    save(dialog, "import")
    dialog.reject()
    desktop.window.close()
    desktop.deleteLater()


def ledger(studio: Studio) -> None:
    """Picture a ledger compared with the record."""
    rows = []
    for number, one in enumerate(studio.session.district.outfalls):
        point = one.geometry
        if point is None or number == 7:
            continue
        east = point.x + (400 if number == 5 else 0)
        name = one.name + ("（新）" if number % 9 == 3 else "")
        body = "云溪区清河水务有限公司" if number % 6 == 1 else one.responsible_body
        rows.append([one.code, name, body, f"{east:.1f}", f"{point.y:.1f}"])
    path = studio.place / "排污口台账2026年11月.xlsx"
    heads = ["排污口编码", "排污口名称", "责任单位", "东坐标", "北坐标"]
    columns = [Column(head, Format.TEXT) for head in heads]
    write_table(path, "排污口台账", columns, iter(rows), [])
    dialog = LedgerDialog(studio.session, studio.window)
    dialog.open()
    dialog.open_file(path)
    studio.wait(lambda: dialog.found is not None and not studio.session.errands.busy)
    studio.shoot_dialog("ledger", dialog)


def symbols(studio: Studio) -> None:
    """Picture a map in themes, and the dialog that chooses them."""
    ready = {one.id: one.theme for one in ready_themes()}
    for name in ("village_signboards", "segment_managing", "signboard_staleness"):
        studio.session.set_theme(ready[name])
    studio.window.map.zoom_full()
    studio.settle()
    save(studio.window, "themes")
    dialog = SymbolsDialog(studio.session, "signboard", studio.window)
    dialog.open()
    studio.shoot_dialog("symbols", dialog)
    for _ in range(3):
        studio.session.undo_stack.undo()
    studio.settle()


def card(studio: Studio) -> None:
    """Picture the card of a board that is stale."""
    studio.window.sides.raise_("signboards")
    chips = studio.window.sides.signboards
    line = next(
        (row for row in chips.model.lines if "过期" in "".join(row.texts)), None
    )
    uid = line.uid if line else studio.session.district.signboards[0].uid
    studio.session.select({Kind.SIGNBOARD: [uid]}, fly=True)
    studio.settle()
    save(studio.window.sides.docks["card"], "card")


def rowform(studio: Studio) -> None:
    """Picture the form of a row."""
    studio.select(Kind.SIGNBOARD, 3, "signboards")
    studio.window.commands["row-edit"].trigger()
    QApplication.processEvents()
    dialog = studio.window.findChild(RowForm)
    assert dialog is not None
    studio.shoot_dialog("rowform", dialog)


def journal(studio: Studio) -> None:
    """Picture the journal after two edits."""
    board = studio.session.district.signboards[3]
    editor = studio.window.sides.card
    editor.edit(Kind.SIGNBOARD, board.uid, "condition", "破损")
    editor.edit(Kind.SIGNBOARD, board.uid, "condition", "完好")
    studio.select(Kind.SIGNBOARD, 3, "journal")
    studio.shoot_panel("journal", "journal")


def checks(studio: Studio) -> None:
    """Picture the panel of checks."""
    studio.window.map.zoom_full()
    studio.shoot_panel("checks", "checks")


def roster(studio: Studio) -> None:
    """Picture the roster."""
    studio.session.select({})
    studio.shoot_panel("roster", "roster")


def handover(studio: Studio) -> None:
    """Picture all that goes stale with one person."""
    district = studio.session.district
    posts = {post.uid: post for post in district.posts}
    term = next(
        t
        for t in district.terms
        if t.until is None and posts[t.post_uid].role == "镇级河长"
    )
    studio.session.select({Kind.PERSON: [term.person_uid]})
    dialog = studio.dialog("chief-change")
    assert isinstance(dialog, HandoverDialog)
    dialog.how.setCurrentIndex(2)
    studio.shoot_dialog("handover", dialog)


def ownership(studio: Studio) -> None:
    """Picture the registering of owners."""
    studio.select(Kind.SEGMENT, 4, "ownership")
    studio.shoot("register", "own-register")


def boards(studio: Studio) -> None:
    """Picture the boards, and new faces."""
    studio.window.map.zoom_full()
    studio.session.select({})
    studio.shoot_panel("boards", "signboards")
    studio.shoot("newfaces", "board-faces")


def outfalls(studio: Studio) -> None:
    """Picture the outfalls, and a rectification."""
    studio.select(Kind.OUTFALL, 6, "outfalls")
    save(studio.window, "outfalls")
    studio.shoot("rectification", "outfall-rectification")


def rivers(studio: Studio) -> None:
    """Picture proposals of segments, and a strip diagram."""
    studio.select(Kind.RIVER, 0, "ownership")
    dialog = studio.dialog("splitting")
    button = getattr(dialog, "go", None) or getattr(dialog, "propose", None)
    if isinstance(button, QWidget):
        button.click()  # type: ignore[attr-defined]
    studio.shoot_dialog("splitting", dialog)
    studio.shoot("strip", "strip")


def cells(studio: Studio) -> None:
    """Picture the workload of the cells."""
    studio.session.select({})
    studio.window.map.zoom_full()
    studio.shoot_panel("cells", "cells")


def printing(studio: Studio) -> None:
    """Picture the print dialog, and a printed sheet."""
    area = next(j for j in studio.session.district.jurisdictions if j.code == TOWN)
    studio.session.select({Kind.JURISDICTION: [area.uid]})
    dialog = studio.dialog("print")
    studio.wait(lambda: getattr(dialog, "image", None) is not None)
    studio.shoot_dialog("print", dialog)
    if ZOOM:
        # A sheet is the same on every screen.
        return
    plan = plan_sheet(studio.session.district, TOWN, DAY)
    image = render_page(plan, studio.session.district, dpi=100)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    small(bytes(buffer.data().data()), "sheet")


def export(studio: Studio) -> None:
    """Picture the export of layers."""
    studio.shoot("export", "export-layers")


def books(studio: Studio) -> None:
    """Picture the book of four levels, and the editor of layouts."""
    book = studio.dialog("four_level")
    studio.wait(lambda: getattr(book, "image", None) is not None)
    studio.shoot_dialog("books", book)
    dialog = studio.dialog("layouts")
    listed = dialog.findChild(QListWidget)
    if listed is not None:
        listed.setCurrentRow(1)
    studio.wait(lambda: dialog.canvas.image is not None)  # type: ignore[attr-defined]
    studio.shoot_dialog("layouts", dialog)


def _checked_package(studio: Studio) -> tuple[Path, Path]:
    """Cut a package, check some of it, take it back; return store and package."""
    store = studio.place / "核查" / "云溪区.gpkg"
    store.parent.mkdir(exist_ok=True)
    run(["import", str(sample_folder()), str(store), "--office", OFFICE])
    package = store.with_name("霜岭乡.gwreview")
    back = store.with_name("霜岭乡.gwreturn")
    town = ["--town", "霜岭乡", "--to", "霜岭乡水务站"]
    run(["review", "cut", str(store), *town, "-o", str(package)])
    ticks = [part for n in range(1, 21) for part in ("--tick", f"{n}=1")]
    changed = [
        "--set",
        "21:condition=破损",
        "--set",
        "24:condition=破损",
        "--tick",
        "26=0",
    ]
    run(["review", "open", str(package), *ticks, *changed])
    run(["review", "return", str(package), "-o", str(back), "--by", "刘工（样例）"])
    run(["review", "desk", str(store), str(back)])
    return store, package


def review(studio: Studio) -> None:
    """Picture a package in the field, what is out, and the desk with its replies."""
    store, package = _checked_package(studio)
    desktop = Desktop(Memory(studio.place / "review.ini"), Language.ZH)
    window, session = desktop.window, desktop.session
    window.resize(*SIZE)
    window.show()
    session.open(store)
    studio.wait(lambda: window.map.settled and not session.errands.busy)
    for command, name in (("review-desk", "reviewdesk"), ("packages", "packages")):
        window.commands[command].trigger()
        studio.wait(lambda: not session.errands.busy)
        (dialog,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
        save(dialog, name)
        dialog.close()
        QApplication.processEvents()
    window.reviews.review(package)
    studio.wait(lambda: any(d.isVisible() for d in window.findChildren(ReviewWindow)))
    (field,) = window.findChildren(ReviewWindow)
    studio.wait(lambda: not session.errands.busy)
    save(field, "reviewing")
    window.close()
    desktop.deleteLater()


PICTURES: dict[str, Callable[[Studio], None]] = {
    "welcome": welcome,
    "window": window,
    "tour": tour,
    "preferences": preferences,
    "update": update,
    "import": importing,
    "ledger": ledger,
    "symbols": symbols,
    "card": card,
    "rowform": rowform,
    "journal": journal,
    "checks": checks,
    "roster": roster,
    "handover": handover,
    "ownership": ownership,
    "boards": boards,
    "outfalls": outfalls,
    "rivers": rivers,
    "cells": cells,
    "printing": printing,
    "books": books,
    "review": review,
    "export": export,
    "help": manual,
}


if __name__ == "__main__":
    main()
