"""How coordinates were brought over stays on record with the import."""

from gridwatch.district.signboards import Signboard
from gridwatch.district.wording import Kind, Text
from gridwatch.store.opening import create_store, open_store
from gridwatch.store.placings import Origin

WORDS = Text("控制点拟合：K1 (+0.010, -0.020)", "fitted: K1 (+0.010, -0.020)")


def board(number):
    return Signboard(f"b{number}", f"GS-{number}", "town")


def test_placings_are_told_after_the_store_was_closed(tmp_path):
    path = tmp_path / "a.gpkg"
    with create_store(path, name="甲区", code="990101", crs=4548) as store:
        origin = Origin("来件", {"公示牌.shp": WORDS})
        first = store.take({Kind.SIGNBOARD: (board(1),)}, source=origin, who="甲")
        store.take({Kind.SIGNBOARD: (board(2),)}, source="另一件", who="乙")
    with open_store(path) as store:
        (told,) = store.placings()
        lines = store.journal()
    assert (told.import_id, told.who, told.delivery) == (first.import_id, "甲", "来件")
    assert (told.source, told.words) == ("公示牌.shp", WORDS)
    # The journal reads as before: the founding, the file's line, one for each row.
    assert len(lines) == 4


def test_a_delivery_without_words_leaves_no_line(tmp_path):
    with create_store(tmp_path / "a.gpkg", name="甲区", code="", crs=4548) as store:
        store.take({Kind.SIGNBOARD: (board(1),)}, source=Origin("来件"), who="甲")
        assert store.placings() == []
        assert len(store.journal()) == 2
