"""Talking to QGIS in its own process."""

from __future__ import annotations

import json
import os
import select
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from gridwatch.cartography.view import View

__all__ = ["Qgis", "has_qgis"]

PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).resolve().parent / "qgis_map_peer.py"
_GRACE_S = 20.0
_START_S = 120.0


def has_qgis() -> bool:
    """Tell whether the system's Python knows QGIS."""
    probe = [str(PYTHON), "-c", "import qgis.core"]
    if not PYTHON.exists():
        return False
    return subprocess.run(probe, capture_output=True, env=_clean()).returncode == 0


def _clean() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}


class Qgis:
    """A QGIS that stays alive between pictures; starts anew after one that hangs.

    Parameters
    ----------
    layers : sequence of dict
        What it loads, bottom to top (`content.qgis_layers`).
    """

    def __init__(self, layers: Sequence[dict[str, object]]) -> None:
        self.layers = list(layers)
        self.version = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Qgis:
        """Return itself; starts with the first question."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.stop()

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.communicate()

    def load(self, layers: Sequence[dict[str, object]]) -> dict[str, Any]:
        """Open other layers in place of those before."""
        self.layers = list(layers)
        if self._process is None:
            self._start()
            return {}
        return self._asked({"do": "load", "layers": self.layers}, _START_S)

    def render(
        self, view: View, *, labels: bool, limit: float = 0.0, **more: object
    ) -> tuple[float | None, int]:
        """Draw a view; return milliseconds (None: beyond the limit) and labels placed.

        Parameters
        ----------
        view : View
            What is drawn.
        labels : bool
            Whether names are written.
        limit : float
            Seconds; 0 waits for ever.
        more : object
            ``paper`` and ``save``, see `qgis_map_peer`.
        """
        words = {
            "do": "render",
            "extent": list(view.extent),
            "size": [view.width, view.height],
            "labels": labels,
            "limit": limit,
            **more,
        }
        answer = self._asked(words, limit + _GRACE_S if limit else None)
        if answer.get("ms") is None:
            self.stop()
            return None, 0
        return float(answer["ms"]), int(answer["labels"])

    def names(self, view: View, **more: object) -> list[str]:
        """Draw a view and return what its labels say."""
        words = {
            "do": "render",
            "extent": list(view.extent),
            "size": [view.width, view.height],
            "labels": True,
            "names": True,
            **more,
        }
        return list(self._asked(words, None)["names"])

    def identify(self, name: str, extent: Sequence[float]) -> float:
        """Return the milliseconds of one question."""
        words = {"do": "identify", "name": name, "extent": list(extent)}
        return float(self._asked(words, None)["ms"])

    def memory(self) -> dict[str, Any]:
        """Return megabytes now and at most."""
        return self._asked({"do": "memory"}, None)

    def _start(self) -> None:
        command = [str(PYTHON), str(SCRIPT)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=_clean(),
        )
        self.version = str(self._answer(_START_S).get("version", ""))
        self._asked({"do": "load", "layers": self.layers}, _START_S)

    def _asked(self, words: dict[str, object], limit: float | None) -> dict[str, Any]:
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        answer = self._answer(limit)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def _answer(self, limit: float | None) -> dict[str, Any]:
        """Return the next answer; an empty one where none comes in time."""
        assert self._process is not None
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], limit)
        if not ready:
            return {}
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("QGIS ended by itself")
        found: dict[str, Any] = json.loads(line)
        return found
