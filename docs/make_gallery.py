"""Make the sheets of docs/gallery.md: one of every recipe, from the sample.

Usage: .venv/bin/python docs/make_gallery.py [FOLDER]    (default docs/pictures/sheets)

Nothing here is drawn by hand: a store is imported from ``sample_data/``, each sheet is
the one ``gridwatch print --recipe`` makes, and its part of the page is written too.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING, NamedTuple

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

from gridwatch.cli import run
from gridwatch.mapbook.press import picture
from gridwatch.mapbook.recipefile import shipped_recipes
from gridwatch.mapbook.recipepages import SheetPainter, drawn_pages
from gridwatch.mapbook.recipeplan import Wish, plan_recipe
from gridwatch.resources import sample_folder
from gridwatch.store.opening import open_store

if TYPE_CHECKING:
    from gridwatch.district.district import District
    from gridwatch.mapbook.sheets import Sheet

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 1)
WIDE = 1000
COLOURS = 200


class Shown(NamedTuple):
    """Which sheet of a recipe is shown, and what there is to see on it."""

    recipe: str
    subject: str
    page: int
    words: str


SHOWN = (
    Shown("district", "", 0, "挂墙的区图：全区河段，右侧各镇街一览表。"),
    Shown("wall", "", 0, "一张图：两侧小表的编号与图上各镇名前的编号一致。"),
    Shown("town", "990101101000", 0, "镇图：本镇鲜明，邻镇淡出；下为河流责任表。"),
    Shown("village", "990101104204", 0, "村图：网格和河段；表格省下的高度给地图。"),
    Shown("cell", "990101200208003", 0, "网格图：责任人和网格内河段。"),
    Shown("rivers", "", 0, "按级别着色、按序号分段，经纬网，审图号待填。"),
    Shown("ownership", "990101101000", 0, "权属图：未登记的红色点线，一眼可见。"),
    Shown("chiefs", "990101101000", 0, "各村级河长一色，旁附责任表和电话。"),
    Shown("chiefs-district", "", 0, "全区河段按镇级河长着色。"),
    Shown("signboards", "990101101000", 0, "编号与附表一致，红圈为过期。"),
    Shown("outfalls", "990101106000", 0, "编号与附表一致，已销号的编号上画斜线。"),
    Shown(
        "strip",
        "云溪河",
        1,
        "第 2 页：图幅顺河转动，地名仍横写；黄色为本河，虚线框为前后页，附索引小图。",
    ),
    Shown(
        "field-boards",
        "990101101000",
        0,
        "打勾，凭右上角带校验的编码录回。",
    ),
    Shown("field-outfalls", "990101106000", 0, "排污口外业核查表。"),
    Shown("face", "", 0, "牌面校对页：按今天的河长排出，供校对签字。"),
)
_MARK = "<!-- sheets -->"
_HEAD = """
# 图件一览 / Sheets

每种版式一张，取自样例区（人名、地名均为虚构）。由 `docs/make_gallery.py` 生成，
与 `gridwatch print 工作库.gpkg --recipe 版式 --town 代码 -o 图.pdf` 打印的相同。
版式文件在 `resources/recipes/`，可用记事本修改。

One sheet of every recipe, made from the sample district by `docs/make_gallery.py`.
"""


def main() -> None:
    """Make all pictures and the page that shows them."""
    usual = ROOT / "docs" / "pictures" / "sheets"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else usual
    target.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication.instance() or QGuiApplication([])
    district = _district()
    painter = SheetPainter(district)
    recipes = {recipe.id: recipe for recipe in shipped_recipes()}
    missing = set(recipes) - {one.recipe for one in SHOWN}
    if missing:
        raise SystemExit(f"not shown: {sorted(missing)}")
    lines = [_HEAD]
    for one in SHOWN:
        recipe = recipes[one.recipe]
        wish = Wish(DAY, made_on=DAY)
        sheet = plan_recipe(recipe, district, one.subject, wish)
        image = _small(sheet, one.page, district, painter)
        _save(image, target / f"{one.recipe}.png")
        print(f"{one.recipe}: {len(sheet.pages)} pages, 1:{sheet.scale}")
        lines.append(
            f"\n## {recipe.name.zh}　{recipe.name.en}\n\n`--recipe {recipe.id}`　"
            f"{one.words}\n\n![{recipe.name.zh}](pictures/sheets/{one.recipe}.png)\n"
        )
    if target == usual:
        page = ROOT / "docs" / "gallery.md"
        windows, mark, _ = page.read_text(encoding="utf-8").partition(_MARK)
        page.write_text(windows + mark + "".join(lines), encoding="utf-8")
    del app


def _district() -> District:
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "云溪区.gpkg"
        office = ["--office", "云溪区河长制办公室（样例）"]
        run(["import", str(sample_folder()), str(store), *office])
        with open_store(store, read_only=True) as opened:
            return opened.district()


def _small(
    sheet: Sheet, page: int, district: District, painter: SheetPainter
) -> QImage:
    """Return a page drawn large and made small."""
    drawn = drawn_pages([sheet], district, painter)[page]
    dpi = 2 * WIDE / (drawn.width / 25.4)
    image = picture(drawn, min(dpi, 200.0))
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaledToWidth(WIDE, smooth)


def _save(image: QImage, path: Path) -> None:
    """Write a picture with few colours: the repository carries it."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    size = plain.width(), plain.height()
    data = bytes(plain.constBits())
    whole = Image.frombuffer("RGB", size, data, "raw", "RGB", plain.bytesPerLine(), 1)
    whole.quantize(COLOURS, kmeans=COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
