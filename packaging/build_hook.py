"""Build hook: translations and manual made, plain files carried inside the wheel."""

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


def build_manual(root: Path) -> None:
    """Make the pages of the manual under ``resources/manual``; F1 shows them."""
    # The hook is loaded by its path, so its neighbour has to be found by hand.
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from manual_html import build

    build(root / "docs" / "manual", root / "resources" / "manual")


class BuildHook(BuildHookInterface[Any]):
    """Runs before each wheel, the editable one included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the translations; a real wheel also gets the plain files.

        An editable install finds ``resources/`` and ``sample_data/`` beside the
        package, where they are edited.
        """
        root = Path(self.root)
        compile_translations(root)
        build_manual(root)
        if version != "editable":
            build_data["force_include"] |= {
                str(root / "resources"): "gridwatch/_resources",
                str(root / "sample_data" / "云溪区"): "gridwatch/_sample_data/云溪区",
            }


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    compile_translations(here)
    build_manual(here)
