"""``print --recipe`` and ``recipes``, asked by the command line itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gridwatch.cli import run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")
DAY = ("--as-of", "2026-11-01")


def test_recipes_are_listed_with_what_they_serve(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["recipes", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["district"]["papers"][:2] == ["A1", "A0"]
    assert rows["strip"]["subjects"] == ["river"]
    assert run(["recipes"]) == 0
    assert "一张图" in capsys.readouterr().out


def test_a_river_is_printed_page_after_page(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "沿程 图.pdf"
    words = ["print", str(imported), "--recipe", "strip", "--town", "云溪河", *DAY]
    assert run([*words, "-o", str(target), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pages"] > 3
    assert target.read_bytes().startswith(b"%PDF")


def test_what_is_wrong_is_said_and_no_file_is_written(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, own = tmp_path / "x.pdf", tmp_path / "我的.toml"
    own.write_text('kind = "map"\nsubjects = ["town"]\npapper = "A4"\n', "utf-8")
    for recipe, more, words in (
        ("没有", [], "没有名为“没有”的版式"),
        ("strip", [], "没有说印哪一个"),
        ("strip", ["--town", "无此河"], "没有代码或名称"),
        (str(own), ["--town", "柳湾镇"], "是否想写“paper”"),
        ("town", ["--town", "柳湾镇", "--paper", "A0"], "不能用纸张"),
    ):
        call = ["print", str(imported), "--recipe", recipe, *more, *DAY]
        assert run([*call, "-o", str(target)]) == 1, recipe
        assert words in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.skipif(
    sys.platform != "linux", reason="fonts are taken away by fontconfig"
)
def test_a_computer_without_any_font_is_told_what_to_do(
    imported: Path, tmp_path: Path
) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig></fontconfig>", "utf-8")
    target = tmp_path / "x.pdf"
    words = ["print", str(imported), "--town", "990101101000", "-o", str(target), *DAY]
    done = subprocess.run(
        [sys.executable, "-m", "gridwatch", *words],
        env={**os.environ, "FONTCONFIG_FILE": str(nothing), "GRIDWATCH_LANG": "zh"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 1
    assert "没有装任何字体" in done.stderr.decode("utf-8")
    assert not target.exists()
