"""Make a town's sheet in QGIS as a careful user would, for a comparison by eye.

Run by the system's Python: ``qgis_sheet_peer.py SET.gpkg TOWN OUT.png``, where SET is a
generated set (`benchmarks.made_stores`) and TOWN the number of one of its towns. A3
across: map with the other towns faded, labels with halo, kilometre grid, legend of what
is on the map, scale bar, north arrow, and the town's segments as a table.
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsInvertedPolygonRenderer,
    QgsLayoutExporter,
    QgsLayoutFrame,
    QgsLayoutItemAttributeTable,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

FONT = "Noto Sans CJK SC"
DPI = 110
MAP = (15.0, 24.0, 300.0, 258.0)
SIGNS = ("完好", "信息更新不及时", "未设置或缺失")
OUTFALLS = ("工业", "城镇污水处理厂", "农业", "其他", "未分类")
COLOURS = ("#2E9E6B", "#C62828", "#E08A1E", "#6A4FA3", "#8D6E2F", "#607D8B")


def labels(layer, field, size, colour, *, placement, weight=50):
    """Write names with a white halo."""
    text = QgsTextFormat()
    font = QFont(FONT)
    font.setWeight(weight)
    text.setFont(font)
    text.setSize(size)
    text.setColor(QColor(colour))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.6)
    halo.setColor(QColor("white"))
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName = field
    settings.enabled = True
    settings.placement = placement
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def classed(layer, field, names, made):
    """Draw points in a colour for each value, in the order of their names."""
    values = sorted({str(f[field]) for f in layer.getFeatures()})
    rows = [
        QgsRendererCategory(value, made(COLOURS[i % len(COLOURS)]), names[i])
        for i, value in enumerate(values)
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer(field, rows))


def fill(colour, outline, width, style="solid"):
    """Return the symbol of an area."""
    return QgsFillSymbol.createSimple(
        {
            "color": colour,
            "outline_color": outline,
            "outline_width": str(width),
            "outline_style": style,
        }
    )


def layers_of(source, town):
    """Open and style the layers, the topmost first."""

    def opened(table, name):
        layer = QgsVectorLayer(f"{source}|layername={table}", name, "ogr")
        assert layer.isValid(), table
        QgsProject.instance().addMapLayer(layer)
        return layer

    place = QgsPalLayerSettings
    towns, villages = opened("towns", "镇街界"), opened("villages", "村居界")
    towns.setRenderer(QgsSingleSymbolRenderer(fill("0,0,0,0", "#8A4B2A", 0.7, "dash")))
    labels(towns, "name", 16, "#5A2F1A", placement=place.Horizontal, weight=75)
    villages.setRenderer(
        QgsSingleSymbolRenderer(fill("#EAF1DF", "#9A9A9A", 0.25, "dash"))
    )
    labels(villages, "name", 8, "#6B5A4E", placement=place.Horizontal)
    segments = opened("segments", "河段")
    line = QgsLineSymbol.createSimple({"color": "#2F7FC0", "width": "0.6"})
    segments.setRenderer(QgsSingleSymbolRenderer(line))
    labels(segments, "river", 7, "#1F5F99", placement=place.Curved)
    signs, outfalls = opened("signs", "公示牌"), opened("outfalls", "排污口")
    for layer, field, names, shape in (
        (signs, "state", SIGNS, "square"),
        (outfalls, "kind", OUTFALLS, "triangle"),
    ):
        classed(
            layer,
            field,
            names,
            lambda colour, shape=shape: QgsMarkerSymbol.createSimple(
                {"name": shape, "color": colour, "size": "2.4"}
            ),
        )
    faded = opened("towns", "其他镇街")
    faded.setSubsetString(f'"code" = {int(town)}')
    veil = QgsSingleSymbolRenderer(fill("255,255,255,165", "#8A2E12", 0.9))
    faded.setRenderer(QgsInvertedPolygonRenderer(veil))
    return [signs, outfalls, faded, towns, segments, villages], faded, segments


def add(layout, item, left, top, wide=0.0, tall=0.0):
    """Put an item on the page, millimetres."""
    item.attemptMove(QgsLayoutPoint(left, top))
    if wide:
        item.attemptResize(QgsLayoutSize(wide, tall))
    layout.addLayoutItem(item)


def words(layout, text, size, place):
    """Write a line."""
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    label.setFont(QFont(FONT, size))
    label.setHAlign(Qt.AlignHCenter)
    add(layout, label, *place)


def around(box, ratio):
    """Return a box of a shape around another one."""
    wide = max(box.width(), box.height() * ratio)
    middle = box.center()
    half = wide / 2, wide / ratio / 2
    return QgsRectangle(
        middle.x() - half[0],
        middle.y() - half[1],
        middle.x() + half[0],
        middle.y() + half[1],
    )


def put_map(layout, layers, feature, crs):
    """Put the map with its grid."""
    box = feature.geometry().boundingBox()
    box.scale(1.08)
    shown = QgsLayoutItemMap(layout)
    add(layout, shown, *MAP)
    shown.setLayers(layers)
    shown.setCrs(crs)
    shown.setExtent(around(box, MAP[2] / MAP[3]))
    shown.setScale(-(-shown.scale() // 5000) * 5000)
    shown.setFrameEnabled(True)
    grid = QgsLayoutItemMapGrid("km", shown)
    grid.setIntervalX(1000)
    grid.setIntervalY(1000)
    grid.setAnnotationEnabled(True)
    grid.setAnnotationPrecision(0)
    grid.setLineSymbol(QgsLineSymbol.createSimple({"color": "#B0B0B0", "width": "0.1"}))
    shown.grids().addGrid(grid)
    return shown


def put_margin(layout, shown):
    """Put legend, scale and north arrow."""
    legend = QgsLayoutItemLegend(layout)
    legend.setTitle("图例")
    legend.setLinkedMap(shown)
    legend.setLegendFilterByMapEnabled(True)
    add(layout, legend, 322, 24)
    scale = QgsLayoutItemScaleBar(layout)
    scale.setStyle("Single Box")
    scale.setLinkedMap(shown)
    scale.applyDefaultSize()
    add(layout, scale, 322, 262)
    words(layout, f"1:{round(shown.scale()):,}", 12, (322, 252, 60, 8))
    north = QgsLayoutItemPicture(layout)
    north.setPicturePath(":/images/north_arrows/layout_default_north_arrow.svg")
    add(layout, north, 388, 254, 16, 22)


def put_table(layout, shown, segments):
    """Put the segments that show as a table."""
    table = QgsLayoutItemAttributeTable.create(layout)
    layout.addMultiFrame(table)
    table.setVectorLayer(segments)
    table.setMap(shown)
    table.setDisplayOnlyVisibleFeatures(True)
    table.setMaximumNumberOfFeatures(18)
    table.setDisplayedFields(["river", "level", "quality", "person", "length_m"])
    table.recalculateTableSize()
    frame = QgsLayoutFrame(layout, table)
    frame.attemptMove(QgsLayoutPoint(322, 130))
    frame.attemptResize(QgsLayoutSize(85, 115))
    table.addFrame(frame)


def main():
    """Make the sheet."""
    source, town, target = sys.argv[1:4]
    app = QgsApplication([], False)
    app.initQgis()
    layers, chosen, segments = layers_of(source, town)
    feature = next(chosen.getFeatures())
    QgsProject.instance().setCrs(chosen.crs())
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    page = layout.pageCollection().pages()[0]
    page.setPageSize("A3", QgsLayoutItemPage.Landscape)
    shown = put_map(layout, layers, feature, chosen.crs())
    words(layout, f"{feature['name']}河长制责任图", 22, (15, 8, 390, 14))
    put_margin(layout, shown)
    put_table(layout, shown, segments)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DPI
    done = QgsLayoutExporter(layout).exportToImage(target, settings)
    print(f"1:{shown.scale():.0f}", int(done))
    app.exitQgis()


if __name__ == "__main__":
    main()
