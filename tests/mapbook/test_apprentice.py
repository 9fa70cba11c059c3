"""Pages that two processes draw stand in one file as if one had drawn them."""

from dataclasses import dataclass

import pytest
from PySide6.QtGui import QGuiApplication

from gridwatch.district.wording import OfficerError, Text
from gridwatch.mapbook import apprentice as helping
from gridwatch.mapbook.apprentice import Apprentice, done_in_order, helper_for
from gridwatch.mapbook.bookbinding import print_book
from gridwatch.mapbook.ink import Hand, Ink
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.press import DrawnPage, PrintCancelledError, press
from tests.mapbook.test_book import FEW, book_of

pytestmark = pytest.mark.usefixtures("qapp")
TEXT = "水清岸绿鱼翔浅底长河⻓短䶮fi 12"


@dataclass(frozen=True)
class Plain:
    """A page with letters of its own."""

    number: int
    fails: bool = False

    def __call__(self, painter):
        if self.fails:
            raise ValueError("this page cannot be drawn")
        ink = Ink(painter)
        ink.box(Rect(10.0, 10.0, 100.0, 50.0), 0.3, fill="#EEDDCC")
        letters = TEXT[self.number % len(TEXT) :] + f" {self.number}"
        serif = self.number % 3 == 0
        ink.text((20.0, 30.0), letters, Hand(5.0, serif=serif))


def pages(count, fails=-1):
    return [
        DrawnPage(210.0, 297.0, Plain(n, n == fails), Text(f"第{n}页", f"{n}"))
        for n in range(count)
    ]


@dataclass(frozen=True)
class Squares:
    """Work that is quickly done."""

    name: str

    def do(self, task, tell):
        tell(task)
        return task * task


@pytest.fixture
def watched(monkeypatch):
    """Wait for the helper before the second task, and count what it did."""
    done, begun = [], []
    begin = Apprentice.begin

    def begins(self, work):
        begun.append(work)
        begin(self, work)

    monkeypatch.setattr(Apprentice, "begin", begins)
    serve, take = helping._Sharing._serve, helping._Sharing._take

    def waits(self):
        if begun:
            while self._helper is not None and not self._helper.ready:
                self._take(1.0)
        serve(self)

    def takes(self, seconds):
        good = take(self, seconds)
        done[:] = self._away
        return good

    monkeypatch.setattr(helping._Sharing, "_take", takes)
    monkeypatch.setattr(helping._Sharing, "_serve", waits)
    return done


def written(path):
    """Return a file without the second at which it was made."""
    lines = path.read_bytes().splitlines()
    return [line for line in lines if b"Date" not in line and b"/ID" not in line]


def test_a_file_is_the_same_whoever_draws_its_pages(tmp_path, watched):
    alone, together = tmp_path / "a.pdf", tmp_path / "b.pdf"
    assert press(alone, pages(90), title="册", helper=False) == 90
    assert press(together, pages(90), title="册", helper=Apprentice("offscreen")) == 90
    assert watched
    assert written(alone) == written(together)


def test_a_book_is_the_same_whoever_draws_its_parts(
    district, tmp_path, monkeypatch, watched
):
    from gridwatch.mapbook import parts

    monkeypatch.setattr(parts, "_PAGES", 2)
    book = book_of(district, order=FEW)
    alone, together = tmp_path / "a.pdf", tmp_path / "b.pdf"
    print_book(book, alone, helper=False)
    print_book(book, together, helper=Apprentice("offscreen"))
    assert watched
    assert alone.read_bytes() == together.read_bytes()


@pytest.mark.usefixtures("watched")
def test_an_error_on_the_other_side_is_told_on_this_one(tmp_path):
    with pytest.raises(ValueError, match="cannot be drawn"):
        press(
            tmp_path / "a.pdf",
            pages(60, fails=40),
            title="册",
            helper=Apprentice("offscreen"),
        )
    assert not (tmp_path / "a.pdf").exists()


def test_pages_that_cannot_travel_are_drawn_here(tmp_path):
    def local(painter):
        Plain(1)(painter)

    made = [DrawnPage(210.0, 297.0, local, Text("页", "page")) for _ in range(6)]
    assert (
        press(tmp_path / "a.pdf", made, title="册", helper=Apprentice("offscreen")) == 6
    )


@pytest.mark.usefixtures("watched")
def test_a_helper_that_dies_has_done_nothing(monkeypatch):
    helper = Apprentice(QGuiApplication.platformName())
    give, given = helper.give, []

    def dies(task):
        given.append(task)
        give(task)
        if helper._child is not None:
            helper._child.kill()

    monkeypatch.setattr(helper, "give", dies)
    found = done_in_order(
        Squares("n"), range(40), helper, lambda *_: None, lambda: None
    )
    assert list(found) == [n * n for n in range(40)]
    assert given
    assert not helper.alive


@pytest.mark.usefixtures("watched")
def test_stopping_stops_the_other_side_too(tmp_path):
    told = []
    with pytest.raises(PrintCancelledError):
        press(
            tmp_path / "a.pdf",
            pages(90),
            title="册",
            progress=lambda *step: told.append(step[0]),
            cancelled=lambda: len(told) > 20,
            helper=Apprentice("offscreen"),
        )
    assert told == sorted(told)
    assert list(tmp_path.iterdir()) == []


def test_a_helper_started_early_is_ended_even_where_nothing_is_printed(tmp_path):
    helper = helper_for(10, 5)
    assert helper is not None
    with pytest.raises(OfficerError):
        press(tmp_path / "a.pdf", [], title="册", helper=helper)
    assert not helper.alive


def test_short_work_gets_no_helper(monkeypatch):
    assert helper_for(4, 5) is None
    monkeypatch.setattr(helping, "_cores", lambda: 1)
    assert helper_for(10, 5) is None
