"""Build hook: compile the Qt Linguist sources to the .qm files the window loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(root: Path) -> list[Path]:
    """Compile every ``.ts`` under ``resources/translations`` and return the results."""
    compiled = []
    for source in sorted((root / "resources" / "translations").glob("*.ts")):
        target = source.with_suffix(".qm")
        # lrelease lies inside the PySide6 package; asking Qt's own launcher keeps this
        # independent of where scripts were installed.
        call = "from PySide6.scripts.pyside_tool import lrelease; lrelease()"
        arguments = ["-silent", str(source), "-qm", str(target)]
        subprocess.run([sys.executable, "-c", call, *arguments], check=True)
        compiled.append(target)
    return compiled


class TranslationHook(BuildHookInterface[Any]):
    """Runs before each wheel, the editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the translations of the tree that is being built."""
        del version, build_data
        compile_translations(Path(self.root))


if __name__ == "__main__":
    compile_translations(Path(__file__).resolve().parent.parent)
