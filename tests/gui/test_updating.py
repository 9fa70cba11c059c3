"""An update from a stick: whole, newer and ours, or refused with a sentence."""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch import __version__
from gridwatch.district.wording import OfficerError
from gridwatch.gui import updating
from gridwatch.gui.dialogs.update import UpdateDialog
from tests.conftest import ROOT

BYTES = b"MZ setup" * 1000
SETUP = "gridwatch-99.0.0-setup.exe"
MANIFEST = "gridwatch-99.0.0.update.json"


def facts(**other):
    found = {
        "program": "gridwatch",
        "version": "99.0.0",
        "file": SETUP,
        "size": len(BYTES),
        "sha256": hashlib.sha256(BYTES).hexdigest(),
        "notes": {"zh": "新的打印", "en": "new prints"},
    }
    return found | other


def stick(folder, data=BYTES, **other):
    """Write an update into a folder; returns its manifest."""
    folder.mkdir(exist_ok=True)
    (folder / SETUP).write_bytes(data)
    path = folder / MANIFEST
    path.write_text(json.dumps(facts(**other), ensure_ascii=False), "utf-8")
    return path


def packed(path, data=BYTES, **other):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(SETUP, data)
        out.writestr(MANIFEST, json.dumps(facts(**other)))
    return path


def said(call, *args):
    with pytest.raises(OfficerError) as caught:
        call(*args)
    assert "没有安装任何东西" in caught.value.text.zh
    assert "Nothing was installed" in caught.value.text.en
    return caught.value.text.zh


def test_manifest_setup_and_zip_tell_the_same(tmp_path):
    manifest = stick(tmp_path / "U 盘")
    found = updating.read(manifest)
    assert (found.version, found.notes.zh) == ("99.0.0", "新的打印")
    assert updating.read(manifest.with_name(SETUP)) == found
    zipped = updating.read(packed(tmp_path / "更新.zip"))
    assert (zipped.version, zipped.name, zipped.sha256) == (
        found.version,
        found.name,
        found.sha256,
    )


@pytest.mark.parametrize("zipped", [True, False])
def test_whole_and_newer_passes_and_can_be_started(tmp_path, zipped):
    path = packed(tmp_path / "u.zip") if zipped else stick(tmp_path / "u")
    update = updating.read(path)
    told = []
    updating.check(update, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(BYTES), len(BYTES))
    assert updating.unpacked(update, tmp_path / "out").read_bytes() == BYTES


@pytest.mark.parametrize("data", [b"", BYTES[:-1], BYTES + b"x", b"MZ evil " * 1000])
@pytest.mark.parametrize("zipped", [True, False])
def test_damaged_or_exchanged_setup_is_refused_and_nothing_is_left(
    tmp_path, data, zipped
):
    path = packed(tmp_path / "u.zip", data) if zipped else stick(tmp_path / "u", data)
    update = updating.read(path)
    assert "对不上" in said(updating.check, update)
    assert "对不上" in said(updating.unpacked, update, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("version", [__version__, "0.0.1", "0.0"])
def test_what_is_not_newer_is_refused(tmp_path, version):
    update = updating.read(stick(tmp_path / "u", version=version))
    assert "不比现在的新" in said(updating.check, update)


@pytest.mark.parametrize(
    "wrong",
    [
        {"program": "other"},
        {"version": "new"},
        {"version": None},
        {"file": "../../evil.exe"},
        {"file": "C:\\evil.exe"},
        {"file": "readme.txt"},
        {"file": ""},
        {"sha256": "abc"},
        {"size": "many"},
        {"notes": "words"},
    ],
)
def test_manifest_that_is_none_of_ours_is_refused(tmp_path, wrong):
    said(updating.read, stick(tmp_path / "u", **wrong))


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", "[" * 100_000, "\x00"])
def test_nonsense_for_a_manifest_is_refused(tmp_path, text):
    path = stick(tmp_path / "u")
    path.write_text(text, "utf-8")
    said(updating.read, path)


def test_setup_alone_and_zip_without_manifest_are_refused(tmp_path):
    manifest = stick(tmp_path / "u")
    manifest.unlink()
    assert "更新说明" in said(updating.read, manifest.with_name(SETUP))
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as out:
        out.writestr("readme.txt", "x")
    assert "更新说明" in said(updating.read, tmp_path / "x.zip")
    (tmp_path / "y.zip").write_bytes(b"PK not a zip")
    said(updating.read, tmp_path / "y.zip")
    said(updating.read, tmp_path / "gone.zip")


def test_manifest_without_its_setup_says_which_file_is_missing(tmp_path):
    manifest = stick(tmp_path / "u")
    manifest.with_name(SETUP).unlink()
    assert SETUP in said(updating.read, manifest)


def test_what_packaging_writes_is_what_the_program_reads(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    from update_manifest import write

    setup = tmp_path / SETUP
    setup.write_bytes(BYTES)
    notes = "## 中文\n\n- 新的打印\n\n## English\n\n- new prints\n"
    for path in write(setup, notes, packed=True):
        update = updating.read(path)
        updating.check(update)
        assert update.version == "99.0.0"
        assert update.notes == ("- 新的打印", "- new prints")


@given(st.tuples(*[st.integers(0, 99)] * 3), st.tuples(*[st.integers(0, 99)] * 3))
def test_versions_are_ordered_as_their_numbers(one, two):
    words = [".".join(map(str, numbers)) for numbers in (one, two)]
    assert updating.newer(words[0], than=words[1]) is (one > two)


@pytest.mark.skipif(sys.platform == "win32", reason="there it would start")
def test_elsewhere_than_on_windows_nothing_is_started(tmp_path):
    assert "Windows" in said(updating.start, tmp_path / SETUP)


@pytest.fixture
def dialog(window, qtbot):
    started = []
    found = UpdateDialog(window.session, window, started.append)
    found.open()
    found.got = started
    yield found
    found.reject()
    qtbot.waitUntil(lambda: not window.session.errands.busy)


def checked(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog._session.errands.busy)


def test_officer_sees_version_and_notes_then_it_starts_and_closes(
    window, dialog, qtbot, tmp_path
):
    assert not dialog.go.isEnabled()
    dialog.look(packed(tmp_path / "u.zip"))
    assert "99.0.0" in dialog.heading.text()
    assert dialog.notes.toPlainText() == "新的打印"
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.started.connect(window.close)
    dialog.go.click()
    (setup,) = dialog.got
    assert setup.read_bytes() == BYTES
    assert window.session.store is None
    setup.unlink()


def test_refused_file_cannot_be_started_and_the_store_stays_open(
    window, dialog, qtbot, tmp_path
):
    dialog.look(stick(tmp_path / "u", b"other" * 1600))
    checked(dialog, qtbot)
    assert "对不上" in dialog.state.text()
    assert not dialog.go.isEnabled()
    dialog.accept()
    assert dialog.got == []
    assert window.session.store is not None


def test_file_exchanged_after_the_check_is_not_started(dialog, qtbot, tmp_path):
    manifest = stick(tmp_path / "u")
    dialog.look(manifest)
    qtbot.waitUntil(dialog.go.isEnabled)
    manifest.with_name(SETUP).write_bytes(b"E" * len(BYTES))
    dialog.go.click()
    assert dialog.got == []
    assert "对不上" in dialog.state.text()


def test_another_choice_forgets_the_first(dialog, qtbot, tmp_path):
    dialog.look(stick(tmp_path / "u"))
    dialog.look(tmp_path / "gone.zip")
    checked(dialog, qtbot)
    assert dialog.update_found is None
    assert not dialog.go.isEnabled()
