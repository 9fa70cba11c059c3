"""Kernels get ready in the background, whatever the cache folder is like."""

import os
import subprocess
import sys
import time

import pytest

from gridwatch.cartography import cachefolders, warming
from gridwatch.cartography.cachefolders import cache_folder, code_folder
from gridwatch.cartography.warming import Warming


def test_kernels_get_ready_and_listeners_are_told():
    told = []
    work = Warming()
    work.tell(lambda: told.append("before"))
    work.start()
    assert work.wait(180.0)
    work.stop()
    work.tell(lambda: told.append("after"))
    assert told == ["before", "after"]


def test_giving_up_ends_the_thread():
    work = Warming()
    told = []
    work.tell(lambda: told.append("ready"))
    work.start()
    work.stop()
    assert told in ([], ["ready"])


def test_a_folder_that_cannot_be_made_is_replaced_by_a_temporary_one(
    monkeypatch, tmp_path
):
    file = tmp_path / "file"
    file.write_text("in the way")
    monkeypatch.setenv("GRIDWATCH_CACHE", str(file / "cache"))
    folder = cache_folder()
    assert folder.is_dir()
    assert not folder.is_relative_to(tmp_path)


def test_the_named_folder_is_used(monkeypatch, tmp_path):
    monkeypatch.setenv("GRIDWATCH_CACHE", str(tmp_path / "缓存"))
    assert cache_folder() == tmp_path / "缓存"


@pytest.mark.parametrize("module", ["gridwatch.gui.window", "gridwatch.cli.commands"])
def test_starting_the_program_does_not_load_the_compiler(module):
    code = f"import sys, {module}; sys.exit('numba' in sys.modules)"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    call = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert call.returncode == 0


def test_every_kernel_is_compiled_for_one_kind_of_arguments(layers, qapp):
    del qapp
    from gridwatch.cartography.frames import draw_frame
    from gridwatch.cartography.kernels import bands, placing
    from gridwatch.cartography.paint import View

    warming.load_kernels()
    extent = layers[0].shapes.extent
    draw_frame(layers, View.fitted(extent, 300, 200))
    kernels = bands.draw_bands, placing.blit_words
    assert [len(kernel.signatures) for kernel in kernels] == [1] * len(kernels)


def test_loops_for_pages_are_loaded_only_where_compiled(monkeypatch, tmp_path):
    monkeypatch.setenv("GRIDWATCH_CACHE", str(tmp_path))
    monkeypatch.setattr(warming, "_loaded", set)
    loaded = []
    monkeypatch.setattr(warming, "_load", lambda names, **_: loaded.append(names))
    assert not warming.load_printing()
    assert loaded == []
    warming.load_kernels()
    loaded.clear()
    warming.load_printing()
    assert loaded == [("placing", "paths")]


def compiling(monkeypatch, tmp_path) -> list[str]:
    """Make loading quick, and note when another process would compile."""
    monkeypatch.setenv("GRIDWATCH_CACHE", str(tmp_path))
    monkeypatch.setattr(warming, "_load", lambda _names, **_: None)
    compiled = []
    monkeypatch.setattr(Warming, "_fill_cache", lambda _: compiled.append("yes"))
    return compiled


def warmed():
    work = Warming()
    work.start()
    assert work.wait(10.0)
    work.stop()


def test_no_process_is_started_where_all_lies_compiled(monkeypatch, tmp_path):
    compiled = compiling(monkeypatch, tmp_path)
    warmed()
    warmed()
    assert compiled == ["yes"]


def test_a_change_of_any_kernel_brings_no_old_code_back(monkeypatch, tmp_path):
    compiled = compiling(monkeypatch, tmp_path)
    warmed()
    monkeypatch.setattr(cachefolders, "_digest", lambda: "another")
    warmed()
    assert compiled == ["yes", "yes"]


def test_code_of_other_versions_goes_after_a_while(monkeypatch, tmp_path):
    compiling(monkeypatch, tmp_path)
    for name, days in (("old", 31), ("new", 1)):
        whole = tmp_path / f"kernels-{name}" / "whole"
        whole.parent.mkdir()
        whole.touch()
        then = time.time() - days * 86_400
        os.utime(whole, (then, then))
    warmed()
    left = {folder.name for folder in tmp_path.iterdir()}
    assert left == {"kernels-new", code_folder().name}
