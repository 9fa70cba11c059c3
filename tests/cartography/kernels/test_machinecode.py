"""Kernels come out of the cache folder as they went in, and nothing comes with them."""

import os
import subprocess
import sys

from numba.core.caching import FunctionCache

from gridwatch.cartography.kernels import compiling
from gridwatch.cartography.kernels.compiling import compiled
from gridwatch.cartography.kernels.machinecode import MachineCode
from gridwatch.cartography.warming import load_kernels

_LOADED = """
import sys
from gridwatch.cartography.warming import load_kernels
load_kernels()
sys.exit("numba.np.arrayobj" in sys.modules)
"""
_LINKED = """
import numpy as np
from gridwatch.cartography.warming import _load
_load(("probing",))
from gridwatch.cartography.kernels.compiling import compiled
from gridwatch.cartography.kernels.probing import _apart, meeting

@compiled
def both(bounds, order, groups):
    found = meeting(bounds, order, groups, groups, 0.0, 0.0, 1.0, 1.0)
    return len(found), _apart(bounds, 0, 0.0, 0.0, 1.0, 1.0)

bounds, order = np.array([[0.0, 0.0, 4.0, 4.0]]), np.zeros(1, np.int64)
bounds.setflags(write=False)
order.setflags(write=False)
assert both(bounds, order, bounds) == (1, False)
assert meeting(bounds.astype("f4"), order, bounds, bounds, 9.0, 9.0, 9.5, 9.5).size == 0
"""
_READ = """
import numpy as np
from gridwatch.cartography.kernels import ranks
from gridwatch.cartography.warming import load_kernels
load_kernels()
spots = np.arange(40.0).reshape(20, 2) * 999.0
spots.setflags(write=False)
found = np.empty(20, np.uint32)
ranks.hilbert(spots, 16, found)
plain = np.empty(20, np.uint32)
ranks.hilbert.py_func(spots, 16, plain)
assert (found == plain).all(), (found, plain)
assert ranks.hilbert.stats.cache_hits and not ranks.hilbert.stats.cache_misses
"""


_OTHERS = """
import sys, numba, numpy as np
numba.config.CACHE_DIR = sys.argv[1]
from gridwatch.cartography.kernels import compiling

def kernel(values):
    return values.sum()

kept_by_numba = numba.njit(cache=True, nogil=True, error_model="numpy")(kernel)
assert kept_by_numba(np.ones(3)) == 3.0
made = compiling.compiled(kernel)
assert made(np.ones(3)) == 3.0
assert made.stats.cache_misses and not made.stats.cache_hits
again = compiling.compiled(kernel)
assert again(np.ones(4)) == 4.0
assert again.stats.cache_hits
"""


def in_a_process_of_its_own(code: str, tmp_path) -> int:
    """Run code where all kernels lie compiled and none is loaded."""
    load_kernels()
    script = tmp_path / "script.py"
    script.write_text(code, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script), str(tmp_path)]
    return subprocess.run(command, env=environment, check=False).returncode


def test_kernels_that_lie_compiled_are_loaded_without_what_compiles(tmp_path):
    assert in_a_process_of_its_own(_LOADED, tmp_path) == 0


def test_a_loaded_kernel_can_be_compiled_into_another_and_for_other_arrays(tmp_path):
    assert in_a_process_of_its_own(_LINKED, tmp_path) == 0


def test_a_loaded_kernel_finds_what_its_text_says(tmp_path):
    assert in_a_process_of_its_own(_READ, tmp_path) == 0


def test_what_numba_kept_in_the_same_folder_is_compiled_anew(tmp_path):
    assert in_a_process_of_its_own(_OTHERS, tmp_path) == 0


def test_another_version_of_numba_keeps_kernels_in_its_own_way(monkeypatch):
    def kernel(x):
        return x + 1

    assert isinstance(compiled(kernel)._cache, MachineCode)
    monkeypatch.setattr(compiling, "_KNOWN", (0, 1))
    other = compiled(kernel)._cache
    assert isinstance(other, FunctionCache)
    assert not isinstance(other, MachineCode)
