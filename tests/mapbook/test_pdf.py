"""Sheets in our own PDF: the same as on the screen, each name found, all in scale."""

from __future__ import annotations

import re

import numpy as np
import pikepdf
import pytest
from PySide6.QtGui import QImage

from gridwatch.cartography.paint import draw_map
from gridwatch.mapbook import sheet as sheet_module
from gridwatch.mapbook.binding import print_pdf, render_page, sheet_pages
from gridwatch.mapbook.pages import plan_sheet
from gridwatch.mapbook.press import Bookmark, press
from gridwatch.mapbook.scales import scale_bar
from tests.cartography.pdf.conftest import poppler
from tests.mapbook.conftest import AS_OF, TOWN

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def plan(district):
    return plan_sheet(district, TOWN, AS_OF, "A4-portrait")


@pytest.fixture(scope="module")
def sheet(district, plan, tmp_path_factory, qapp):
    assert qapp is not None
    path = tmp_path_factory.mktemp("pdf") / "图.pdf"
    print_pdf([plan], district, path)
    return path


def grey(image):
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    data = np.frombuffer(image.constBits(), np.uint8)
    rows = data.reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(int)


def blurred(values, by=6):
    """Return means of squares of some pixels: a name may move by one of them."""
    height, width = (size // by * by for size in values.shape)
    squares = values[:height, :width].reshape(height // by, by, width // by, by)
    return squares.mean(axis=(1, 3))


def test_the_page_looks_like_the_preview(district, plan, sheet):
    stem = sheet.with_suffix("")
    poppler("pdftoppm", "-r", 150, "-png", "-singlefile", sheet, stem)
    found = grey(QImage(f"{stem}.png"))
    wanted = grey(render_page(plan, district, 150))
    assert np.abs(np.subtract(found.shape, wanted.shape)).max() <= 1
    size = tuple(np.minimum(found.shape, wanted.shape))
    cut = np.s_[: size[0], : size[1]]
    off = np.abs(blurred(found[cut]) - blurred(wanted[cut]))
    assert off.mean() < 3.0, off.mean()
    assert (off > 60).mean() < 0.01, (off > 60).mean()


def test_each_name_on_the_map_is_a_word_of_the_page(
    district, plan, tmp_path, monkeypatch
):
    told = []

    def listening(*arguments):
        told.append(draw_map(*arguments))
        return told[-1]

    monkeypatch.setattr(sheet_module, "draw_map", listening)
    print_pdf([plan], district, tmp_path / "a.pdf")
    names = {label.text for label in told[0].labels}
    assert len(names) > 5
    words = set(poppler("pdftotext", tmp_path / "a.pdf", "-").split())
    assert names <= words, names - words


def boxes_of(path, page=0):
    """Return left, top, right, bottom of each path of a page, in millimetres."""
    with pikepdf.open(path) as pdf:
        data = pdf.pages[page].Contents.read_bytes().decode("ascii")
    unit = float(data.split()[0]) / 72 * 25.4
    vertex = r"([\d.-]+) ([\d.-]+) [ml]\b"
    for part in re.split(r"(?=^[\d.-]+ [\d.-]+ m\b)", data, flags=re.MULTILINE):
        found = [
            (float(x) * unit, float(y) * unit) for x, y in re.findall(vertex, part)
        ]
        if found:
            xs, ys = zip(*found, strict=True)
            yield min(xs), min(ys), max(xs), max(ys)


def test_the_scale_bar_is_true_in_the_coordinates_of_the_file(plan, sheet):
    room = plan.boxes.scale
    bar = scale_bar(plan.scale, room.width - 4.0)
    parts = [
        box
        for box in boxes_of(sheet)
        if room.x <= box[0]
        and box[2] <= room.right
        and room.y + 11 < box[1]
        and 1.0 < box[3] - box[1] < 1.5
    ]
    assert len(parts) >= bar.divisions
    length = max(box[2] for box in parts) - min(box[0] for box in parts)
    assert length == pytest.approx(bar.millimetres, rel=0.002)


def test_the_ground_lies_where_the_sheet_says(plan, sheet):
    with pikepdf.open(sheet) as pdf:
        (port,) = pdf.pages[0].VP
        assert port.Measure.GCS.EPSG == plan.crs == 4548
        box = [float(x) / 72 * 25.4 for x in port.BBox]
    frame = plan.boxes.frame
    wanted = [
        frame.x,
        plan.page.height - frame.bottom,
        frame.right,
        plan.page.height - frame.y,
    ]
    assert box == pytest.approx(wanted, abs=1e-3)


def test_a_page_has_few_bytes(sheet):
    # Four fonts in part and a map of everything.
    assert sheet.stat().st_size < 120_000


def test_the_same_sheet_again_adds_no_fonts(district, plan, tmp_path):
    print_pdf([plan] * 4, district, tmp_path / "4.pdf")
    print_pdf([plan] * 8, district, tmp_path / "8.pdf")
    sizes = [(tmp_path / name).stat().st_size for name in ("4.pdf", "8.pdf")]
    with pikepdf.open(tmp_path / "8.pdf") as pdf:
        page = pdf.pages[0].Contents.read_raw_bytes()
    assert sizes[1] - sizes[0] < 4 * (len(page) + 1_500)


def test_a_tree_of_bookmarks_is_the_callers(district, plan, tmp_path):
    pages = sheet_pages([plan, plan], district)
    tree = [Bookmark("青石镇", 0, (Bookmark("王建国", 1),))]
    press(tmp_path / "a.pdf", pages, title="册", bookmarks=tree)
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert outline.root[0].title == "青石镇"
        assert outline.root[0].children[0].title == "王建国"
