"""``export``, ``photos`` and ``tracks``: layers going out, pictures coming in."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gridwatch.cli import answers
from gridwatch.district.chainages import chainage_text
from gridwatch.district.wording import KIND_NAMES, OfficerError, Text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from gridwatch.cli.answers import Talk
    from gridwatch.district.district import District
    from gridwatch.district.drafts import Nearby
    from gridwatch.gui.fieldwork import Picture, Trail
    from gridwatch.outgoing.export import Plan, Written

    Do = Callable[[argparse.Namespace, Talk], int]

__all__ = ["add_export", "add_photos", "add_tracks", "export", "photos", "tracks"]

_DONE, _UNDECIDED = 0, 3
_LISTED = 40


class Builds(Protocol):
    """What adds a command and its options, in one language."""

    def command(self, name: str, do: Do, what: Text) -> argparse.ArgumentParser: ...

    def help(self, zh: str, en: str) -> str: ...

    def store(self, sub: argparse.ArgumentParser) -> None: ...

    def json(self, sub: argparse.ArgumentParser) -> None: ...

    def as_of(self, sub: argparse.ArgumentParser) -> None: ...


# --- export --------------------------------------------------------------------------


def add_export(build: Builds, crs: Callable[[str], int]) -> None:
    """Add the options of ``export``."""
    what = Text(
        "导出图层和表格给别的软件", "export layers and tables for other programs"
    )
    sub = build.command("export", export, what)
    build.store(sub)
    told = build.help(
        "写到哪里：.gpkg .geojson .kml .xlsx .csv，或新文件夹（shapefile）",
        "where to: .gpkg .geojson .kml .xlsx .csv, or a new folder (shapefiles)",
    )
    sub.add_argument("output", type=Path, metavar="OUT", help=told)
    told = build.help("格式（默认看扩展名）", "format (by the ending)")
    formats = ("shp", "gpkg", "geojson", "kml", "xlsx", "csv")
    sub.add_argument("--format", choices=formats, help=told)
    told = build.help("shapefile 属性表的编码", "encoding of the tables of shapefiles")
    encodings = ("gbk", "gb18030", "utf-8")
    sub.add_argument("--encoding", choices=encodings, default="gbk", help=told)
    told = build.help(
        "图层，逗号隔开，如 river,segment（默认全部）",
        "layers between commas, e.g. river,segment (all)",
    )
    sub.add_argument("--layers", default="", metavar="A,B", help=told)
    told = build.help("坐标系，如 4490（默认工作库的）", "CRS, e.g. 4490 (the store's)")
    sub.add_argument("--crs", type=crs, metavar="EPSG", help=told)
    told = build.help(
        "给谁看：public 隐去手机号中间几位（默认），office 原样",
        "for whom: public masks mobiles (default), office does not",
    )
    sub.add_argument(
        "--audience", choices=("public", "office"), default="public", help=told
    )
    told = build.help(
        "放不进去的值：refuse 不写（默认），mark 用〓代替、截断",
        "values that do not fit: refuse (default), or mark and cut them",
    )
    sub.add_argument("--unfit", choices=("refuse", "mark"), default="refuse", help=told)
    told = build.help(
        "按列次方案导出（方案文件或名称）", "by a mapping of columns (file or name)"
    )
    sub.add_argument("--mapping", metavar="FILE", help=told)
    build.as_of(sub)
    build.json(sub)


def export(arguments: argparse.Namespace, talk: Talk) -> int:
    """``export``: layers for other programs; the store is only read."""
    from gridwatch.outgoing import export as outgoing

    district = _district(arguments.store)
    if arguments.mapping:
        return _export_mapped(arguments, district, talk)
    from gridwatch.outgoing.tables import Audience

    wish = outgoing.Wish(
        arguments.format or outgoing.format_of(arguments.output),
        arguments.as_of,
        _layers(arguments.layers),
        arguments.encoding,
        arguments.crs,
        Audience(arguments.audience),
        talk.language,
    )
    going = outgoing.plan(district, wish)
    if not arguments.json:
        _tell_problems(going, talk)
    fit = arguments.unfit == "mark"
    if going.losses and not fit:
        if arguments.json:
            answers.print_json(_export_facts(going, None, talk))
        talk.message(_UNFIT.filled(number=going.losses))
        return _UNDECIDED
    written = outgoing.write(going, arguments.output, fit=fit, progress=talk.progress)
    if arguments.json:
        answers.print_json(_export_facts(going, written, talk))
    else:
        talk.answer(Text(*[str(written.path)] * 2))
        for layer, number in written.rows.items():
            talk.answer(Text(f"  {layer}：{number} 行", f"  {layer}: {number} rows"))
    return _DONE


def _layers(words: str) -> tuple[str, ...]:
    from gridwatch.outgoing.tables import LAYERS, layer_name

    names = {layer_name(layer).zh: layer for layer in LAYERS}
    found = []
    for word in words.replace("，", ",").split(","):
        name = names.get(word.strip(), word.strip())
        if name and name not in LAYERS:
            known = "、".join(LAYERS)
            raise OfficerError(_NO_LAYER.filled(name=name, known=known))
        if name:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _export_mapped(
    arguments: argparse.Namespace, district: District, talk: Talk
) -> int:
    from gridwatch.outgoing import mappings
    from gridwatch.outgoing.tables import Audience

    path = Path(arguments.mapping)
    mapping = (
        mappings.read_mapping(path)
        if path.is_file()
        else mappings.find(arguments.mapping, mappings.own_mappings())
    )
    table = mappings.mapped_table(
        district, mapping, arguments.as_of, Audience(arguments.audience), talk.language
    )
    rows = mappings.write_mapped(arguments.output, table)
    if arguments.json:
        columns = [column.title for column in table.columns]
        facts = {"file": str(arguments.output), "rows": rows, "columns": columns}
        answers.print_json({"mapping": mapping.name, **facts})
    else:
        file = arguments.output
        talk.answer(Text(f"{file}：{rows} 行", f"{file}: {rows} rows"))
    return _DONE


def _tell_problems(going: Plan, talk: Talk) -> None:
    for problem in going.problems[:_LISTED]:
        mark = "✗" if problem.severity == "error" else "-"
        row = f"#{problem.row} {problem.key}" if problem.row else ""
        where = " ".join(part for part in (problem.layer, row, problem.field) if part)
        print(f"  {mark} {where}: {talk.of(problem.text)}")
    more = len(going.problems) - _LISTED
    if more > 0:
        text = Text(f"  …还有 {more} 条（--json 看全部）", f"  … {more} more (--json)")
        talk.answer(text)


def _export_facts(
    going: Plan, written: Written | None, talk: Talk
) -> dict[str, object]:
    return {
        "written": written is not None,
        "path": str(written.path) if written else None,
        "files": list(written.files) if written else [],
        "crs": f"EPSG:{going.crs}",
        "layers": {table.title: len(table.rows) for table in going.tables},
        "losses": going.losses,
        "problems": [
            {
                "severity": problem.severity,
                "layer": problem.layer,
                "row": problem.row,
                "key": problem.key,
                "field": problem.field,
                "count": problem.count,
                "text": talk.of(problem.text),
            }
            for problem in going.problems
        ],
    }


# --- photographs ---------------------------------------------------------------------


def _add_folder(sub: argparse.ArgumentParser, build: Builds, what: Text) -> None:
    build.store(sub)
    told = build.help(what.zh, what.en)
    sub.add_argument("folder", type=Path, metavar="FOLDER", help=told)
    told = build.help(
        "坐标是 GCJ-02（手机地图、小程序），移回原位",
        "places are in GCJ-02 (phone maps, mini-programs): shift them back",
    )
    sub.add_argument("--gcj02", action="store_true", help=told)


def add_photos(build: Builds) -> None:
    """Add the options of ``photos``."""
    what = Text(
        "把带定位的照片对到河段、公示牌、排污口",
        "hold geotagged photographs beside segments, boards and outfalls",
    )
    sub = build.command("photos", photos, what)
    _add_folder(sub, build, Text("照片文件夹", "folder of photographs"))
    told = build.help(
        "照建议写入工作库（默认只列出）", "write what is proposed (only listed)"
    )
    sub.add_argument("--accept", action="store_true", help=told)
    build.json(sub)


def photos(arguments: argparse.Namespace, talk: Talk) -> int:
    """``photos``: what each photograph is near; with ``--accept`` it is taken."""
    from gridwatch.gui import fieldwork
    from gridwatch.store.opening import open_store

    with open_store(arguments.store, read_only=not arguments.accept) as store:
        district = store.district()
        found = fieldwork.pictures_of(
            arguments.folder, district, gcj02=arguments.gcj02, progress=talk.progress
        )
        taken = 0
        if arguments.accept:
            decided = [(one, one.proposal) for one in found]
            reason = talk.of(fieldwork.PHOTO_REASON)
            changes = fieldwork.pictures_changes(district, decided, reason)
            kept = {c.after["sha256"] for c in changes.items if c.after}
            wanted = [one.photo for one in found if one.photo.sha256 in kept]
            fieldwork.keep_pictures(store, wanted)
            if changes.items:
                store.apply(changes, who=_who())
            taken = len(changes.items)
    if arguments.json:
        facts = [_picture_facts(one, talk) for one in found]
        answers.print_json({"photos": facts, "taken": taken})
        return _DONE
    for one in found:
        _tell_picture(one, talk)
    number = len(found)
    talk.answer(
        Text(
            f"{number} 张照片，写入 {taken} 张",
            f"{number} photographs, {taken} written to the store",
        )
    )
    return _DONE


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _place_facts(place: Nearby, talk: Talk) -> dict[str, object]:
    segment, row = place.segment, place.row
    return {
        "segment": segment.code if segment else None,
        "segment_name": segment.name if segment else None,
        "chainage": chainage_text(place.chainage) or None,
        "offset": None if place.offset is None else round(place.offset, 1),
        "village": place.village.name if place.village else None,
        "near": getattr(row, "code", None) if row else None,
        "near_kind": talk.of(KIND_NAMES[place.kind]) if place.kind else None,
        "near_metres": None if place.metres is None else round(place.metres, 1),
    }


def _picture_facts(one: Picture, talk: Talk) -> dict[str, object]:
    photo = one.photo
    return {
        "file": str(photo.path),
        "sha256": photo.sha256,
        "taken": photo.taken,
        "longitude": photo.longitude,
        "latitude": photo.latitude,
        "camera": photo.camera,
        "width": photo.size[0],
        "height": photo.size[1],
        **_place_facts(one.place, talk),
        "proposal": one.proposal.value,
        "fit": one.fit,
        "remark": talk.of(one.remark) if one.remark else None,
    }


def _tell_picture(one: Picture, talk: Talk) -> None:
    from gridwatch.district.drafts import VERDICT_NAMES, Verdict

    mark = "✓" if one.proposal is not Verdict.LEAVE else "-"
    words = [one.photo.path.name]
    place = one.place
    if place.segment is not None:
        words.append(f"{place.segment.name} {chainage_text(place.chainage)}")
    words.append(talk.of(VERDICT_NAMES[one.proposal]))
    if one.proposal is Verdict.ATTACH and place.kind is not None:
        code = getattr(place.row, "code", "")
        words.append(f"{talk.of(KIND_NAMES[place.kind])} {code} ({place.metres:.0f} m)")
    if one.remark is not None:
        words.append(f"({talk.of(one.remark)})")
    print(f"  {mark} {'  '.join(words)}")


# --- tracks --------------------------------------------------------------------------


def add_tracks(build: Builds) -> None:
    """Add the options of ``tracks``."""
    what = Text("GPX 轨迹走过哪些河段", "which segments GPX tracks went along")
    sub = build.command("tracks", tracks, what)
    _add_folder(sub, build, Text("轨迹文件夹", "folder of tracks"))
    build.json(sub)


def tracks(arguments: argparse.Namespace, talk: Talk) -> int:
    """``tracks``: the segments that tracks went along; nothing is written."""
    from gridwatch.gui import fieldwork

    district = _district(arguments.store)
    found = fieldwork.trails_of(
        arguments.folder, district, gcj02=arguments.gcj02, progress=talk.progress
    )
    if arguments.json:
        answers.print_json({"files": [_trail_facts(one, talk) for one in found]})
        return _DONE
    for one in found:
        _tell_trail(one, talk)
    return _DONE


def _trail_facts(one: Trail, talk: Talk) -> dict[str, object]:
    file = one.file
    return {
        "file": str(file.path),
        "fault": talk.of(file.fault) if file.fault else None,
        "way_points": [
            {
                "name": mark.point.name,
                "note": mark.point.note,
                "time": mark.point.time,
                "longitude": mark.point.longitude,
                "latitude": mark.point.latitude,
                **_place_facts(mark.place, talk),
            }
            for mark in one.marks
        ],
        "points": sum(len(run.places) for run in file.runs),
        "dropped": file.dropped,
        "segments": [
            {
                "segment": walk.segment.code,
                "name": walk.segment.name,
                "share": round(walk.share, 3),
                "begin": chainage_text(walk.begin),
                "end": chainage_text(walk.end),
                "since": None if walk.since is None else str(walk.since),
                "until": None if walk.until is None else str(walk.until),
            }
            for walk in one.walks
        ],
    }


def _tell_trail(one: Trail, talk: Talk) -> None:
    file = one.file
    if file.fault is not None:
        print(f"  ✗ {file.path.name}: {talk.of(file.fault)}")
        return
    points = sum(len(run.places) for run in file.runs)
    marks = len(one.marks)
    told = Text(f"{points} 点，{marks} 个航点", f"{points} points, {marks} way points")
    print(f"  {file.path.name}: {talk.of(told)}")
    for walk in one.walks:
        between = f"{chainage_text(walk.begin)}-{chainage_text(walk.end)}"
        name = walk.segment.name or walk.segment.code
        print(f"      {name}  {between}  {walk.share:.0%}")


def _district(path: Path) -> District:
    from gridwatch.store.opening import open_store

    with open_store(path, read_only=True) as store:
        return store.district()


_UNFIT = Text(
    "有 {number} 个值放不进去（标 ✗ 者），没有写出文件。换编码或格式，"
    "或加 --unfit mark。",
    "{number} values do not fit (marked ✗); nothing was written. Take another encoding "
    "or format, or add --unfit mark.",
)
_NO_LAYER = Text(
    "没有名为 {name} 的图层，没有写出文件。可用：{known}。",
    "There is no layer {name}; nothing was written. Known: {known}.",
)
