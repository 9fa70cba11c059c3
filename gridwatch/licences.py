"""The licences of everything that the program consists of, read from what is there.

Every package carries its own texts; the libraries inside the packages are named in
``resources/licences/bundled.toml``. The installer's page and the window's are made from
the same list.
"""

from __future__ import annotations

import html
import re
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridwatch.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Part", "bundled_in", "packages", "page", "plain", "unnamed_in"]

_PROGRAM = "gridwatch"
_EXTRA = "heic"
_TEXTS = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
_KEPT_OUT = "LicenseRef-Qt-Commercial.txt"
_LGPL = ("LGPL-3.txt", "GPL-3.txt")


@dataclass(frozen=True)
class Part:
    """One thing the program consists of.

    Parameters
    ----------
    name, version, licence : str
        As its makers write them; the version is empty where a package hides it.
    copyright : str
        Whose it is, where the texts do not say so themselves.
    texts : tuple of str
        The full texts of its licence.
    """

    name: str
    version: str
    licence: str
    copyright: str = ""
    texts: tuple[str, ...] = ()


# --- packages -----------------------------------------------------------------------


def packages(places: Sequence[str] | None = None) -> list[Part]:
    """Return gridwatch and every package it needs, by name.

    Parameters
    ----------
    places : sequence of str, optional
        Folders to look in instead of where Python looks.
    """
    there: dict[str, Distribution] = {}
    for found in distributions(path=list(sys.path if places is None else places)):
        there.setdefault(_key(found.name), found)
    wanted, seen = [_PROGRAM], set[str]()
    while wanted:
        name = wanted.pop()
        if name not in seen and name in there:
            seen.add(name)
            wanted += [_key(one) for one in there[name].requires or () if _meant(one)]
    return [_part(there[name]) for name in sorted(seen)]


def _meant(requirement: str) -> bool:
    """Tell whether a requirement is part of the program, not of its tests."""
    return "extra ==" not in requirement or _EXTRA in requirement


def _key(requirement: str) -> str:
    """Return the name in a requirement, as all spellings of it compare."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _part(found: Distribution) -> Part:
    texts = tuple(_texts_of(found))
    if _key(found.name) in {"pyside6-essentials", "shiboken6"}:
        # Of the licences offered, this is the one it is used under.
        texts = tuple(_read(resource("licences", name)) for name in _LGPL)
        return Part(found.name, found.version, "LGPL-3.0-only", texts=texts)
    return Part(found.name, found.version, _licence_of(found), texts=texts)


def _licence_of(found: Distribution) -> str:
    told = found.metadata.json
    expression = told.get("license_expression")
    if isinstance(expression, str):
        return expression
    lines = str(told.get("license") or "").strip().splitlines()
    if len(lines) == 1 and lines[0] != "UNKNOWN":
        return lines[0]
    if lines and lines[0].endswith("License"):
        return lines[0]  # the whole text, which says its name first
    classes = [c for c in told.get("classifier") or () if c.startswith("License")]
    return ", ".join(c.rsplit(":: ", 1)[-1] for c in classes) or "…"


def _texts_of(found: Distribution) -> Iterable[str]:
    """Yield the texts that lie in a package's metadata, whoever unpacked it."""
    for folder in _metadata_folders(found):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            named = "licenses" in path.parts or _TEXTS.search(path.name)
            if named and path.name != _KEPT_OUT and path.name != "METADATA":
                yield _read(path)


def _metadata_folders(found: Distribution) -> list[Path]:
    place = getattr(found, "_path", None)
    return [Path(place)] if place is not None and Path(place).is_dir() else []


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip()


# --- libraries inside the packages --------------------------------------------------


def _bundled() -> list[dict[str, Any]]:
    told = tomllib.loads(_read(resource("licences", "bundled.toml")))
    return list(told["part"])


def bundled_in(folder: Path) -> list[Part]:
    """Return the libraries that lie as files in an installed product."""
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    return [
        Part(
            one["name"],
            "",
            one["licence"],
            one.get("copyright", ""),
            tuple(
                _text(one[key], folder) for key in ("text", "text_too") if key in one
            ),
        )
        for one in _bundled()
        if any(fnmatch(name, told) for name in names for told in one["files"])
    ]


def _text(name: str, folder: Path) -> str:
    inside = folder / name
    return _read(inside if inside.is_file() else resource("licences", name))


def unnamed_in(folder: Path) -> list[str]:
    """Return the DLLs of a product whose licence nobody has named."""
    told = [pattern for one in _bundled() for pattern in one["files"]]
    return sorted(
        path.name
        for path in folder.rglob("*.dll")
        if not any(fnmatch(path.name, pattern) for pattern in told)
    )


# --- pages --------------------------------------------------------------------------

_HEAD = (
    "gridwatch 以 MIT 许可证发布。它使用下列自由软件，许可证全文见后。",
    "Qt（PySide6、shiboken6）以 LGPL 第 3 版使用：这些库都是安装文件夹里单独的 .dll "
    "和 .pyd 文件，没有修改，您可以换成自己编译的、接口相同的版本；本程序的许可证不禁止"
    "为此而修改本程序或进行反向工程。GEOS、libiconv（LGPL 第 2.1 版）和 libheif、"
    "libde265（LGPL 第 3 版）同样如此。库的源代码由其作者按同一版本号公开发布；自收到"
    "本程序起三年内，也可以向提供安装包的单位索取，只收取复制成本。",
    "gridwatch is published under the MIT licence and uses the free software listed "
    "here; the full texts follow.",
    "Qt (PySide6, shiboken6) is used under version 3 of the LGPL: its libraries are "
    "separate, unmodified .dll and .pyd files in the program's folder, which you may "
    "replace by compatible ones of your own making; nothing here forbids changing "
    "gridwatch or reverse engineering for that purpose. The same holds for GEOS and "
    "libiconv (LGPL 2.1), libheif and libde265 (LGPL 3). Their authors publish the "
    "sources under the same version numbers; for three years whoever gave you this "
    "program also gives them to you on request, for the cost of copying.",
)


def plain(parts: Sequence[Part], *, full: bool = True) -> str:
    """Return all parts as plain text: the list, then each text once."""
    lines = ["\n\n".join(_HEAD), ""]
    lines += [f"{one.name} {one.version}".strip() + f": {one.licence}" for one in parts]
    if full:
        for names, text in _once(parts):
            lines += ["", "=" * 78, names, "=" * 78, text]
    return "\n".join(lines) + "\n"


def page(parts: Sequence[Part]) -> str:
    """Return all parts as one HTML page that needs nothing beside it."""
    rows = "".join(
        f"<tr><td>{html.escape(one.name)}</td><td>{html.escape(one.version)}</td>"
        f"<td>{html.escape(one.licence)}</td><td>{html.escape(one.copyright)}</td></tr>"
        for one in parts
    )
    texts = "".join(
        f"<h3>{html.escape(names)}</h3><pre>{html.escape(text)}</pre>"
        for names, text in _once(parts)
    )
    head = "".join(f"<p>{html.escape(part)}</p>" for part in _HEAD)
    return _PAGE.format(head=head, rows=rows, texts=texts)


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>许可证 · gridwatch</title>
<style>body{{font-family:"Microsoft YaHei","Noto Sans CJK SC",sans-serif;\
margin:2em auto;max-width:60em;line-height:1.6}}\
td{{padding:2px 12px 2px 0;vertical-align:top}}\
pre{{white-space:pre-wrap;font-size:12px;\
background:#f4f6f8;padding:1em}}</style></head>
<body><h1>许可证</h1>{head}<table>{rows}</table>{texts}</body></html>
"""


def _once(parts: Sequence[Part]) -> list[tuple[str, str]]:
    """Return every different text with the names of all that it is for."""
    users: dict[str, list[str]] = {}
    for one in parts:
        for text in one.texts:
            names = users.setdefault(text, [])
            if one.name not in names:
                names.append(one.name)
    return [(", ".join(names), text) for text, names in users.items() if text]
