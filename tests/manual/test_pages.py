"""The manual as pages: nothing leads nowhere, nothing is fetched, F1 is complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from PySide6.QtWidgets import QDialog

from gridwatch.gui.helping import pages, search, targets
from tests.conftest import ROOT
from tests.manual.conftest import FOLDER

CLASS = re.compile(r"^class (\w+)(?:\(([^)]*)\))?:", re.MULTILINE)


class Reader(HTMLParser):
    """Collects what a page leads to and what it can be reached by."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors, self.pictures, self.other = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.anchors.add(found["id"])
        if tag == "a":
            self.links.append(unquote(found["href"]))
        elif tag == "img":
            self.pictures.append(found["src"])
        elif tag == "link":
            self.other.append(found["href"])
        elif tag in ("script", "iframe", "object"):
            self.other.append(tag)


@pytest.fixture(scope="module")
def read(built):
    return {p.name: Reader(p.read_text("utf-8")) for p in built.glob("*.html")}


def test_every_link_leads_to_a_page_and_an_anchor(read):
    broken = []
    for name, page in read.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            there = read.get(target or name)
            if there is None or (anchor and anchor not in there.anchors):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_every_picture_is_there_and_every_one_is_used(built, read):
    shown = {picture for page in read.values() for picture in page.pictures}
    assert {p for p in shown if not (built / p).is_file()} == set()
    card = set(re.findall(r"pictures/[\w-]+\.png", (FOLDER / "card.md").read_text()))
    drawn = {f"pictures/{p.name}" for p in (FOLDER / "pictures").iterdir()}
    assert drawn - shown - card == set()


def test_nothing_is_fetched_and_nothing_runs(built, read):
    assert {other for page in read.values() for other in page.other} == {"manual.css"}
    assert "url(" not in (built / "manual.css").read_text()
    assert [n for n, p in read.items() for link in p.links if "://" in link] == []


def test_every_chapter_is_in_the_contents_of_the_sources():
    listed = (FOLDER / "README.md").read_text("utf-8")
    missing = [p.name for p in FOLDER.glob("[0-9]*.md") if f"({p.name})" not in listed]
    assert missing == []


def test_the_contents_have_a_summary_in_english(built):
    page = (built / "index.html").read_text("utf-8")
    assert "For English readers" in page


def test_every_target_of_help_is_there(read):
    wrong = []
    for place, target in targets().items():
        page, _, anchor = target.partition("#")
        if page not in read or (anchor and anchor not in read[page].anchors):
            wrong.append(f"{place}: {target}")
    assert wrong == []


def classes_in(folder):
    for path in sorted(folder.glob("*.py")):
        for found in CLASS.finditer(path.read_text("utf-8")):
            yield found[1], set(re.findall(r"\w+", found[2] or ""))


def test_every_dialog_and_panel_has_its_help():
    gui = ROOT / "gridwatch" / "gui"
    found = dict([*classes_in(gui / "dialogs"), *classes_in(gui / "panels")])
    ours = {QDialog.__name__, "TablePanel"}
    while more := {n for n, bases in found.items() if bases & ours} - ours:
        ours |= more
    panels = {n for n, _ in classes_in(gui / "panels") if n.endswith("Panel")}
    wanted = {name for name in ours & set(found) if not name.startswith("_")} | panels
    known = set(targets())

    def helped(name):
        return name in known or any(helped(b) for b in found.get(name, ()) if b in ours)

    assert {name for name in wanted if not helped(name)} == set()
    assert len(wanted) > 40


def test_help_names_no_class_that_is_gone():
    names = {
        name
        for folder in ("", "dialogs", "panels")
        for name, _ in classes_in(ROOT / "gridwatch" / "gui" / folder)
    }
    assert set(targets()) - names == set()


def test_search_finds_a_section_by_its_words_and_titles_come_first(built):
    found = search(pages(built), "坐标医生")
    assert found[0].page == "import.html"
    assert found[0].title == "坐标医生"
    assert any("坐标医生" in hit.words for hit in found[1:])
    assert search(pages(built), "没有这样的词") == []
    assert search(pages(built), "  ") == []


def test_pages_of_a_manual_that_was_not_built_are_none(tmp_path):
    assert pages(tmp_path) == []


def test_a_page_built_again_is_the_same(built, tmp_path):
    from manual_html import build

    build(FOLDER, tmp_path)
    names = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert names == sorted(
        p.relative_to(built) for p in built.rglob("*") if p.is_file()
    )
    assert [
        n for n in names if (tmp_path / n).read_bytes() != (built / n).read_bytes()
    ] == []


def test_a_chapter_without_a_title_is_refused(tmp_path):
    from manual_html import read_chapter

    path = tmp_path / "10-x.md"
    path.write_text("only text\n", "utf-8")
    with pytest.raises(ValueError, match="title"):
        read_chapter("1", "x", path)
