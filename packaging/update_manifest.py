"""What lies beside a setup on a USB stick, so that the program can check and show it.

Usage: python packaging/update_manifest.py SETUP.exe [--notes FILE.md] [--zip]

Writes ``gridwatch-<version>.update.json`` beside the setup, for `gui/updating.py`;
with ``--zip`` also ``gridwatch-<version>-update.zip`` with both. The notes are Markdown
with a part ``## 中文`` and a part ``## English``, shown as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

_SETUP = re.compile(r"gridwatch-(\d[\w.]*)-setup\.exe")
_CHUNK = 1 << 20
_DAY = (2020, 1, 1, 0, 0, 0)
"""The day in the zip: the same bytes for the same files."""


def manifest_of(setup: Path, notes: str = "") -> dict[str, object]:
    """Return the manifest of a setup.

    Raises
    ------
    ValueError
        Where its name does not say its version.
    """
    named = _SETUP.fullmatch(setup.name)
    if named is None:
        raise ValueError(f"{setup.name} is not called gridwatch-<version>-setup.exe")
    digest = hashlib.sha256()
    with setup.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return {
        "program": "gridwatch",
        "version": named[1],
        "file": setup.name,
        "size": setup.stat().st_size,
        "sha256": digest.hexdigest(),
        "notes": {"zh": _part(notes, "中文"), "en": _part(notes, "English")},
    }


def _part(notes: str, title: str) -> str:
    found = re.search(
        rf"^## {title}\n(.*?)(?=^## |\Z)", notes, re.DOTALL | re.MULTILINE
    )
    return found[1].strip() if found else ""


def write(setup: Path, notes: str = "", *, packed: bool = False) -> list[Path]:
    """Write the manifest beside a setup, and a zip of both where wished."""
    facts = manifest_of(setup, notes)
    path = setup.with_name(f"gridwatch-{facts['version']}.update.json")
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    if not packed:
        return [path]
    both = setup.with_name(f"gridwatch-{facts['version']}-update.zip")
    with zipfile.ZipFile(both, "w") as out:
        for one in (path, setup):
            # The setup is packed already.
            entry = zipfile.ZipInfo(one.name, _DAY)
            with one.open("rb") as source, out.open(entry, "w") as target:
                while piece := source.read(_CHUNK):
                    target.write(piece)
    return [path, both]


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("setup", type=Path)
    parser.add_argument("--notes", type=Path)
    parser.add_argument("--zip", action="store_true")
    asked = parser.parse_args()
    notes = asked.notes.read_text("utf-8") if asked.notes else ""
    for path in write(asked.setup, notes, packed=asked.zip):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
