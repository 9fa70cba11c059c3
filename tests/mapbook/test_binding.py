"""Sheets bound into a PDF: exact pages, embedded fonts, text that can be found."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPdfWriter

from gridwatch.cartography.themes import Theme, ThemeClass, ThemeKind
from gridwatch.district.wording import Language, OfficerError, Text
from gridwatch.mapbook.binding import (
    PrintCancelledError,
    print_pdf,
    print_to,
    render_page,
)
from gridwatch.mapbook.pages import plan_book, plan_sheet
from gridwatch.mapbook.scales import scale_bar
from tests.mapbook.conftest import AS_OF, DRY_TOWN, TOWN, with_rows

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")
PT = 72 / 25.4
NAME = Text("专题排口", "themed outfall")


def poppler(tool: str, *arguments: object) -> str:
    """Run a tool of poppler-utils; skip where it is not installed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} (poppler-utils) is not installed")
    command = [tool, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def book(district, tmp_path_factory, qapp) -> Path:
    """A4 and A3, upright and across, with a continuation: five pages or more."""
    assert qapp is not None
    path = tmp_path_factory.mktemp("书 册") / "责任图.pdf"
    wishes = ((TOWN, "A4-portrait"), ("990101", "A3-landscape"), (TOWN, "A3-portrait"))
    plans = [plan_sheet(district, code, AS_OF, paper) for code, paper in wishes]
    many = plan_sheet(with_rows(district, 90), TOWN, AS_OF, "A4-landscape")
    print_pdf([*plans, many], with_rows(district, 90), path)
    return path


def test_every_page_has_its_paper_to_a_tenth_of_a_millimetre(book):
    found = re.findall(
        r"Page +\d+ size: +([\d.]+) x ([\d.]+)", poppler("pdfinfo", "-l", 9, book)
    )
    sizes = [(float(w) / PT, float(h) / PT) for w, h in found]
    wanted = [(210, 297), (420, 297), (297, 420), (297, 210), (297, 210)]
    assert len(sizes) >= len(wanted)
    for (width, height), (w, h) in zip(sizes, wanted, strict=False):
        assert abs(width - w) < 0.1
        assert abs(height - h) < 0.1


def test_title_and_office_stand_in_the_document(book):
    info = poppler("pdfinfo", book)
    assert "云溪区青石镇河长制责任图" in info
    assert "云溪区河长制办公室" in info


def test_every_font_is_embedded(book):
    lines = poppler("pdffonts", book).splitlines()[2:]
    assert lines
    for line in lines:
        embedded, subset, to_unicode = line.split()[-5:-2]
        assert (embedded, to_unicode) == ("yes", "yes"), line
        assert subset in ("yes", "no")


def test_chinese_can_be_searched(book):
    text = poppler("pdftotext", "-layout", book, "-")
    for words in (
        "云溪区青石镇河长制责任图",
        "长示河",
        "门头入口沟",
        "白马小溪",
        "区级河长",
        "青石镇人民政府",
        "本图界线不作为划界依据",
        "2000国家大地坐标系",
        "内部资料",
        "河流责任表（续）",
    ):
        assert words in text, words
    radicals = {c for c in text if "\u2e80" <= c <= "\u2fdf"}
    assert not radicals
    assert "\t" not in text


def test_names_on_the_map_are_found_as_whole_words(district, tmp_path):
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait")
    path = tmp_path / "a.pdf"
    print_pdf([plan], district, path)
    frame, points = plan.boxes.frame, 72 / 25.4
    box = (frame.x, frame.y, frame.width, frame.height)
    crop = [str(round(mm * points)) for mm in box]
    inside = [
        w for pair in zip(("-x", "-y", "-W", "-H"), crop, strict=True) for w in pair
    ]
    text = poppler("pdftotext", *inside, path, "-")
    # The spaced name of the town, a curved one of a river, a plain one of a village.
    rivers = [river.name for river in district.rivers if river.name in text]
    assert "青石镇" in text
    assert rivers
    assert not [word for word in text.split() if len(word) == 1 and word > "\u4e00"]


def test_everything_on_the_map_page_is_said(district, tmp_path):
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait", made_on=AS_OF)
    print_pdf([plan], district, tmp_path / "a.pdf")
    text = poppler("pdftotext", "-layout", tmp_path / "a.pdf", "-")
    squeezed = re.sub(r"\s+", "", text)
    for words in (
        f"1:{plan.scale:,}".replace(",", ""),
        "图例",
        "北",
        "截至2026-11-22",
        "制图日期2026年11月22日",
        "图号990101101000-20261122",
        "第1页/共1页",
        "中央经线117°",
        "检核尺",
        "所在位置",
    ):
        assert words in squeezed, words


def test_the_legend_names_what_is_drawn_and_nothing_else(district, tmp_path):
    bare = replace(district, outfalls=(), signboards=(), water_bodies=())
    plan = plan_sheet(bare, TOWN, AS_OF, "A4-portrait")
    print_pdf([plan], bare, tmp_path / "a.pdf")
    text = poppler("pdftotext", "-layout", tmp_path / "a.pdf", "-")
    assert "村居界" in text
    assert "公示牌" not in text
    assert "水域" not in text


def test_scale_bar_and_check_ruler_are_true_on_paper(district, tmp_path):
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait")
    path = tmp_path / "a.pdf"
    print_pdf([plan], district, path)
    box = plan.boxes.scale
    # The bar's frame is drawn with a line of 0.1 mm: ends lie in its middle.
    bar = widest_run(path, (box.x, box.y + 11.0, box.width, 2.5))
    wanted = scale_bar(plan.scale, box.width - 4.0).millimetres
    assert bar - 0.1 == pytest.approx(wanted, rel=0.002)
    ruler = plan.boxes.ruler
    rule = widest_run(path, (ruler.x - 5, ruler.y + 1, ruler.width + 10, 1.2))
    assert rule == pytest.approx(100.0, rel=0.002)


def widest_run(path: Path, mm: tuple[float, ...]) -> float:
    """Return the longest dark horizontal run in a rectangle, in millimetres."""
    dots = 1000 / 25.4
    left, top, width, height = (round(value * dots) for value in mm)
    crop = ("-x", left, "-y", top, "-W", width, "-H", height)
    stem = path.with_name("crop")
    poppler("pdftoppm", "-r", 1000, *crop, "-png", "-gray", "-singlefile", path, stem)
    image = QImage(str(stem) + ".png").convertToFormat(QImage.Format.Format_Grayscale8)
    lines = [bytes(image.constScanLine(y))[:width] for y in range(height)]
    runs = [re.findall(rb"[\x00-\x95]+", line) for line in lines]
    return max(len(run) for found in runs for run in found) / dots


def test_cancelling_leaves_the_old_file_and_no_draft(district, tmp_path):
    path = tmp_path / "图.pdf"
    path.write_bytes(b"old")
    calls = iter([False, True])
    plans = plan_book(district, [TOWN, DRY_TOWN], AS_OF, "A4")
    with pytest.raises(PrintCancelledError) as raised:
        print_pdf(plans, district, path, cancelled=lambda: next(calls))
    assert "取消" in raised.value.text.zh
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["图.pdf"]


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(district, tmp_path):
    plan = plan_sheet(district, DRY_TOWN, AS_OF, "A4")
    (tmp_path / "folder.pdf").mkdir()
    for path in (tmp_path / "missing" / "图.pdf", tmp_path / "folder.pdf"):
        with pytest.raises(OfficerError) as raised:
            print_pdf([plan], district, path)
        assert "没有丢失" in raised.value.text.zh
    assert names(tmp_path) == ["folder.pdf"]


def test_a_full_disk_is_told_and_the_old_file_stands(district, tmp_path):
    limits = pytest.importorskip("resource", reason="limits files on Unix only")
    plan = plan_sheet(district, TOWN, AS_OF, "A4")
    path = tmp_path / "图.pdf"
    path.write_bytes(b"old")
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (40_000, before[1]))
    try:
        with pytest.raises(OfficerError) as raised:
            print_pdf([plan], district, path)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
    assert "原有文件保持不变" in raised.value.text.zh
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["图.pdf"]


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_progress_counts_pages_and_ends_full(district, tmp_path):
    seen = []
    plans = plan_book(district, [TOWN, DRY_TOWN], AS_OF, "A4")
    pages = print_pdf(
        plans,
        district,
        tmp_path / "a.pdf",
        progress=lambda done, total, what: seen.append((done, total, what.zh)),
    )
    assert pages == 2
    assert [done for done, _, _ in seen] == [0, 1, 2]
    assert "青石镇" in seen[0][2]


def test_no_sheet_is_refused(district, tmp_path):
    with pytest.raises(OfficerError, match="no sheet"):
        print_pdf([], district, tmp_path / "a.pdf")


def test_a_printer_is_given_each_page_on_its_own_paper(district, tmp_path):
    device = QPdfWriter(str(tmp_path / "printer.pdf"))
    device.setResolution(300)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A5),
            QPageLayout.Orientation.Portrait,
            QMarginsF(10, 10, 10, 10),
        )
    )
    plans = [
        plan_sheet(district, DRY_TOWN, AS_OF, "A4-portrait"),
        plan_sheet(district, DRY_TOWN, AS_OF, "A3-landscape"),
    ]
    assert print_to(device, plans, district) == 2
    info = poppler("pdfinfo", "-l", 2, tmp_path / "printer.pdf")
    sizes = re.findall(r"size: +(\d+) x (\d+)", info)
    assert sizes == [("595", "842"), ("1191", "842")]


def test_a_printer_turns_a_page_and_changes_paper_by_a_new_job(district, tmp_path):
    support = pytest.importorskip("PySide6.QtPrintSupport")
    printer = support.QPrinter()
    printer.setOutputFormat(support.QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "job.pdf"))
    wishes = ("A3-portrait", "A4-portrait", "A4-landscape")
    plans = [plan_sheet(district, DRY_TOWN, AS_OF, wish) for wish in wishes]
    assert print_to(printer, plans, district) == 3
    # The second job wrote over the first: two upright pages, one of them turned.
    info = poppler("pdfinfo", "-l", 2, tmp_path / "job.pdf")
    assert re.findall(r"size: +(\d+) x (\d+)", info) == [("595", "842")] * 2


def test_an_english_sheet_speaks_english(district, tmp_path):
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait", language=Language.EN)
    print_pdf([plan], district, tmp_path / "a.pdf")
    text = poppler("pdftotext", "-layout", tmp_path / "a.pdf", "-")
    for words in ("River chiefs of", "District chief", "Legend", "Page 1 of 1"):
        assert words in text, words
    assert "图例" not in text


def test_a_picture_of_the_page_has_its_size(district):
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait")
    image = render_page(plan, district, dpi=50)
    assert (image.width(), image.height()) == (413, 585)


def test_the_area_is_bright_and_its_neighbours_are_faded(district):
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait")
    image, dots = render_page(plan, district, dpi=60), 60 / 25.4
    west, _, _, north = plan.extent
    frame = plan.boxes.frame

    def saturation(east: float, north_: float) -> int:
        x = frame.x + (east - west) * 1000 / plan.scale
        y = frame.y + (north - north_) * 1000 / plan.scale
        return image.pixelColor(round(x * dots), round(y * dots)).hslSaturation()

    inside = saturation(487_000, 4_474_300)
    outside = saturation(490_300, 4_473_500)
    assert inside > 0
    colour = {inside, outside}
    assert len(colour) == 2
    assert (
        image.pixelColor(round(frame.x * dots), image.height() // 2).lightness() < 200
    )


def test_a_sheet_is_drawn_in_the_themes_and_its_legend_says_so(district, tmp_path):
    theme = Theme("outfall", ThemeKind.SINGLE, classes=(ThemeClass("#0072B2", NAME),))
    plan = plan_sheet(district, TOWN, AS_OF, "A4-portrait")
    path = tmp_path / "专题.pdf"
    print_pdf([plan], district, path, themes=[theme])
    assert NAME.zh in poppler("pdftotext", path, "-")
    plain = render_page(plan, district, 60)
    assert render_page(plan, district, 60, themes=[theme]) != plain
