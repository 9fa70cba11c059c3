"""Chinese by default, English complete, nothing of the one left in the other."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from gridwatch.district.wording import Language
from gridwatch.gui import language
from gridwatch.resources import resource

SOURCE = resource("translations", "gridwatch_en.ts")
HAN = re.compile(r"[\u4e00-\u9fff]")
BOTH = {"Language (语言)", "{n} entries are guesses: see those marked “？”."}


def messages():
    return list(ElementTree.parse(SOURCE).getroot().iter("message"))


def test_every_sentence_is_translated():
    unfinished = [
        m.findtext("source")
        for m in messages()
        if m.find("translation").get("type") or not m.findtext("translation")
    ]
    assert unfinished == []


def test_no_chinese_is_left_in_the_english():
    left = {m.findtext("translation") for m in messages()} - BOTH
    assert [text for text in left if HAN.search(text)] == []


def test_placeholders_survive_the_translation():
    for m in messages():
        names = [
            sorted(re.findall(r"{\w+}", m.findtext(k)))
            for k in ("source", "translation")
        ]
        assert names[0] == names[1]


def test_translation_file_knows_every_sentence_of_the_window(tmp_path):
    """Run lupdate on a copy: nothing new, nothing gone."""
    copy = tmp_path / SOURCE.name
    copy.write_bytes(SOURCE.read_bytes())
    package = resource().parent / "gridwatch" / "gui"
    files = sorted(str(path) for path in package.rglob("*.py"))
    call = "from PySide6.scripts.pyside_tool import lupdate; lupdate()"
    options = ["-silent", "-locations", "none"]
    subprocess.run(
        [sys.executable, "-c", call, *options, *files, "-ts", str(copy)],
        check=True,
    )
    found = ElementTree.parse(copy).getroot().iter("message")
    states = {m.findtext("source"): m.find("translation").get("type") for m in found}
    assert {s: state for s, state in states.items() if state} == {}


@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("en", "zh", Language.EN),
        (None, "en_GB", Language.EN),
        (None, "zh_CN", Language.ZH),
        ("", "", Language.ZH),
    ],
)
def test_setting_beats_environment_beats_locale(
    monkeypatch, setting, environment, expected
):
    monkeypatch.setenv("GRIDWATCH_LANG", environment)
    monkeypatch.setattr(language, "_locale", lambda: "")
    assert language.preferred(setting) is expected


def test_window_speaks_english_when_asked(dressed, tmp_path):
    compiled = tmp_path / "gridwatch_en.qm"
    call = "from PySide6.scripts.pyside_tool import lrelease; lrelease()"
    subprocess.run(
        [sys.executable, "-c", call, "-silent", str(SOURCE), "-qm", str(compiled)],
        check=True,
    )
    translator = QTranslator()
    assert translator.load(str(compiled))
    dressed.installTranslator(translator)
    try:
        said = QCoreApplication.translate("MainWindow", "导入文件夹…")
    finally:
        dressed.removeTranslator(translator)
    assert said == "Import Folder…"


@pytest.mark.usefixtures("dressed")
def test_dialogs_of_qt_are_chinese_too():
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
