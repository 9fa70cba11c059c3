from __future__ import annotations

import io
import sqlite3
import zipfile
from typing import TYPE_CHECKING

import pytest
import shapely

from gridwatch.district.changes import Change, Changes
from gridwatch.district.review.cutting import NothingToCheckError, area_of
from gridwatch.district.review.facts import facts_of, same
from gridwatch.district.review.packages import AreaKind, Pictures
from gridwatch.district.wording import Kind
from gridwatch.store.review import desk
from gridwatch.store.review.cut import Order, cut
from gridwatch.store.review.field import open_package, package_facts
from gridwatch.store.review.terms import ReviewError, audiences
from tests.store.review.made import DAY, NAMES, TOWNS

if TYPE_CHECKING:
    from pathlib import Path

    from gridwatch.district.review.packages import Receipt
    from gridwatch.store.opening import Store


def cut_by(
    store: Store, folder: Path, kind: AreaKind, wanted: str, **more: object
) -> tuple[Receipt, Path]:
    district = store.district()
    path = folder / f"{kind}.gwreview"
    order = Order(area_of(district, kind, wanted), as_of=DAY, **more)  # type: ignore[arg-type]
    return cut(store, district, order, path, who="李四"), path


def uids(path: Path, folder: Path) -> dict[Kind, set[str]]:
    with open_package(path, draft=folder / "x.gwdraft") as review:
        found = {k: {row.uid for row in review.district.rows(k)} for k in Kind}
    (folder / "x.gwdraft").unlink()
    return found


def test_a_town_gets_its_rows_and_no_others(store: Store, folder: Path) -> None:
    _, path = cut_by(store, folder, AreaKind.TOWN, NAMES[1])
    found = uids(path, folder)
    assert found[Kind.SEGMENT] == {"s10", "s11"}
    assert found[Kind.SIGNBOARD] == {"b100", "b101", "b110", "b111"}
    assert found[Kind.OUTFALL] == {"o10", "o11"}
    assert found[Kind.CELL] == {"c10", "c11", "c12"}
    assert found[Kind.OWNERSHIP] == {"w10", "w11"}
    assert found[Kind.RIVER] == {"r1"}
    assert found[Kind.JURISDICTION] == {"j", "t1", "v1"}
    assert found[Kind.PERSON] == found[Kind.PHOTO] == set()


@pytest.mark.parametrize(
    ("kind", "wanted", "segments", "boards"),
    [
        (AreaKind.VILLAGE, "990101101201", {"s00", "s01"}, 4),
        (AreaKind.RIVER, "R0", {"s00", "s01"}, 4),
        (AreaKind.CHIEF, "王某", {"s00"}, 2),
    ],
)
def test_villages_rivers_and_chiefs_get_theirs(
    store: Store, folder: Path, kind: AreaKind, wanted: str, segments: set[str],
    boards: int,
) -> None:  # fmt: skip
    _, path = cut_by(store, folder, kind, wanted)
    found = uids(path, folder)
    assert found[Kind.SEGMENT] == segments
    assert len(found[Kind.SIGNBOARD]) == boards
    assert {"q"} == found[Kind.POST]
    assert {"p"} == found[Kind.PERSON]


def test_what_went_out_is_what_the_office_had_and_the_receipt_says_so(
    store: Store, folder: Path
) -> None:
    district = store.district()
    receipt, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0], to="赵某")
    (_, kept) = desk.receipts(store)
    assert kept == receipt
    assert kept.manifest.to == "赵某"
    assert kept.manifest.position == store.journal(2)[1].id
    assert package_facts(path) == receipt.manifest
    with open_package(path) as review:
        for item in review.items:
            row = district.row(item.kind, item.uid)
            there, sent = facts_of(item.kind, row), facts_of(item.kind, item.row)
            assert all(same(there[key], sent[key]) for key in there)


def everything(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("audience", [one.key for one in audiences()])
def test_what_an_audience_may_not_see_is_nowhere_in_the_file(
    store: Store, folder: Path, audience: str
) -> None:
    _, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0], audience=audience)
    inside = everything(path)
    assert (b"000-0000-0001" in inside) == (audience == "office")
    assert (b"0000-9" in inside) == (audience != "volunteer")
    assert "王某".encode() in inside


def picture(color: str) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("how", list(Pictures))
def test_photographs_travel_as_they_were_asked_to(
    store: Store, folder: Path, how: Pictures
) -> None:
    whole, small = picture("red"), picture("blue")
    (name,) = store.keep_photos([(whole, small)])
    values = {"kind": "signboard", "row_uid": "b000", "sha256": name}
    store.apply(Changes((Change(Kind.PHOTO, "ph2", None, values),)), who="李四")
    _, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0], pictures=how)
    with open_package(path) as review:
        assert review.photo(name) == (whole if how is Pictures.FULL else None)
        assert review.thumbnail(name) == (None if how is Pictures.NONE else small)


def test_a_base_map_comes_along(store: Store, folder: Path) -> None:
    tiles = folder / "底图.mbtiles"
    connection = sqlite3.connect(tiles)
    connection.execute("CREATE TABLE tiles (x)")
    connection.close()
    _, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0], tiles=tiles)
    with open_package(path) as review:
        assert review.manifest.tiles == "底图.mbtiles"
        assert review.tiles is not None
        assert review.tiles.read_bytes() == tiles.read_bytes()
        place = review.tiles
    assert not place.exists()


def test_the_recipes_of_field_sheets_come_along(store: Store, folder: Path) -> None:
    own = folder / "recipes"
    own.mkdir()
    (own / "field-boards.toml").write_text("em = 2.6", "utf-8")
    (own / "town.toml").write_text("em = 3", "utf-8")
    _, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0], recipes=own)
    with open_package(path) as review:
        assert review.recipes == {"field-boards": "em = 2.6"}
    _, path = cut_by(store, folder, AreaKind.VILLAGE, "990101101201")
    with open_package(path) as review:
        assert set(review.recipes) >= {"field-boards", "field-outfalls"}


def test_other_programs_read_the_part(store: Store, folder: Path) -> None:
    import pyogrio.raw

    _, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0])
    with zipfile.ZipFile(path) as archive:
        archive.extract("part.gpkg", folder)
    told, _, _, columns = pyogrio.raw.read(folder / "part.gpkg", layer="segment")
    at = told["fields"].tolist().index("uid")
    assert sorted(columns[at]) == ["s00", "s01"]
    assert told["crs"] == "EPSG:4548"
    layers = {name for name, _ in pyogrio.list_layers(folder / "part.gpkg")}
    assert {"signboard", "cell", "person"} <= layers


def test_an_area_without_anything_to_check_is_not_cut(
    store: Store, folder: Path
) -> None:
    before = store.content_hash(), len(desk.receipts(store))
    with pytest.raises(NothingToCheckError):
        area_of(store.district(), AreaKind.TOWN, "没有镇")
    change = Change(Kind.RIVER, "r9", None, {"code": "R9", "name": "空河"})
    store.apply(Changes((change,)), who="李四")
    with pytest.raises(NothingToCheckError, match="Nothing was cut"):
        cut_by(store, folder, AreaKind.RIVER, "R9")
    with pytest.raises(ReviewError):
        cut_by(store, folder / "nowhere", AreaKind.TOWN, TOWNS[0])
    assert len(desk.receipts(store)) == before[1]
    assert not list(folder.glob(".*"))


def test_a_name_of_two_hundred_characters_and_a_town_of_no_shape_are_cut(
    store: Store, folder: Path
) -> None:
    district = store.district()
    town = district.row(Kind.JURISDICTION, "t0")
    change = Change(
        Kind.JURISDICTION, "t0", {"name": town.name, "geometry": town.geometry},
        {"name": "镇" * 200, "geometry": None},
    )  # fmt: skip
    line = shapely.LineString([(500000, 4400000), (500000, 4400001)])
    other = Change(Kind.SEGMENT, "s99", None, {"code": "", "geometry": line})
    store.apply(Changes((change, other)), who="李四")
    receipt, path = cut_by(store, folder, AreaKind.TOWN, TOWNS[0])
    assert receipt.manifest.area.name == "镇" * 200
    with open_package(path) as review:
        assert len(review.items) == len(receipt.manifest.listed)
