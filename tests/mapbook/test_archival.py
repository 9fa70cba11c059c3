"""Sheets and books keep the rules of PDF/A-2b that a program can check."""

import pikepdf
import pytest

from gridwatch.mapbook.binding import print_pdf
from gridwatch.mapbook.bookbinding import print_book
from gridwatch.mapbook.pages import plan_sheet
from tests.cartography.pdf.archival import faults
from tests.mapbook.conftest import AS_OF, TOWN
from tests.mapbook.test_book import FEW, book_of

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def sheet(district, tmp_path_factory, qapp):
    assert qapp is not None
    path = tmp_path_factory.mktemp("archival") / "a.pdf"
    print_pdf([plan_sheet(district, TOWN, AS_OF, "A4-portrait")], district, path)
    return path


def test_a_sheet_breaks_no_rule(sheet):
    assert faults(sheet) == []


def test_a_book_bound_of_parts_breaks_no_rule(district, tmp_path):
    path = tmp_path / "book.pdf"
    print_book(book_of(district, order=FEW), path)
    assert faults(path) == []


def spoiled(sheet, tmp_path, spoil):
    path = tmp_path / "spoiled.pdf"
    with pikepdf.open(sheet) as pdf:
        spoil(pdf)
        pdf.save(path)
    return " ".join(faults(path))


def without_font(pdf):
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile3" in thing:
            del thing["/FontFile3"]


def mixing(pdf):
    state = pikepdf.Dictionary(BM=pikepdf.Name.Multiply, ca=1, CA=1)
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(A1=state)


SPOILS = {
    "6.2.3": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "6.2.11.4.1": without_font,
    "6.2.5": mixing,
    "6.5.2": lambda pdf: pdf.Root.__setitem__(
        "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
    ),
    "6.2.2": lambda pdf: pdf.pages[0].contents_add(b"/P sh\n"),
    "6.1.13": lambda pdf: pdf.pages[0].contents_add(b"q " * 40 + b"Q " * 40),
}


@pytest.mark.parametrize("clause", SPOILS)
def test_the_check_finds_what_was_spoiled(sheet, tmp_path, clause):
    assert clause in spoiled(sheet, tmp_path, SPOILS[clause])
