"""Reports of errors: the program's lines, none of the officer's data."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from gridwatch.gui.crashes import HardCrash, bare, report_of, write_report
from tests.conftest import ROOT


def raised(make):
    try:
        make()
    except Exception as error:  # noqa: BLE001 - whatever the test makes
        return report_of(type(error), error, error.__traceback__)
    raise AssertionError


def test_the_report_tells_kind_line_and_function():
    def sign_off():
        raise ValueError("index 12 is out of bounds")

    report = raised(sign_off)
    assert "ValueError: index 12 is out of bounds" in report
    assert "sign_off" in report
    assert "test_crashes.py" in report
    assert re.match(r"gridwatch \d", report)


def test_names_telephones_mails_and_paths_are_left_out():
    told = (
        "王秀兰 13800001111 010-8888 7777 wang@qu.gov E:\\河长办\\云溪 区.gpkg "
        "/home/wang/x.gpkg"
    )

    def fail():
        try:
            raise KeyError(told)
        except KeyError as error:
            raise RuntimeError(told) from error

    report = raised(fail)
    assert report.count("RuntimeError: □ #") == 1
    assert "which led to" in report
    body = report.split("RuntimeError")[1]
    for secret in ("王", "138", "8888", "wang", "云溪", "gpkg"):
        assert secret not in body


def test_folders_above_the_program_are_left_out():
    report = raised(lambda: os.listdir("/没有/这个"))  # noqa: PTH208
    assert str(ROOT) not in report
    assert "没有" not in report.rsplit("\n", 1)[-1]


@given(st.text())
def test_no_message_ever_lets_a_chinese_word_or_a_telephone_through(text):
    left = bare(text)
    assert not re.search("[\u3400-\u9fff]", left)
    assert not re.search(r"\d{7}", left)


def test_a_folder_that_cannot_be_written_is_no_second_error(tmp_path):
    (tmp_path / "crashes").touch()
    assert not write_report(tmp_path, "x").is_file()


def test_old_reports_go(tmp_path):
    folder = tmp_path / "crashes"
    folder.mkdir()
    for number in range(30):
        (folder / f"crash-20260101-{number:06}.txt").touch()
    write_report(tmp_path, "x")
    assert len(list(folder.glob("crash-*.txt"))) == 20


def test_a_run_that_was_taken_down_is_told_at_the_next_start(tmp_path):
    program = (
        "import faulthandler, sys; from pathlib import Path; "
        "from gridwatch.gui.crashes import HardCrash; "
        f"HardCrash(Path({str(tmp_path)!r})).start(); faulthandler._sigsegv()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode
    hard = HardCrash(tmp_path)
    try:
        report = hard.start()
        assert report is not None
        assert "Segmentation fault" in report.read_text("utf-8")
        assert str(ROOT) not in report.read_text("utf-8")
    finally:
        hard.stop()
    assert not (tmp_path / "crashes" / "running.txt").exists()


def test_a_run_that_ended_well_leaves_nothing(tmp_path):
    hard = HardCrash(tmp_path)
    assert hard.start() is None
    hard.stop()
    assert list((tmp_path / "crashes").iterdir()) == []
