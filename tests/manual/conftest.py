"""The manual, built once for all its tests."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
FOLDER = ROOT / "docs" / "manual"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Return the folder of its pages."""
    from manual_html import build

    target = tmp_path_factory.mktemp("manual")
    build(FOLDER, target)
    return target


@pytest.fixture(scope="session")
def printed(tmp_path_factory, qapp):  # noqa: ARG001 - fonts need it
    """Return the folder of its PDFs."""
    from manual_pdf import BOOK, CARD, write_book, write_card

    target = tmp_path_factory.mktemp("printed")
    write_book(target / BOOK, FOLDER)
    write_card(target / CARD, FOLDER)
    return target
