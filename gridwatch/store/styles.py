"""Styles that QGIS loads with the store: the colours of the map in QGIS's own form.

QML of QGIS 3.22, as plain as it can be: categories over symbols. Colours and widths
come from ``resources/symbols/symbols.toml``, the same file the map is drawn from.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from gridwatch.district.district import MAPPED
from gridwatch.district.wording import FIELDS, Kind
from gridwatch.resources import resource

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

__all__ = ["qml_of_tables", "write_styles"]

_MM_PER_PX = 25.4 / 96
_SHAPES = {"square": "square", "diamond": "diamond", "triangle": "triangle"}


@dataclass(frozen=True)
class _Layer:
    """One symbol layer: QGIS's class, its properties, expressions, drawing pass."""

    name: str
    properties: Mapping[str, str]
    expressions: tuple[tuple[str, str], ...] = ()
    level: int = 0


@dataclass(frozen=True)
class _Class:
    """One category: value of the attribute ("" is every other), label, symbol."""

    value: str
    label: str
    form: str
    layers: tuple[_Layer, ...]


@dataclass(frozen=True)
class _Names:
    """Lettering by the field ``name``, down to a scale."""

    colour: str
    size: float
    italic: bool
    scale: float
    on_line: bool = False


class _Palette:
    """The symbols file; what it lacks comes out in a plain grey."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def of(self, group: str, name: str) -> Mapping[str, Any]:
        found = self._data.get(group, {}).get(name, {})
        return found if isinstance(found, dict) else {}

    def words(self, group: str) -> dict[str, str]:
        return {str(k): str(v) for k, v in self._data.get(group, {}).items()}

    def tints(self) -> list[str]:
        found = self._data.get("tints", {}).get("colours", [])
        return [_rgba(str(colour)) for colour in found] or ["240,240,240,255"]

    def line(self, name: str, level: int = 0, seasonal: str = "") -> tuple[_Layer, ...]:
        return (_line(self.of("line", name), level, seasonal),)

    def fill(self, name: str) -> tuple[_Layer, ...]:
        data = self.of("fill", name)
        layers = []
        if data.get("fill"):
            layers.append(_fill(_rgba(data["fill"])))
        if "outline" in data:
            layers.append(_line(data["outline"]))
        return tuple(layers)

    def point(self, name: str) -> tuple[_Layer, ...]:
        data = self.of("point", name)
        properties = {
            "name": _SHAPES.get(str(data.get("shape")), "circle"),
            "color": _rgba(str(data.get("fill", "#808080"))),
            "outline_color": _rgba(str(data.get("outline", "#FFFFFF"))),
            "outline_width": _mm(data.get("outline_width", 1.0)),
            "outline_width_unit": "MM",
            "size": _mm(data.get("size", 8.0)),
            "size_unit": "MM",
        }
        return (_Layer("SimpleMarker", properties),)


def _rgba(colour: str) -> str:
    """Return ``r,g,b,a`` for ``#RRGGBB`` or ``#AARRGGBB``."""
    digits = colour.lstrip("#").rjust(8, "f")
    alpha, red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4, 6))
    return f"{red},{green},{blue},{alpha}"


def _mm(pixels: float) -> str:
    return f"{float(pixels) * _MM_PER_PX:.3f}"


def _line(data: Mapping[str, Any], level: int = 0, seasonal: str = "") -> _Layer:
    dash = data.get("dash", [])
    properties = {
        "line_color": _rgba(str(data.get("colour", "#808080"))),
        "line_width": _mm(data.get("width", 0.7)),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "round" if data.get("cap") == "round" else "flat",
        "joinstyle": "round",
        "use_custom_dash": "1" if dash else "0",
        "customdash": ";".join(_mm(part) for part in dash) or "5;2",
        "customdash_unit": "MM",
    }
    expressions = (("lineStyle", seasonal),) if seasonal else ()
    return _Layer("SimpleLine", properties, expressions, level)


def _fill(colour: str, expression: str = "") -> _Layer:
    properties = {"color": colour, "style": "solid", "outline_style": "no"}
    return _Layer(
        "SimpleFill", properties, (("fillColor", expression),) if expression else ()
    )


# --- what each table looks like -------------------------------------------------

_RANK = (
    "CASE WHEN \"levels\" LIKE '%municipal%' THEN 'municipal'"
    " WHEN \"levels\" LIKE '%district%' THEN 'district'"
    " WHEN \"levels\" LIKE '%town%' THEN 'town' ELSE 'village' END"
)
_DONE = "已销号"
_OUTFALL = f"if(\"rectification\" = '{_DONE}', '{_DONE}', \"category\")"
_SEASONAL = "if(\"regime\" = 'seasonal', 'dash', 'solid')"


def qml_of_tables(symbols: Mapping[str, Any]) -> dict[str, str]:
    """Return the QML of each feature table.

    Parameters
    ----------
    symbols : mapping
        Content of ``symbols.toml``.
    """
    p = _Palette(symbols)
    classes: dict[str, tuple[str, list[_Class]]] = {
        "jurisdiction": ("level", _areas(p)),
        "river": (_RANK, _rivers(p)),
        "segment": ("", [_Class("", "河段", "line", p.line("river_village"))]),
        "water_body": (
            "part",
            [
                _Class("water", "水域", "fill", p.fill("water")),
                _Class("shore", "陆域", "fill", p.fill("shore")),
            ],
        ),
        "cell": ("", [_Class("", "网格", "fill", p.fill("cell"))]),
        "signboard": ("condition", _signboards(p)),
        "outfall": (_OUTFALL, _outfalls(p)),
    }
    names = {
        "jurisdiction": _Names(_text(p, "town"), 9, False, 300_000),
        "river": _Names(_text(p, "river"), 9, True, 300_000, on_line=True),
        "water_body": _Names(_text(p, "water_body"), 10, True, 600_000),
    }
    return {
        table: _qml(_renderer(attribute, found), names.get(table), table)
        for table, (attribute, found) in classes.items()
    }


def _text(palette: _Palette, name: str) -> str:
    return _rgba(str(palette.of("text", name).get("colour", "#404040")))


def _areas(p: _Palette) -> list[_Class]:
    # Neighbouring villages mostly have neighbouring serials, hence unlike tints.
    tints = p.tints()
    serial = f'coalesce(to_int(right("code", 3)), 0) % {len(tints)}'
    listed = ", ".join(f"'{tint}'" for tint in tints)
    tint = _fill(tints[0], f"array_get(array({listed}), {serial})")
    return [
        _Class("district", "区", "fill", p.line("district", 3)),
        _Class("town", "镇街", "fill", p.line("town", 2)),
        _Class("village", "村居", "fill", (tint, *p.line("village", 1))),
        _Class("city", "市", "fill", p.line("district", 3)),
    ]


def _rivers(p: _Palette) -> list[_Class]:
    ranks = {"municipal": "市级", "district": "区级", "town": "镇级", "village": "村级"}
    return [
        _Class(rank, label, "line", p.line(f"river_{rank}", 3 - place, _SEASONAL))
        for place, (rank, label) in enumerate(ranks.items())
    ]


def _outfalls(p: _Palette) -> list[_Class]:
    found = [_Class(_DONE, _DONE, "marker", p.point("outfall_rectified"))]
    for word, name in p.words("outfall_classes").items():
        found.append(_Class(word, word, "marker", p.point(name)))
    return [*found, _Class("", "其他", "marker", p.point("outfall_other"))]


def _signboards(p: _Palette) -> list[_Class]:
    looks = {
        "完好": "signboard_current",
        "信息更新不及时": "signboard_stale",
        "未设置或缺失": "signboard_missing",
    }
    found = [_Class(v, v, "marker", p.point(look)) for v, look in looks.items()]
    return [*found, _Class("", "其他", "marker", p.point("signboard_due"))]


# --- QML ------------------------------------------------------------------------


def _renderer(attribute: str, classes: Sequence[_Class]) -> str:
    symbols = "".join(_symbol(str(i), item) for i, item in enumerate(classes))
    levels = int(any(layer.level for item in classes for layer in item.layers))
    rest = f'forceraster="0" symbollevels="{levels}" enableorderby="0"'
    if not attribute:
        return (
            f'<renderer-v2 type="singleSymbol" {rest}>'
            f"<symbols>{symbols}</symbols></renderer-v2>"
        )
    listed = "".join(
        f'<category symbol="{i}" value={quoteattr(item.value)} type="string"'
        f' label={quoteattr(item.label)} render="true"/>'
        for i, item in enumerate(classes)
    )
    return (
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(attribute)} {rest}>'
        f"<categories>{listed}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _qml(renderer: str, names: _Names | None, table: str) -> str:
    """Return a style: renderer (none for a plain table), names, column headings."""
    aliases = "".join(
        f'<alias field="{field.key}" index="{place}" name={quoteattr(field.name.zh)}/>'
        # fid and uid stand before the fields.
        for place, field in enumerate(FIELDS[Kind(table)], start=2)
    )
    letters = _labeling(names) if names else ""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields"'
        f' labelsEnabled="{int(bool(names))}">'
        f"{renderer}{letters}<aliases>{aliases}</aliases></qgis>\n"
    )


def _symbol(name: str, item: _Class) -> str:
    layers = "".join(map(_symbol_layer, item.layers))
    return (
        f'<symbol type="{item.form}" name="{name}" alpha="1" clip_to_extent="1"'
        f' force_rhr="0">{layers}</symbol>'
    )


def _symbol_layer(layer: _Layer) -> str:
    properties = "".join(
        f'<prop k="{key}" v={quoteattr(value)}/>'
        for key, value in layer.properties.items()
    )
    return (
        f'<layer class="{layer.name}" enabled="1" locked="0" pass="{layer.level}">'
        f"{properties}{_expressions(layer.expressions)}</layer>"
    )


def _expressions(expressions: Sequence[tuple[str, str]]) -> str:
    if not expressions:
        return ""
    listed = "".join(
        f'<Option type="Map" name="{name}">'
        '<Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="expression" value={quoteattr(text)}/>'
        '<Option type="int" name="type" value="3"/></Option>'
        for name, text in expressions
    )
    return (
        '<data_defined_properties><Option type="Map">'
        '<Option type="QString" name="name" value=""/>'
        f'<Option type="Map" name="properties">{listed}</Option>'
        '<Option type="QString" name="type" value="collection"/>'
        "</Option></data_defined_properties>"
    )


def _labeling(names: _Names) -> str:
    # QGIS's numbers: curved (3) above a line, its flags; horizontal (4) in an area.
    placement = (
        'placement="3" placementFlags="10"' if names.on_line else 'placement="4"'
    )
    return (
        '<labeling type="simple"><settings calloutType="simple">'
        f'<text-style fieldName="name" fontSize="{names.size}" fontSizeUnit="Point"'
        f' textColor="{names.colour}" textOpacity="1" fontItalic="{int(names.italic)}"'
        ' isExpression="0"><text-buffer bufferDraw="1" bufferSize="0.8"'
        ' bufferSizeUnits="MM" bufferColor="251,250,245,255" bufferOpacity="0.85"/>'
        f'</text-style><placement {placement} priority="5" dist="0.5" distUnits="MM"/>'
        '<rendering drawLabels="1" scaleVisibility="1" scaleMin="0"'
        f' scaleMax="{names.scale:.0f}"/>'
        "</settings></labeling>"
    )


def write_styles(connection: sqlite3.Connection) -> None:
    """Write the default style of each table of a new store."""
    path = resource("symbols", "symbols.toml")
    symbols = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    plain = {kind.value: _qml("", None, kind.value) for kind in Kind}
    styles = plain | qml_of_tables(symbols)
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
        " owner, ui) VALUES ('', '', ?, ?, 'gridwatch', ?, '', 1, 'gridwatch',"
        " '', '')",
        [
            (kind.value, "geom" if kind in MAPPED else "", styles[kind.value])
            for kind in Kind
        ],
    )
