"""The manual as pages that the program shows: ``docs/manual/*.md`` to HTML.

Chapters are ``NN-name.md``, in the order of their numbers; ``docs/store.md`` is the
appendix. A page is called after its chapter without the number, so that a chapter can
be moved without breaking the targets of F1. ``index.json`` lists chapters and sections
with their words, for contents and search of the help window.

Needs ``markdown-it-py`` and nothing of ours: the build hook runs it for each wheel.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
TITLE = "gridwatch 用户手册"
SHEET = "manual.css"
INDEX = "index.json"
_CHAPTER = re.compile(r"(\d\d)-([a-z-]+)\.md")
_LINK = re.compile(r"(?:\d\d-)?([a-z-]+)\.md(#.*)?")
_PNG_HEAD = 24
_WIDE = re.compile(r"[\u2e80-\uffef“”]")


@dataclass
class Section:
    """A part of a chapter below a heading; the first one is the chapter itself."""

    title: str
    anchor: str
    level: int
    words: list[str] = field(default_factory=list)


@dataclass
class Chapter:
    """One chapter.

    Parameters
    ----------
    name : str
        Name of the page, without suffix.
    number : str
        Its number in the book, or a letter for an appendix.
    body : str
        HTML of the body.
    sections : list of Section
        The chapter and its sections, in order.
    pictures : list of Path
        What it shows.
    """

    name: str
    number: str
    body: str
    sections: list[Section]
    pictures: list[Path]

    @property
    def title(self) -> str:
        """The title with its number."""
        return f"{self.number}　{self.sections[0].title}"


def sources(folder: Path) -> list[tuple[str, str, Path]]:
    """Return number, name and file of each chapter, in order.

    Raises
    ------
    FileNotFoundError
        Where the folder has no chapters.
    """
    found = sorted(p for p in folder.glob("*.md") if _CHAPTER.fullmatch(p.name))
    if not found:
        raise FileNotFoundError(f"no chapters in {folder}")
    listed = [(str(n), p.stem[3:], p) for n, p in enumerate(found, 1)]
    return [*listed, ("附录 A", "store", folder.parent / "store.md")]


def summary(folder: Path) -> str:
    """Return the English summary: the paragraph in italics of the list of chapters."""
    text = (folder / "README.md").read_text("utf-8")
    found = re.search(r"^\*(For English.*?)\*$", text, re.DOTALL | re.MULTILINE)
    return re.sub(r"\s+", " ", found[1]).replace("`", "") if found else ""


def chapters(folder: Path) -> list[Chapter]:
    """Read all chapters of a manual."""
    return [read_chapter(*source) for source in sources(folder)]


def read_chapter(number: str, name: str, path: Path) -> Chapter:
    """Read one file of Markdown."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(path.read_text("utf-8"))
    sections = _number_headings(tokens, number)
    pictures = _set_pictures(tokens, path.parent, number)
    _set_links(tokens)
    _join_lines(tokens)
    body = parser.renderer.render(tokens, parser.options, {})
    return Chapter(name, number, body, sections, pictures)


def slug(title: str) -> str:
    """Return the anchor of a heading, as code hosts make it from the same Markdown.

    Examples
    --------
    >>> slug("打印 → 河长名单 (PDF)")
    '打印--河长名单-pdf'
    """
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", "-")


def _number_headings(tokens: Sequence[Token], number: str) -> list[Section]:
    """Give headings anchor and number; return what stands below each."""
    sections: list[Section] = []
    seen: dict[str, int] = {}
    count = 0
    for token, inline in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and inline is not None:
            title, level = _plain(inline), int(token.tag[1])
            anchor = slug(title)
            seen[anchor] = seen.get(anchor, 0) + 1
            if seen[anchor] > 1:
                anchor = f"{anchor}-{seen[anchor] - 1}"
            token.attrSet("id", anchor)
            sections.append(Section(title, anchor, level))
            count += level == 2
            short = number.split()[-1] if number else ""
            label = {1: number, 2: f"{short}.{count}"}.get(level)
            if short and label and inline.children:
                first = inline.children[0]
                first.content = f"{label}　{first.content}"
        elif token.type == "inline" and sections:
            sections[-1].words.append(_plain(token))
        elif token.type in ("fence", "code_block") and sections:
            sections[-1].words.append(token.content)
    if not sections or sections[0].level != 1:
        raise ValueError(f"chapter {number} does not begin with its title")
    return sections


def _plain(token: Token) -> str:
    return "".join(
        child.content if child.type != "softbreak" else ""
        for child in token.children or ()
    )


def _set_pictures(tokens: Sequence[Token], folder: Path, number: str) -> list[Path]:
    """Turn pictures that stand alone into numbered figures."""
    pictures: list[Path] = []
    opened: Token | None = None
    for token in tokens:
        if token.type == "paragraph_open":
            opened = token
        shown = [c for c in token.children or () if c.type == "image"]
        for image in shown:
            path = folder / str(image.attrGet("src"))
            pictures.append(path)
            image.attrSet("src", f"pictures/{path.name}")
        if len(shown) == 1 and len(token.children or ()) == 1 and opened is not None:
            opened.attrSet("class", "figure")
            caption = shown[0].content
            if number:
                caption = f"图 {number.split()[-1]}-{len(pictures)}　{caption}"
            note = type(token)("html_inline", "", 0)
            note.content = f'<br><span class="caption">{html.escape(caption)}</span>'
            assert token.children is not None
            token.children.append(note)
    return pictures


def png_size(path: Path) -> tuple[int, int]:
    """Return width and height of a PNG in pixels.

    Raises
    ------
    ValueError
        Where it is none.
    """
    with path.open("rb") as stream:
        head = stream.read(_PNG_HEAD)
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError(f"{path} is not a PNG")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _join_lines(tokens: Sequence[Token]) -> None:
    """Let a line of Chinese go on without the space that the end of a line means."""
    for token in tokens:
        children = token.children or []
        for at in range(1, len(children) - 1):
            if children[at].type == "softbreak":
                before, after = children[at - 1], children[at + 1]
                wide = _WIDE.match(before.content[-1:]) or _WIDE.match(
                    after.content[:1]
                )
                if wide:
                    children[at].type, children[at].content = "text", ""


def _set_links(tokens: Sequence[Token]) -> None:
    """Let links between chapters lead to their pages; others in the checkout go."""
    for token in tokens:
        left = False
        for child in token.children or ():
            if child.type == "link_open":
                href = str(child.attrGet("href") or "")
                found = _LINK.fullmatch(href.rsplit("/", 1)[-1])
                left = found is None and not href.startswith("#")
                if found is not None:
                    child.attrSet("href", f"{found[1]}.html{found[2] or ''}")
            if left and child.type in ("link_open", "link_close"):
                left = child.type == "link_open"
                child.type, child.tag, child.content = "text", "", ""


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · {book}</title><link rel="stylesheet" href="{sheet}"></head>
<body>{nav}{body}{foot}</body></html>
"""


def build(folder: Path, target: Path) -> list[Path]:
    """Write the pages of the manual; what stood there before goes.

    Parameters
    ----------
    folder : Path
        ``docs/manual``.
    target : Path
        Where the pages go. PDFs in it stay.

    Returns
    -------
    list of Path
        The pages.
    """
    book = chapters(folder)
    for old in [*target.glob("*.html"), *target.glob("pictures/*")]:
        old.unlink()
    (target / "pictures").mkdir(parents=True, exist_ok=True)
    for chapter in book:
        for picture in chapter.pictures:
            shutil.copyfile(picture, target / "pictures" / picture.name)
    shutil.copyfile(Path(__file__).with_name(SHEET), target / SHEET)
    pages = [_write_page(target, book, n) for n in range(len(book))]
    pages.append(_write_contents(target, book, summary(folder)))
    listed = [
        {
            "page": f"{chapter.name}.html",
            "title": chapter.title,
            "sections": [
                {
                    "anchor": section.anchor,
                    "title": section.title,
                    "level": section.level,
                    "words": " ".join(section.words),
                }
                for section in chapter.sections
            ],
        }
        for chapter in book
    ]
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    (target / INDEX).write_text(text, encoding="utf-8", newline="\n")
    return pages


def _write_page(target: Path, book: Sequence[Chapter], at: int) -> Path:
    chapter = book[at]
    around = []
    if at > 0:
        before = book[at - 1]
        around.append(f'<a href="{before.name}.html">← {html.escape(before.title)}</a>')
    around.append('<a href="index.html">目录</a>')
    if at + 1 < len(book):
        after = book[at + 1]
        around.append(f'<a href="{after.name}.html">{html.escape(after.title)} →</a>')
    nav = f'<p class="nav">{"　·　".join(around)}</p>'
    return _save(target / f"{chapter.name}.html", chapter.title, chapter.body, nav)


def _write_contents(target: Path, book: Sequence[Chapter], english: str) -> Path:
    lines = [f"<h1>{TITLE}</h1>"]
    for chapter in book:
        page = f"{chapter.name}.html"
        inner = "".join(
            f'<li><a href="{page}#{s.anchor}">{html.escape(s.title)}</a></li>'
            for s in chapter.sections
            if s.level == 2
        )
        head = f'<a href="{page}">{html.escape(chapter.title)}</a>'
        lines.append(f'<p class="chapter">{head}</p><ul>{inner}</ul>')
    lines.append(f'<p class="caption">{html.escape(english)}</p>')
    return _save(target / "index.html", "目录", "".join(lines), "")


def _save(path: Path, title: str, body: str, nav: str) -> Path:
    text = _PAGE.format(
        title=html.escape(title), book=TITLE, sheet=SHEET, nav=nav, body=body, foot=nav
    )
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "manual"
    made = build(ROOT / "docs" / "manual", place)
    sys.stdout.write(f"{place}: {len(made)} pages\n")
