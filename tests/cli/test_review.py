"""Two towns and a conflict, played on the command line."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from gridwatch.cli import run
from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from pathlib import Path

TOWNS = ("青石镇", "柳湾镇")


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    capsys.readouterr()
    assert run([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def packages(store: Path, capsys: pytest.CaptureFixture[str]) -> list[Path]:
    found = []
    for town in TOWNS:
        path = store.parent / f"{town}.gwreview"
        facts = told(capsys, "review", "cut", store, "--town", town, "-o", path,
                     "--to", "赵某")  # fmt: skip
        assert facts[0]["area"]["name"] == town
        assert "person.mobile" in facts[0]["withheld"]
        found.append(path)
    return found


def items(capsys: pytest.CaptureFixture[str], package: Path, *more: object) -> Any:
    return told(capsys, "review", "open", package, *more)


def answered(
    store: Path, packages: list[Path], capsys: pytest.CaptureFixture[str]
) -> tuple[str, Path, Path]:
    """Review both towns; return the board that was corrected, and the returns."""
    one, other = packages
    listed = items(capsys, one)["items"]
    board = next(i for i in listed if i["kind"] == "signboard")
    outfall = next(i for i in listed if i["kind"] == "outfall")
    items(
        capsys, one, "--tick", "1=1", "--tick", "2=?桩号看不清",
        "--set", f"{board['number']}:condition=破损",
        "--set", f"{board['number']}:geometry=500000,4400000",
        "--set", f"{outfall['number']}:name=新名",
    )  # fmt: skip
    answer = items(capsys, one)
    assert answer["done"] == 3
    first = store.parent / "1.gwreturn"
    sent = told(capsys, "review", "return", one, "-o", first, "--by", "王某")
    assert (sent["serial"], sent["replies"]) == (1, 4)
    second = store.parent / "2.gwreturn"
    page = items(capsys, other)["items"][0]
    items(capsys, other, "--typed", f"{page['page']}:{page['line']}=0")
    told(capsys, "review", "return", other, "-o", second)
    return board["uid"], first, second


def test_two_towns_go_out_and_come_back_and_a_conflict_is_decided(
    store: Path, packages: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    board, first, second = answered(store, packages, capsys)
    # Meanwhile the office changes the same board.
    with open_store(store) as opened:
        row = opened.district().row(Kind.SIGNBOARD, board)
        change = Change(Kind.SIGNBOARD, row.uid, {"condition": row.condition},
                        {"condition": "丢失"})  # fmt: skip
        opened.apply(Changes((change,), "电话核实"), who="李四")
    desk = told(capsys, "review", "desk", store, second, first)
    assert [one["arrival"] for one in desk["taken"]] == ["first", "first"]
    worst = desk["cases"][0]
    assert worst["conflict"]
    assert worst["uid"] == board
    assert worst["metres"] > 0
    status = told(capsys, "review", "status", store)
    assert [one["stage"] for one in status["packages"]] == ["back", "back"]
    assert len(status["towns_without"]) == 17
    # A word for many leaves conflicts to be decided one by one.
    desk = told(capsys, "review", "desk", store, "--accept", "corrected")
    assert desk["settled"]["decided"] == 1
    docx = store.parent / "回执.docx"
    desk = told(
        capsys, "review", "desk", store, "--part", f"{worst['id']}=geometry",
        "--reason", "位置属实，状况以电话为准", "--package", worst["package"],
        "--receipt", docx,
    )  # fmt: skip
    with open_store(store, read_only=True) as opened:
        row = opened.district().row(Kind.SIGNBOARD, board)
        assert (row.condition, row.geometry.x) == ("丢失", 500000)
        reasons = [entry.reason for entry in opened.journal(5)]
    assert any(worst["package"] in reason for reason in reasons)
    with zipfile.ZipFile(docx) as archive:
        assert "位置属实" in archive.read("word/document.xml").decode()


def test_returns_that_come_again_or_broken_are_told_one_by_one(
    store: Path, packages: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    items(capsys, packages[0], "--tick", "1=1")
    path, broken = store.parent / "1.gwreturn", store.parent / "2.gwreturn"
    told(capsys, "review", "return", packages[0], "-o", path)
    broken.write_bytes(path.read_bytes()[:-50])
    before = store.read_bytes()
    assert run(["review", "desk", str(store), str(broken), str(packages[0])]) == 1
    captured = capsys.readouterr()
    assert "不完整" in captured.err
    assert "不是回传" in captured.err
    assert run(["review", "desk", str(store), str(path)]) == 0
    assert store.read_bytes() != before
    assert "待审核" in capsys.readouterr().out
    assert run(["review", "desk", str(store), str(path)]) == 0
    assert "已经收过" in capsys.readouterr().out


def test_a_field_sheet_is_typed_in_at_the_office(
    store: Path, packages: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    first = items(capsys, packages[0])["items"][0]
    line = f"{first['page']}:{first['line']}=?桩号看不清"
    desk = told(capsys, "review", "desk", store, "--typed", line)
    assert [case["remark"] for case in desk["cases"]] == ["桩号看不清"]
    assert run(["review", "desk", str(store), "--typed", "00000000:1=1"]) == 1
    assert "没有页码" in capsys.readouterr().err


def test_a_passphrase_locks_package_and_return(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import pyzipper

    secret, wrong = store.parent / "口令.txt", store.parent / "错.txt"
    secret.write_text("一二三 abc\n", "utf-8")
    wrong.write_text("abc", "utf-8")
    path = store.parent / "锁.gwreview"
    told(capsys, "review", "cut", store, "--town", TOWNS[0], "-o", path,
         "--passphrase-file", secret)  # fmt: skip
    assert run(["review", "open", str(path)]) == 1
    assert "有口令" in capsys.readouterr().err
    locked = ["review", "open", str(path), "--passphrase-file"]
    assert run([*locked, str(wrong)]) == 1
    assert "口令不对" in capsys.readouterr().err
    assert run([*locked, str(secret)]) == 0
    # The format is one that others read: WinZip's AES-256.
    with pyzipper.AESZipFile(path) as archive:
        archive.setpassword("一二三 abc".encode())
        assert archive.read("part.gpkg")[:6] == b"SQLite"
        assert all(info.wz_aes_strength == 3 for info in archive.infolist())


def test_every_town_gets_a_package_of_its_own(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = store.parent / "出包"
    facts = told(capsys, "review", "cut", store, "--every-town", "-o", folder)
    assert len(facts) == 19
    assert len({one["number"] for one in facts}) == 19
    listed = [tuple(key) for one in facts for key in one["listed"]]
    cells = [uid for kind, uid in listed if kind == "cell"]
    assert len(cells) == len(set(cells)) == 1003
    status = told(capsys, "review", "status", store)
    assert {one["stage"] for one in status["packages"]} == {"out"}
    assert status["towns_without"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--town", "没有镇"], "工作库里没有"),
        ([], "请用 --town"),
        (["--town", "青石镇", "--river", "x"], "请用 --town"),
        (["--town", "青石镇", "--audience", "x"], "没有名为"),
    ],
)
def test_a_cut_that_cannot_be_says_why_and_leaves_no_file(
    store: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store.parent / "x.gwreview"
    assert run(["review", "cut", str(store), *words, "-o", str(path)]) == 1
    assert sentence in capsys.readouterr().err
    assert sorted(one.name for one in store.parent.iterdir()) == [store.name]


def test_help_speaks_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language, word in (("zh", "外业核查"), ("en", "field review")):
        with pytest.raises(SystemExit):
            run(["--lang", language, "review", "--help"])
        assert word in capsys.readouterr().out
