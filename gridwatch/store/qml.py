"""QML, the form in which QGIS 3.22 keeps a style, as plain as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from gridwatch.district.wording import FIELDS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "BLANK",
    "ELSE",
    "Names",
    "StyleClass",
    "StyleLayer",
    "categorized",
    "graduated",
    "ruled",
    "whole_style",
]

BLANK = "未填写"
"""What stands for an empty value, which QGIS would take for every other one."""
ELSE = "ELSE"


@dataclass(frozen=True)
class StyleLayer:
    """One symbol layer: QGIS's class, its properties, expressions, drawing pass."""

    name: str
    properties: Mapping[str, str]
    expressions: tuple[tuple[str, str], ...] = ()
    level: int = 0


@dataclass(frozen=True)
class StyleClass:
    """One class: value of the attribute ("" is every other), label, symbol.

    Of a range `lower` and `upper`, of a rule `filter` stand instead of the value.
    """

    value: str
    label: str
    form: str
    layers: tuple[StyleLayer, ...]
    lower: float = 0.0
    upper: float = 0.0
    filter: str = ""


@dataclass(frozen=True)
class Names:
    """Lettering by the field ``name``, down to a scale."""

    colour: str
    size: float
    italic: bool
    scale: float
    on_line: bool = False


def _quoted(value: str) -> str:
    """Return a text as an attribute; ``xml.sax`` would bring urllib and ssl along."""
    plain = escape(value).replace("\t", "&#9;").replace("\n", "&#10;")
    return f'"{plain.replace(chr(13), "&#13;")}"'


def _rest(classes: Sequence[StyleClass]) -> str:
    levels = int(any(layer.level for item in classes for layer in item.layers))
    return f'forceraster="0" symbollevels="{levels}" enableorderby="0"'


def _symbols(classes: Sequence[StyleClass]) -> str:
    symbols = "".join(_symbol(str(i), item) for i, item in enumerate(classes))
    return f"<symbols>{symbols}</symbols>"


def graduated(attribute: str, classes: Sequence[StyleClass]) -> str:
    """Return ranges of an expression."""
    listed = "".join(
        f'<range symbol="{i}" lower="{item.lower:.15g}" upper="{item.upper:.15g}"'
        f' label={_quoted(item.label)} render="true"/>'
        for i, item in enumerate(classes)
    )
    return (
        f'<renderer-v2 type="graduatedSymbol" attr={_quoted(attribute)}'
        f' graduatedMethod="GraduatedColor" {_rest(classes)}>'
        f"<ranges>{listed}</ranges>{_symbols(classes)}</renderer-v2>"
    )


def ruled(groups: Sequence[tuple[str, str, Sequence[StyleClass]]]) -> str:
    """Return rules; a group is an expression, a label, and the classes inside."""
    every = [item for _, _, classes in groups for item in classes]
    listed, number = "", 0
    for asked, label, classes in groups:
        inner = ""
        for item in classes:
            inner += (
                f'<rule key="{{{number}}}" symbol="{number}"'
                f" filter={_quoted(item.filter)} label={_quoted(item.label)}/>"
            )
            number += 1
        listed += (
            f'<rule key="{{g{number}}}" filter={_quoted(asked)}'
            f" label={_quoted(label)}>{inner}</rule>"
            if asked
            else inner
        )
    return (
        f'<renderer-v2 type="RuleRenderer" {_rest(every)}>'
        f'<rules key="{{root}}">{listed}</rules>{_symbols(every)}</renderer-v2>'
    )


def categorized(attribute: str, classes: Sequence[StyleClass]) -> str:
    """Return categories of an expression; without one the only class for all."""
    rest, symbols = _rest(classes), _symbols(classes)
    if not attribute:
        return f'<renderer-v2 type="singleSymbol" {rest}>{symbols}</renderer-v2>'
    listed = "".join(
        f'<category symbol="{i}" value={_quoted(item.value)} type="string"'
        f' label={_quoted(item.label)} render="true"/>'
        for i, item in enumerate(classes)
    )
    return (
        f'<renderer-v2 type="categorizedSymbol" attr={_quoted(attribute)} {rest}>'
        f"<categories>{listed}</categories>{symbols}</renderer-v2>"
    )


def whole_style(renderer: str, names: Names | None, table: str) -> str:
    """Return a style: renderer (none for a plain table), names, column headings."""
    aliases = "".join(
        f'<alias field="{field.key}" index="{place}" name={_quoted(field.name.zh)}/>'
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


def _symbol(name: str, item: StyleClass) -> str:
    layers = "".join(map(_symbol_layer, item.layers))
    return (
        f'<symbol type="{item.form}" name="{name}" alpha="1" clip_to_extent="1"'
        f' force_rhr="0">{layers}</symbol>'
    )


def _symbol_layer(layer: StyleLayer) -> str:
    properties = "".join(
        f'<prop k="{key}" v={_quoted(value)}/>'
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
        f'<Option type="QString" name="expression" value={_quoted(text)}/>'
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


def _labeling(names: Names) -> str:
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
