"""Where the plain files lie that anybody may read and edit.

In a source checkout they are the folders ``resources/`` and ``sample_data/`` beside
the package; an installed package carries copies of both inside itself.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["resource", "sample_folder"]

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources/``.

    Examples
    --------
    >>> resource("rules.toml").name
    'rules.toml'
    """
    return _folder("resources").joinpath(*parts)


def sample_folder() -> Path:
    """Return the folder of the made-up district 云溪区 as an office delivers it."""
    return _folder("sample_data") / "云溪区"
