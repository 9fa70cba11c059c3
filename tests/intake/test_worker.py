import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gridwatch.district.wording import Kind
from gridwatch.intake import worker
from gridwatch.intake.layers import Unreadable
from gridwatch.intake.limits import ReaderLimits
from gridwatch.intake.plan import read, survey
from tests.intake.deliveries import workbook

ROSTER = [["姓名", "职务", "责任对象代码"], ["云甲子", "村级河长", "990101102201"]]
HOOK = """
import sys
{body}
from gridwatch.intake import native
for task in ("layer_facts", "sheet_facts", "sheet_rows", "layer_rows"):
    kept = getattr(native, task)
    def hooked(path, *rest, kept=kept):
        act(path)
        return kept(path, *rest)
    setattr(native, task, hooked)
"""


@pytest.fixture
def spoiled(monkeypatch):
    """Make the reading process do something awful to files with a certain name."""
    made = []

    def spoil(body):
        program = worker._PROGRAM.replace(
            "from gridwatch.intake.worker",
            f"exec({HOOK.format(body=body)!r}); from gridwatch.intake.worker",
        )
        monkeypatch.setattr(worker, "_PROGRAM", program)
        process = worker.ReaderProcess()
        made.append(process)
        monkeypatch.setattr(worker, "ask", process.ask)
        monkeypatch.setattr(worker, "prepare", process.prepare)
        return process

    yield spoil
    for process in made:
        process.close()


def delivery(folder):
    good = workbook(folder / "名单.xlsx", {"现任": ROSTER})
    workbook(folder / "坏.xlsx", {"现任": ROSTER})
    return good.parent


def taken(folder):
    plan = survey(folder)
    files = {file.source.partition("#")[0]: file for file in plan.files}
    assert files["名单.xlsx"].kind is Kind.PERSON
    assert len(read(plan).rows[Kind.PERSON]) == 1
    return files["坏.xlsx"]


def test_a_reader_that_crashes_costs_only_its_file(tmp_path, spoiled):
    spoiled("""
def act(path):
    if "坏" in path.name:
        import os; os.abort()
""")
    bad = taken(delivery(tmp_path))
    assert bad.unread
    assert "异常退出" in bad.kind_reason.zh


def test_a_reader_that_hangs_is_stopped_and_costs_only_its_file(
    tmp_path, spoiled, monkeypatch
):
    # Long enough for a reader to start on a slow computer and read the good file.
    limits = ReaderLimits(10.0, 0.0, 3072, 6, 60)
    monkeypatch.setattr(worker, "reader_limits", lambda: limits)
    spoiled("""
def act(path):
    if "坏" in path.name:
        import time; time.sleep(3600)
""")
    bad = taken(delivery(tmp_path))
    assert bad.unread
    assert "10 秒内没有读完" in bad.kind_reason.zh


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to hold the pipe")
def test_a_pipe_that_somebody_else_holds_keeps_nobody_waiting(
    tmp_path, spoiled, monkeypatch
):
    limits = ReaderLimits(3.0, 0.0, 3072, 6, 60)
    monkeypatch.setattr(worker, "reader_limits", lambda: limits)
    monkeypatch.setattr(worker, "_GRACE", 0.5)
    spoiled("""
def act(path):
    if "坏" in path.name:
        import os, time
        held = os.fork()
        if held:
            path.with_name("held").write_text(str(held))
        time.sleep(3600)
""")
    bad = taken(delivery(tmp_path))
    held = int((tmp_path / "held").read_text())
    (listener,) = (one for one in threading.enumerate() if "_listen" in one.name)
    os.kill(held, signal.SIGKILL)  # it was still there, with the pipe in its hand
    listener.join()
    assert "3 秒内没有读完" in bad.kind_reason.zh


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory on Windows")
def test_a_reader_that_eats_memory_is_refused_more(tmp_path, spoiled, monkeypatch):
    limits = ReaderLimits(60, 0, 600, 0, 60)
    monkeypatch.setattr(worker, "reader_limits", lambda: limits)
    spoiled("""
def act(path):
    if "坏" in path.name:
        bytearray(4 << 30)
""")
    bad = taken(delivery(tmp_path))
    assert "内存超过 600 MB" in bad.kind_reason.zh


def test_a_panic_that_is_no_exception_is_a_finding(tmp_path, spoiled):
    spoiled("""
class Panic(BaseException): pass
def act(path):
    if "坏" in path.name:
        raise Panic("index out of bounds")
""")
    bad = taken(delivery(tmp_path))
    assert "index out of bounds" in bad.kind_reason.zh


def test_a_process_that_went_home_is_replaced(tmp_path):
    process = worker.ReaderProcess()
    path = workbook(tmp_path / "名单.xlsx", {"现任": ROSTER})
    try:
        assert process.ask("sheet_facts", path)[0].rows == 1
        first = process._child
        first.kill()
        first.wait()
        assert process.ask("sheet_facts", path)[0].rows == 1
        assert process._child is not first
    finally:
        process.close()


def test_whoever_waits_may_stop_and_the_next_question_is_answered(tmp_path, spoiled):
    process = spoiled("""
def act(path):
    if "坏" in path.name:
        import time; time.sleep(3600)
""")
    folder = delivery(tmp_path)

    def tick():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process.ask("sheet_facts", folder / "坏.xlsx", tick=tick)
    assert process.ask("sheet_facts", folder / "名单.xlsx")[0].rows == 1


def test_shapes_come_over_as_they_are(shared_data):
    path = shared_data / "gpx" / "test_files" / "korita-zbevnica.gpx"
    raw = worker.ask("layer_rows", path, "tracks")
    assert raw.geometry[0].geom_type == "MultiLineString"


def test_a_missing_interpreter_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    process = worker.ReaderProcess()
    with pytest.raises(Unreadable, match="cannot be started"):
        process.ask("sheet_facts", tmp_path / "a.xlsx")


@pytest.mark.skipif(sys.platform == "win32", reason="asks /proc for processes")
def test_the_reading_process_ends_with_the_program_that_started_it(tmp_path):
    path = workbook(tmp_path / "名单.xlsx", {"现任": ROSTER})
    program = (
        "import os, sys; from pathlib import Path; from gridwatch.intake import worker;"
        f"worker.ask('sheet_facts', Path({str(path)!r}));"
        "print(worker._PROCESS._child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    home = Path(worker.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(home)},
        check=False,
    )
    pid = int(done.stdout)
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    pytest.fail("the reading process is still there")
