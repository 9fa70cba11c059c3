"""``print --book``: the sample district's book, printed twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pikepdf

from gridwatch.cli import run
from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from pathlib import Path

DAY = ("--as-of", "2026-11-01")
BOOK = ("--book", "four-level", "--town", "青石镇", "--levels", "town")


def told(capsys, *words: object) -> dict[str, object]:
    """Run a command that succeeds; return what it says to programs."""
    capsys.readouterr()
    assert run([*map(str, words), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_book_is_printed_and_then_only_what_has_changed(
    store: Path, tmp_path: Path, capsys
) -> None:
    whole, some = tmp_path / "图册.pdf", tmp_path / "换页.pdf"
    words = ["print", store, *BOOK, *DAY]
    assert run([*map(str, words), "--changed-only", "-o", str(whole)]) == 1
    assert "完整打印一次" in capsys.readouterr().err
    assert not whole.exists()
    facts = told(capsys, *words, "-o", whole)
    with pikepdf.open(whole) as pdf:
        assert len(pdf.pages) == facts["pages"] == facts["book_pages"]
    again = told(capsys, *words, "--changed-only", "-o", some)
    assert (again["pages"], again["changed"], again["file"]) == (0, [], None)
    assert not some.exists()
    with open_store(store) as opened:
        district = opened.district()
        village = next(j for j in district.jurisdictions if j.name == "松溪村")
        post = next(
            p
            for p in district.posts
            if p.covers_code == village.code and p.role == "村级河长"
        )
        (chief, *_) = district.in_office(_day())[post.uid]
        name = {"name": chief.person.name}
        change = Change(Kind.PERSON, chief.person.uid, name, {"name": "欧阳试样"})
        opened.apply(Changes((change,)), who="tester")
    changed = told(capsys, *words, "--changed-only", "-o", some)
    assert changed["changed"] == [f"town:{village.parent_code}"]
    assert not changed["added"]
    assert not changed["withdrawn"]
    with pikepdf.open(some) as pdf:
        assert len(pdf.pages) == changed["pages"] < facts["pages"]
        numbers = [page.label for page in pdf.pages]
    with pikepdf.open(whole) as pdf:
        assert set(numbers) <= {page.label for page in pdf.pages}


def test_the_public_book_says_what_it_leaves_out(
    store: Path, tmp_path: Path, capsys
) -> None:
    path = tmp_path / "公开.pdf"
    order = ["--book", "four-level", "--town", "青石镇", "--levels", "town"]
    words = ["print", store, *order, *DAY, "--audience", "public", "--no-record"]
    facts = told(capsys, *words, "-o", path)
    removed = " ".join(one["what"] for one in facts["removed"])
    assert "入河排污口" in removed
    assert "公里网" in removed
    with open_store(store) as opened:
        books = [p for p in opened.district().publications if p.what == "book"]
    assert not books


def test_wrong_levels_and_audiences_are_told(store: Path, tmp_path: Path, capsys):
    path = str(tmp_path / "图.pdf")
    words = ["print", str(store), "--book", "four-level", "-o", path]
    assert run([*words, "--audience", "everybody"]) == 1
    assert "没有打印任何内容" in capsys.readouterr().err
    assert run([*words, "--town", "没有镇"]) == 1
    assert "没有制作图册" in capsys.readouterr().err


def _day():
    from datetime import date

    return date(2026, 11, 1)
