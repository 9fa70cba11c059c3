"""The four-level book: numbers that are true, bookmarks, parts that survive a stop."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from gridwatch.cartography.layers import layers_of
from gridwatch.district.changes import Change, Changes, patched
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.wording import Kind, OfficerError, Text
from gridwatch.mapbook import parts
from gridwatch.mapbook.audience import audience_named
from gridwatch.mapbook.bookbinding import half_done, print_book
from gridwatch.mapbook.bookpages import draw_book_page
from gridwatch.mapbook.counting import plan_four_level
from gridwatch.mapbook.fourlevel import BookOrder
from gridwatch.mapbook.leaves import Leaf, LeafKind, numbered
from gridwatch.mapbook.pages import Setting
from gridwatch.mapbook.parts import folder_of, portions_of
from gridwatch.mapbook.press import PrintCancelledError
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.reprint import record_of, reprint_of
from tests.mapbook.conftest import AS_OF, TOWN, make_district

pytestmark = pytest.mark.usefixtures("qapp")
UNCELLED = BookOrder(("district", "town", "village"))
SETTING = Setting(AS_OF, made_on=AS_OF)
DOTS = 30 / 25.4
FEW = BookOrder(("district", "town"))


def book_of(district, who="internal", order=None, before=None):
    layers = layers_of(district, AS_OF)
    audience = audience_named(who)
    return plan_four_level(district, SETTING, layers, audience, order, before=before)


def poppler(tool, *arguments):
    """Run a tool of poppler-utils; skip where it is not installed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} (poppler-utils) is not installed")
    done = subprocess.run(
        [tool, *map(str, arguments)], capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def book(district):
    return book_of(district)


@pytest.fixture(scope="module")
def few(district):
    """Nine pages."""
    return book_of(district, order=FEW)


@pytest.fixture(scope="module")
def printed(book, tmp_path_factory, qapp):
    assert qapp is not None
    path = tmp_path_factory.mktemp("图 册") / "四级图册.pdf"
    assert print_book(book, path).pages == book.pages
    return path


@pytest.fixture(scope="module")
def texts(printed):
    """The text of every page."""
    return poppler("pdftotext", "-layout", printed, "-").split("\f")[:-1]


def bare(text):
    return re.sub(r"\s+", "", text)


def test_the_book_has_every_level_in_order(book, district):
    ranks = Counter(leaf.rank for leaf in book.leaves if leaf.kind is LeafKind.SHEET)
    assert ranks == {"district": 1, "town": 3, "village": 9, "cell": 9}
    kinds = [leaf.kind for leaf in book.leaves[:4]]
    wanted = ["cover", "contents", "index", "sheet"]
    assert kinds == wanted
    keys = [leaf.key for leaf in book.leaves]
    assert len(set(keys)) == len(keys)
    village = keys.index(f"village:{district.cells[0].village_code}")
    assert keys[village + 1] == f"cell:{district.cells[0].code}"


def test_pages_are_numbered_before_drawing_and_the_file_agrees(book, printed, texts):
    assert len(texts) == book.pages == len(pikepdf.open(printed).pages)
    for leaf in book.leaves:
        for number in range(leaf.pages):
            text = texts[leaf.first + number]
            if leaf.kind is not LeafKind.COVER:
                told = rf"第\s*{leaf.labels[number]}\s*页\W+共\s*{book.pages}\s*页"
                assert re.search(told, text), leaf.key


def test_numbers_in_the_contents_are_those_of_the_pages_with_the_titles(book, texts):
    flat = [bare(text) for text in texts]
    contents = flat[book.leaf("contents").first]
    for leaf in book.leaves:
        if leaf.kind is LeafKind.SHEET:
            pages = [i for i, text in enumerate(flat) if bare(leaf.title.zh) in text]
            assert leaf.first in pages, leaf.title
            assert f"{leaf.name}{leaf.first + 1}" in contents, leaf.name


def test_lines_of_the_contents_lead_to_their_pages(book, printed):
    with pikepdf.open(printed) as pdf:
        places = {page.obj.objgen: i for i, page in enumerate(pdf.pages)}
        links = pdf.pages[book.leaf("contents").first].obj.Annots
        goals = [places[link.Dest[0].objgen] for link in links]
    assert goals == [leaf.first for leaf in book.leaves if leaf.listed]


def test_bookmarks_are_a_tree_by_town_and_by_chief(printed):
    with pikepdf.open(printed) as pdf, pdf.open_outline() as outline:
        tops = [item.title for item in outline.root]
        town = next(item for item in outline.root if item.title == "青石镇")
        villages = [item.title for item in town.children]
        cells = [item.title for item in town.children[1].children]
        ranks = [item.title for item in outline.root[-1].children]
        towns = [item.title for item in outline.root[-1].children[1].children]
    assert tops == ["图幅索引图", "云溪区", "青石镇", "云门镇", "长河镇", "按河长查"]
    assert villages[0] == "索引图"
    assert len(villages) == 4
    assert cells == ["990101101201001"]
    assert ranks == ["区级河长", "镇级河长", "村级河长"]
    assert len(towns) == 3


def test_pages_bear_their_printed_numbers_in_a_reader(book, printed):
    with pikepdf.open(printed) as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels == [label for leaf in book.leaves for label in leaf.labels]


def test_index_maps_show_each_number_once(book, texts):
    first = texts[book.leaf("index").first]
    for key in ("town:990101101000", "town:990101102000", "town:990101103000"):
        assert re.search(rf"\b{book.leaf(key).labels[0]}\b", first), key
    below = texts[book.leaf(f"index:town:{TOWN}").first]
    for village in ("990101101201", "990101101202", "990101101203"):
        assert re.search(rf"\b{book.leaf(f'village:{village}').labels[0]}\b", below)


def test_margins_name_the_pages_of_the_neighbours(book, district):
    areas = {f"village:{j.code}": j for j in district.of_level(Level.VILLAGE)}
    for page in book.planned(set(areas)):
        if page.number:
            continue
        own = areas[page.leaf.key]
        touching = {
            key
            for key, other in areas.items()
            if other is not own and other.geometry.intersects(own.geometry)
        }
        named = {one.key for one in page.neighbours}
        assert touching <= named, page.leaf.key
        for one in page.neighbours:
            assert one.label == book.leaf(one.key).labels[0]
            assert _lies(one.side, own, areas[one.key]), (own.name, one)


def _lies(side, own, other):
    """Tell whether an area lies more or less on a side of another one."""
    dx = other.geometry.centroid.x - own.geometry.centroid.x
    dy = other.geometry.centroid.y - own.geometry.centroid.y
    along = {"north": dy, "south": -dy, "east": dx, "west": -dx}[side]
    return along > -0.35 * max(abs(dx), abs(dy))


def test_some_towns_only_make_a_book_without_the_district(district):
    book = book_of(district, order=BookOrder(("town", "village"), ("青石镇",)))
    keys = [leaf.key for leaf in book.leaves if leaf.kind is LeafKind.SHEET]
    assert keys[0] == f"town:{TOWN}"
    assert len(keys) == 4
    with pytest.raises(OfficerError, match="青石镇"):
        book_of(district, order=BookOrder(towns=("青右镇",)))


def test_a_layout_of_ones_own_serves_a_level(district):
    town = next(one for one in shipped_recipes() if one.id == "town")
    own = replace(town, id="own", title=Text("{name}自制图", "My map of {name}"))
    order = BookOrder(("town",), ("青石镇",), (("town", own),))
    book = book_of(district, order=order)
    (sheet,) = (leaf for leaf in book.leaves if leaf.kind is LeafKind.SHEET)
    assert sheet.title.zh == "青石镇自制图"
    plain = book_of(district, order=BookOrder(("town",), ("青石镇",)))
    assert plain.edition == book.edition
    assert reprint_of(book, record_of(plain)).wanted == {sheet.key}
    with pytest.raises(OfficerError, match="not meant for village"):
        book_of(district, order=BookOrder(("village",), (), (("village", own),)))


def test_what_has_no_boundary_is_told_and_an_empty_district_refused(district):
    blank = replace(district.jurisdictions[4], geometry=None)
    rows = (*district.jurisdictions[:4], blank, *district.jurisdictions[5:])
    book = book_of(replace(district, jurisdictions=rows))
    assert [one.name for one in book.left_out] == [blank.name]
    with pytest.raises(OfficerError, match="no book was made"):
        book_of(District())


def test_rows_that_share_a_code_have_a_sheet_each(district):
    cells = tuple(replace(cell, code="990101101201001") for cell in district.cells)
    book = book_of(replace(district, cells=cells))
    keys = [leaf.key for leaf in book.leaves]
    assert len(set(keys)) == len(keys)
    assert sum(key.startswith("cell:") for key in keys) == 9


def test_a_cell_lists_the_segments_that_run_in_it(book, district):
    for page in book.planned({f"cell:{cell.code}" for cell in district.cells}):
        cell = next(c for c in district.cells if page.leaf.key == f"cell:{c.code}")
        inside = {
            s.uid
            for s in district.segments
            if s.geometry.intersection(cell.geometry).length
            >= district.rules.crossing_metres
        }
        rows = page.plan.tables["segments"].rows
        assert {row.uid for row in rows if row.uid.startswith("s")} == inside


# --- only what has changed ------------------------------------------------------------


def pictures(book):
    """Return what each leaf looks like, without the total of pages."""
    layers = layers_of(book.district, AS_OF)
    found = {}
    for page in book.planned():
        width, height = page.paper.width, page.paper.height
        image = QImage(round(width * DOTS), round(height * DOTS), QImage.Format(4))
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        painter.scale(DOTS, DOTS)
        draw_book_page(painter, page, book.district, layers)
        painter.end()
        data = bytes(image.constBits())
        found[page.leaf.key] = found.get(page.leaf.key, b"") + data
    return found


@pytest.fixture(scope="module")
def flat(district):
    """The book without cells: as many kinds of pages, not as many pages."""
    return book_of(district, order=UNCELLED)


@pytest.fixture(scope="module")
def looked(flat):
    return pictures(flat)


EDITS = {
    "a board is moved": (
        Kind.SIGNBOARD,
        0,
        lambda row: {
            "geometry": shapely.Point(row.geometry.x + 150, row.geometry.y + 90)
        },
    ),
    "an outfall is of another class": (
        Kind.OUTFALL,
        1,
        lambda _: {"category": "工业排污口"},
    ),
    "a village gets another name": (Kind.JURISDICTION, 5, lambda _: {"name": "新桥村"}),
    "somebody else is chief of a village": (
        Kind.PERSON,
        5,
        lambda _: {"name": "欧阳试样"},
    ),
    "a phone that no sheet shows": (
        Kind.PERSON,
        4,
        lambda _: {"mobile": "13900009999"},
    ),
    "an approver that no sheet shows": (
        Kind.OUTFALL,
        1,
        lambda _: {"approved_by": "某局"},
    ),
}


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_exactly_the_sheets_that_look_different_are_printed_again(
    edit, flat, district, looked
):
    kind, number, after = EDITS[edit]
    row = district.rows(kind)[number]
    new = after(row)
    old = {key: getattr(row, key) for key in new}
    changed = patched(district, Changes((Change(kind, row.uid, old, new),)))
    record = record_of(flat)
    now = book_of(changed, order=UNCELLED, before=record.labels)
    reprint = reprint_of(now, record)
    seen = pictures(now)
    different = {key for key, data in seen.items() if data != looked[key]}
    assert different <= reprint.wanted, edit
    # A name that found no room on a map counts as its content all the same.
    for key in reprint.wanted - different:
        assert kind is Kind.JURISDICTION, key
        window = next(now.planned({key})).plan.pages[0].window
        assert shapely.box(*window.extent).intersects(row.geometry), key
    assert not reprint.withdrawn
    assert ("no sheet shows" in edit) is (not different)


def test_a_new_village_gets_numbers_between_and_the_others_keep_theirs(
    book, district, tmp_path
):
    record = record_of(book)
    village = district.jurisdictions[4]
    half = shapely.box(*village.geometry.bounds)
    added = Jurisdiction(
        "new", "990101101209", "新立村", Level.VILLAGE, TOWN, 2026, half.buffer(-900)
    )
    rows = (*district.jurisdictions, added)
    now = book_of(replace(district, jurisdictions=rows), before=record.labels)
    reprint = reprint_of(now, record)
    label = now.leaf("village:990101101209").labels[0]
    last = book.leaf(f"cell:{district.cells[2].code}").labels[-1]
    assert label == f"{last}-1"
    assert "village:990101101209" in reprint.wanted
    kept = [leaf for leaf in now.leaves if leaf.key in record.leaves]
    assert all(leaf.labels == record.leaves[leaf.key].labels for leaf in kept)
    file = tmp_path / "换页.pdf"
    result = print_book(now, file, wanted=reprint.wanted)
    assert result.pages == reprint.pages < book.pages
    with pikepdf.open(file) as pdf:
        assert label in [page.label for page in pdf.pages]


leaves = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 4)),
    min_size=1,
    unique_by=lambda t: t[0],
).map(
    lambda pairs: [
        Leaf(str(key), LeafKind.SHEET, "village", "", pages) for key, pages in pairs
    ]
)


@given(leaves, leaves)
def test_kept_numbers_stay_and_no_number_is_given_twice(before, now):
    first = {leaf.key: leaf.labels for leaf in numbered(before)}
    found = numbered(now, first)
    labels = [label for leaf in found for label in leaf.labels]
    assert len(set(labels)) == len(labels)
    for leaf in found:
        assert len(leaf.labels) == leaf.pages
        old = first.get(leaf.key, ())
        assert leaf.labels[: len(old)] == old[: leaf.pages]


# --- stopping and going on ------------------------------------------------------------


def test_a_cancelled_print_keeps_its_parts_and_goes_on(few, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "_PAGES", 2)
    path, done = tmp_path / "册.pdf", []
    path.write_bytes(b"an older book")
    with pytest.raises(PrintCancelledError):
        print_book(
            few,
            path,
            progress=lambda *told: done.append(told),
            cancelled=lambda: len(done) >= 6,
        )
    assert path.read_bytes() == b"an older book"
    assert half_done(path)["made_on"] == AS_OF.isoformat()
    found = print_book(few, path, resume=True)
    assert 2 <= found.kept < few.pages
    assert not folder_of(path).exists()
    whole = tmp_path / "整册.pdf"
    print_book(few, whole)
    assert path.read_bytes() == whole.read_bytes()


def test_a_part_that_was_cut_off_or_belongs_to_other_data_is_drawn_again(
    few, district, tmp_path, monkeypatch
):
    monkeypatch.setattr(parts, "_PAGES", 2)
    path, done = tmp_path / "册.pdf", []
    with pytest.raises(PrintCancelledError):
        print_book(
            few,
            path,
            progress=lambda *told: done.append(told),
            cancelled=lambda: len(done) >= 6,
        )
    first = folder_of(path) / "0000.pdf"
    first.write_bytes(first.read_bytes()[:-4000])
    whole = sum(p.pages for p in portions_of(few.leaves)[:3])
    again = print_book(few, path, resume=True)
    assert again.kept == whole - portions_of(few.leaves)[0].pages
    assert (
        book_of(replace(district, office="别的单位"), order=FEW).edition == few.edition
    )


SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
from gridwatch.mapbook import parts
parts._PAGES = 2
from gridwatch.mapbook.bookbinding import print_book
from tests.mapbook.test_book import FEW, book_of
from tests.mapbook.conftest import make_district
print_book(book_of(make_district(), order=FEW), Path(sys.argv[1]))
"""


def test_a_killed_print_goes_on_and_gives_the_same_bytes(few, tmp_path, monkeypatch):
    path, whole = tmp_path / "册.pdf", tmp_path / "整册.pdf"
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, path], cwd=Path.cwd())
    waited = folder_of(path) / "0001.json"
    while process.poll() is None and not waited.exists():
        time.sleep(0.01)
    os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()
    assert not path.exists()
    monkeypatch.setattr(parts, "_PAGES", 2)
    assert make_district().name == few.district.name
    found = print_book(few, path, resume=True)
    assert found.kept >= 2
    assert print_book(few, whole).kept == 0
    assert path.read_bytes() == whole.read_bytes()


def test_a_folder_that_cannot_be_written_is_told(book, tmp_path):
    with pytest.raises(OfficerError, match="No book was written"):
        print_book(book, tmp_path / "nowhere" / "册.pdf")


def test_nothing_to_print_writes_no_file(book, tmp_path):
    with pytest.raises(OfficerError, match="nothing has changed"):
        print_book(book, tmp_path / "册.pdf", wanted=frozenset())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["长" * 200, "", "名\n称"])
def test_awkward_names_still_make_a_book(name, district, tmp_path):
    rows = tuple(
        replace(row, name=name) if row.level is Level.VILLAGE else row
        for row in district.jurisdictions
    )
    odd = replace(district, jurisdictions=rows, cells=())
    book = book_of(odd, order=BookOrder(("village",), ("青石镇",)))
    assert print_book(book, tmp_path / "册.pdf").pages == book.pages
