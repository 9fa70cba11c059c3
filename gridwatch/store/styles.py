"""Styles that QGIS loads with the store: the colours of the map in QGIS's own form.

QML of QGIS 3.22, as plain as it can be: categories, ranges or rules over symbols.
Colours and widths come from ``resources/symbols/symbols.toml``, the same file the map
is drawn from, and from the themes the officer chose, described as plain data.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gridwatch.district.rows import MAPPED
from gridwatch.district.wording import Kind
from gridwatch.resources import resource
from gridwatch.store.qml import (
    BLANK,
    ELSE,
    Names,
    StyleClass,
    StyleLayer,
    categorized,
    graduated,
    ruled,
    whole_style,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

__all__ = ["qml_of_tables", "update_styles", "write_styles"]

_MM_PER_PX = 25.4 / 96
_SHAPES = {"square": "square", "diamond": "diamond", "triangle": "triangle"}
_OURS = "gridwatch"
_QGIS_FORMS = {"point": "marker", "line": "line", "area": "fill"}
_HATCHES = {45.0: "b_diagonal", 135.0: "f_diagonal"}


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

    def line(
        self, name: str, level: int = 0, seasonal: str = ""
    ) -> tuple[StyleLayer, ...]:
        return (_line(self.of("line", name), level, seasonal),)

    def fill(self, name: str) -> tuple[StyleLayer, ...]:
        data = self.of("fill", name)
        layers = []
        if data.get("fill"):
            layers.append(_fill(_rgba(data["fill"])))
        if "outline" in data:
            layers.append(_line(data["outline"]))
        return tuple(layers)

    def point(self, name: str) -> tuple[StyleLayer, ...]:
        return (_marker(self.of("point", name)),)


def _rgba(colour: str) -> str:
    """Return ``r,g,b,a`` for ``#RRGGBB`` or ``#AARRGGBB``."""
    digits = colour.lstrip("#").rjust(8, "f")
    alpha, red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4, 6))
    return f"{red},{green},{blue},{alpha}"


def _mm(pixels: float) -> str:
    return f"{float(pixels) * _MM_PER_PX:.3f}"


def _line(data: Mapping[str, Any], level: int = 0, seasonal: str = "") -> StyleLayer:
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
    return StyleLayer("SimpleLine", properties, expressions, level)


def _marker(data: Mapping[str, Any]) -> StyleLayer:
    properties = {
        "name": _SHAPES.get(str(data.get("shape")), "circle"),
        "color": _rgba(str(data.get("fill", "#808080"))),
        "outline_color": _rgba(str(data.get("outline", "#FFFFFF"))),
        "outline_width": _mm(data.get("outline_width", 1.0)),
        "outline_width_unit": "MM",
        "size": _mm(data.get("size", 8.0)),
        "size_unit": "MM",
    }
    return StyleLayer("SimpleMarker", properties)


def _fill(colour: str, expression: str = "", style: str = "solid") -> StyleLayer:
    properties = {"color": colour, "style": style, "outline_style": "no"}
    return StyleLayer(
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


def qml_of_tables(
    symbols: Mapping[str, Any], themes: Sequence[Mapping[str, Any]] = ()
) -> dict[str, str]:
    """Return the QML of each feature table.

    Parameters
    ----------
    symbols : mapping
        Content of ``symbols.toml``.
    themes : sequence of mapping
        Themes as `gridwatch.cartography.qgisstyles` describes them; the other tables
        keep their standard.
    """
    p = _Palette(symbols)
    classes = _standard(p)
    renderers = {table: categorized(*found) for table, found in classes.items()}
    for table in {str(theme["table"]) for theme in themes}:
        mine = [theme for theme in themes if theme["table"] == table]
        renderers[table] = _themed(mine, classes[table][1])
    names = {
        "jurisdiction": Names(_text(p, "town"), 9, False, 300_000),
        "river": Names(_text(p, "river"), 9, True, 300_000, on_line=True),
        "water_body": Names(_text(p, "water_body"), 10, True, 600_000),
    }
    return {
        table: whole_style(renderer, names.get(table), table)
        for table, renderer in renderers.items()
    }


def _standard(p: _Palette) -> dict[str, tuple[str, list[StyleClass]]]:
    return {
        "jurisdiction": ("level", _areas(p)),
        "river": (_RANK, _rivers(p)),
        "segment": ("", [StyleClass("", "河段", "line", p.line("river_village"))]),
        "water_body": (
            "part",
            [
                StyleClass("water", "水域", "fill", p.fill("water")),
                StyleClass("shore", "陆域", "fill", p.fill("shore")),
            ],
        ),
        "cell": ("", [StyleClass("", "网格", "fill", p.fill("cell"))]),
        "signboard": ("condition", _signboards(p)),
        "outfall": (_OUTFALL, _outfalls(p)),
    }


def _text(palette: _Palette, name: str) -> str:
    return _rgba(str(palette.of("text", name).get("colour", "#404040")))


def _areas(p: _Palette) -> list[StyleClass]:
    # Neighbouring villages mostly have neighbouring serials, hence unlike tints.
    tints = p.tints()
    serial = f'coalesce(to_int(right("code", 3)), 0) % {len(tints)}'
    listed = ", ".join(f"'{tint}'" for tint in tints)
    tint = _fill(tints[0], f"array_get(array({listed}), {serial})")
    return [
        StyleClass("district", "区", "fill", p.line("district", 3)),
        StyleClass("town", "镇街", "fill", p.line("town", 2)),
        StyleClass("village", "村居", "fill", (tint, *p.line("village", 1))),
        StyleClass("city", "市", "fill", p.line("district", 3)),
    ]


def _rivers(p: _Palette) -> list[StyleClass]:
    ranks = {"municipal": "市级", "district": "区级", "town": "镇级", "village": "村级"}
    return [
        StyleClass(rank, label, "line", p.line(f"river_{rank}", 3 - place, _SEASONAL))
        for place, (rank, label) in enumerate(ranks.items())
    ]


def _outfalls(p: _Palette) -> list[StyleClass]:
    found = [StyleClass(_DONE, _DONE, "marker", p.point("outfall_rectified"))]
    for word, name in p.words("outfall_classes").items():
        found.append(StyleClass(word, word, "marker", p.point(name)))
    return [*found, StyleClass("", "其他", "marker", p.point("outfall_other"))]


def _signboards(p: _Palette) -> list[StyleClass]:
    looks = {
        "完好": "signboard_current",
        "信息更新不及时": "signboard_stale",
        "未设置或缺失": "signboard_missing",
    }
    found = [StyleClass(v, v, "marker", p.point(look)) for v, look in looks.items()]
    return [*found, StyleClass("", "其他", "marker", p.point("signboard_due"))]


# --- themes ---------------------------------------------------------------------


def _themed(themes: Sequence[Mapping[str, Any]], standard: Sequence[StyleClass]) -> str:
    """Return the renderer of a table with the themes of its layers."""
    if any(theme["restriction"] for theme in themes):
        return _of_several(themes, standard)
    (theme,) = themes
    classes = [_class_of(entry) for entry in theme["classes"]]
    attribute = str(theme["attribute"])
    if theme["renderer"] == "category":
        if any(item.value == BLANK for item in classes):
            attribute = f"coalesce(nullif({attribute}, ''), '{BLANK}')"
        return categorized(attribute, classes)
    if theme["renderer"] == "graduated":
        return graduated(attribute, [c for c in classes if c.filter != ELSE])
    if theme["renderer"] == "rule":
        return ruled([("", "", classes)])
    return categorized("", classes)


def _of_several(
    themes: Sequence[Mapping[str, Any]], standard: Sequence[StyleClass]
) -> str:
    """Return rules: a group for each layer of the table, themed or by the standard."""
    by_layer = {str(theme["layer"]): theme for theme in themes}
    groups = []
    for item in standard:
        theme = by_layer.get(item.value)
        if theme is None:
            asked = f"\"level\" = '{item.value}'"
            groups.append((asked, item.label, [replace(item, filter=ELSE)]))
        else:
            classes = [_class_of(entry) for entry in theme["classes"]]
            groups.append((str(theme["restriction"]), item.label, classes))
    if "district" in by_layer:
        groups = [group for group in groups if group[1] != "市"]
    return ruled(groups)


def _class_of(entry: Mapping[str, Any]) -> StyleClass:
    return StyleClass(
        str(entry.get("value", "")),
        str(entry["label"]),
        _QGIS_FORMS[entry["form"]],
        _symbol_layers(str(entry["form"]), entry["symbol"]),
        float(entry.get("lower", 0.0)),
        float(entry.get("upper", 0.0)),
        str(entry.get("filter", "")),
    )


def _symbol_layers(form: str, data: Mapping[str, Any]) -> tuple[StyleLayer, ...]:
    if form == "point":
        mark = data.get("mark")
        spot = {
            "shape": "circle" if mark == "dot" else "square",
            "fill": data.get("mark_colour", "#FFFFFF"),
            "size": float(data["size"]) * 0.35,
            "outline_width": 0.0,
        }
        return (_marker(data), *((_marker(spot),) if mark else ()))
    if form == "line":
        return _cased(data)
    outline = data.get("outline")
    hatch = data.get("hatch")
    layers = [_fill(_rgba(data["fill"]))] if data.get("fill") else []
    if hatch:
        style = _HATCHES.get(float(hatch["angle"]), "b_diagonal")
        layers.append(_fill(_rgba(hatch["colour"]), style=style))
    return (*layers, *(_cased(outline) if outline else ()))


def _cased(data: Mapping[str, Any]) -> tuple[StyleLayer, ...]:
    if not data.get("casing"):
        return (_line(data),)
    under = {
        "colour": data["casing"],
        "width": data.get("casing_width", 0.0),
        "dash": data.get("casing_dash", ()),
        "cap": data.get("cap"),
    }
    return _line(under), _line(data)


def write_styles(connection: sqlite3.Connection) -> None:
    """Write the default style of each table of a new store."""
    plain = {kind.value: whole_style("", None, kind.value) for kind in Kind}
    styles = plain | qml_of_tables(_symbol_file())
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
        " owner, ui) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', '')",
        [
            (
                kind.value,
                "geom" if kind in MAPPED else "",
                _OURS,
                styles[kind.value],
                _OURS,
            )
            for kind in Kind
        ],
    )


def _symbol_file() -> Mapping[str, Any]:
    path = resource("symbols", "symbols.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def update_styles(
    connection: sqlite3.Connection, themes: Sequence[Mapping[str, Any]]
) -> None:
    """Write the styles anew after a change of themes.

    A style that somebody saved in QGIS, be it under our name, stays as it is: QGIS
    puts another description to it.
    """
    styles = qml_of_tables(_symbol_file(), themes)
    connection.executemany(
        "UPDATE layer_styles SET styleQML = ?,"
        " update_time = strftime('%Y-%m-%dT%H:%M:%fZ','now')"
        " WHERE f_table_name = ? AND styleName = ? AND description = ?"
        " AND styleQML IS NOT ?",
        [(qml, table, _OURS, _OURS, qml) for table, qml in styles.items()],
    )
