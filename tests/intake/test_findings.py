from gridwatch.district.wording import Text
from gridwatch.intake.findings import Notebook, counts, gathered, summary

BAD = Text("坏", "bad")


def test_like_findings_become_one_with_the_first_row():
    book = Notebook("a.shp")
    for row in (7, 9, 11):
        book.note("warning", BAD, row=row, field="x")
    book.note("warning", BAD, row=1, field="y")
    first, second = book.findings()
    assert (first.source, first.row, first.count) == ("a.shp", 7, 3)
    assert (second.field, second.count) == ("y", 1)


def test_the_gravest_come_first_and_are_counted():
    book = Notebook("a")
    book.note("info", BAD)
    book.note("error", BAD)
    found = gathered(book.findings())
    assert [f.severity for f in found] == ["error", "info"]
    assert counts(found) == {"error": 1, "warning": 0, "info": 1}
    assert summary(found).en == "1 errors, 0 warnings, 1 notes"
