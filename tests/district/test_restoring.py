"""One entry of the journal is taken back, or it is said why not."""

from __future__ import annotations

import pytest
import shapely

from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.restoring import RestoringError, restoration
from gridwatch.district.rowedits import make, removal, values_of
from gridwatch.district.wording import Kind

BOARD = Kind.SIGNBOARD


def edited(district, **values):
    row = district.signboards[0]
    before = {key: getattr(row, key) for key in values}
    return patched(district, Changes((Change(BOARD, row.uid, before, values),)))


def test_a_changed_field_gets_its_old_value(district):
    now = edited(district, type="临时")
    found = restoration(now, BOARD, "b", ({"type": "永久"}, {"type": "临时"}), "恢复")
    assert found.conflicts == ()
    assert patched(now, found.changes) == district


def test_a_later_change_is_told_before_it_is_lost(district):
    now = edited(district, type="木牌")
    found = restoration(now, BOARD, "b", ({"type": "永久"}, {"type": "临时"}), "恢复")
    (told,) = found.conflicts
    assert told.zh == "“公示牌类型”后来又改成了“木牌”，恢复后是“永久”。"
    assert patched(now, found.changes).signboards[0].type == "永久"


def test_a_removed_row_comes_back(district):
    row = district.outfalls[0]
    now = patched(district, removal(district, Kind.OUTFALL, ["o"]).changes(""))
    found = restoration(now, Kind.OUTFALL, "o", (values_of(row), None), "恢复")
    assert patched(now, found.changes).outfalls == (row,)


def test_a_term_does_not_come_back_without_its_person(district):
    term = district.terms[2]
    now = patched(district, removal(district, Kind.PERSON, ["n2"]).changes(""))
    with pytest.raises(RestoringError, match="person was deleted"):
        restoration(now, Kind.TERM, "t2", (values_of(term), None), "恢复")


def test_a_made_row_is_removed_unless_something_points_to_it(district):
    values = {"code": "S9"}
    now = patched(district, make(Kind.SEGMENT, values, "", "new"))
    found = restoration(now, Kind.SEGMENT, "new", (None, values), "恢复")
    assert patched(now, found.changes) == district
    with pytest.raises(RestoringError, match="point to it"):
        restoration(district, Kind.SEGMENT, "s", (None, {"code": "S1"}), "恢复")


def test_what_was_deleted_since_is_said_to_be_gone(district):
    with pytest.raises(RestoringError, match="deleted later"):
        restoration(district, BOARD, "x", ({"type": "a"}, {"type": "b"}), "恢复")


def test_what_is_as_it_was_needs_nothing(district):
    with pytest.raises(RestoringError, match="nothing to restore"):
        restoration(district, BOARD, "b", ({"type": "永久"}, {"type": "x"}), "恢复")
    row = district.signboards[0]
    with pytest.raises(RestoringError, match="nothing to restore"):
        restoration(district, BOARD, "b", (values_of(row), None), "恢复")


def test_a_shape_goes_back_to_where_it_was(district):
    old, new = shapely.Point(200, 510), shapely.Point(300, 520)
    now = edited(district, geometry=new)
    written = ({"geometry": old}, {"geometry": new})
    found = restoration(now, BOARD, "b", written, "恢复")
    assert found.conflicts == ()
    assert patched(now, found.changes) == district


def test_a_shape_of_an_import_is_not_in_the_journal(district):
    now = edited(district, type="临时")
    written = (
        {"type": "永久", "geometry": {"sha256": "0"}},
        {"type": "临时", "geometry": {"sha256": "1"}},
    )
    found = restoration(now, BOARD, "b", written, "恢复")
    assert "备份" in found.conflicts[0].zh
    assert patched(now, found.changes) == district


def test_fields_that_a_later_version_dropped_are_passed_over(district):
    now = edited(district, type="临时")
    written = ({"type": "永久", "colour": "red"}, {"type": "临时", "colour": "blue"})
    found = restoration(now, BOARD, "b", written, "恢复")
    assert patched(now, found.changes) == district
