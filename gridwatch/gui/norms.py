"""What typed values should look like, read once from ``resources/validation.toml``."""

from __future__ import annotations

import tomllib
from functools import cache

from gridwatch.district.validating import Norms
from gridwatch.resources import resource

__all__ = ["load_norms"]


@cache
def load_norms() -> Norms:
    """Return the norms."""
    text = resource("validation.toml").read_text(encoding="utf-8")
    return Norms.of(tomllib.loads(text))
