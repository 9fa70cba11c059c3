"""Themes described for QGIS, as plain data: the store writes them as QGIS's own styles.

A description holds ``table``, ``restriction`` (an expression, where a table holds
several layers), ``renderer`` (``single``, ``category``, ``graduated``, ``rule``),
``attribute`` (an expression) and ``classes``: each with ``label``, ``form``,
``symbol`` (the fields of the symbol), ``filter`` and, as it needs them, ``value`` or
``lower`` and ``upper``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gridwatch.cartography.attributes import attribute_of, attributes_of
from gridwatch.cartography.conditions import ConditionError, parse, qgis_of
from gridwatch.cartography.generalise import Form
from gridwatch.cartography.themes import Role, Theme, ThemeClass, ThemeKind
from gridwatch.cartography.theming import MISSING, filled, symbol_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gridwatch.cartography.layer import Layer
    from gridwatch.district.district import District

    Description = dict[str, Any]

__all__ = ["described", "descriptions_of"]

_FORMS = {Form.POINT: "point", Form.LINE: "line", Form.AREA: "area"}
_LEVELS = {
    "district": "\"level\" IN ('district', 'city')",
    "town": "\"level\" = 'town'",
    "village": "\"level\" = 'village'",
}
_ELSE = "ELSE"
_FAR = 1e15
"""QGIS needs numbers for both ends of every range."""


def descriptions_of(
    layers: Sequence[Layer],
    themes: Sequence[Theme],
    district: District,
    as_of: date,
) -> tuple[Description, ...]:
    """Return the descriptions of all themes that QGIS can follow.

    Parameters
    ----------
    layers : sequence of Layer
        The layers as they are by the standard.
    themes : sequence of Theme
        At most one for each layer.
    district : District
        The rows.
    as_of : date
        The day that computed values speak of.
    """
    by_id = {layer.id: layer for layer in layers}
    found = [
        described(by_id[theme.layer_id], theme, district, as_of)
        for theme in themes
        if theme.layer_id in by_id
    ]
    return tuple(one for one in found if one is not None)


def described(
    layer: Layer, theme: Theme, district: District, as_of: date
) -> Description | None:
    """Return one theme described; None where QGIS lacks what it classes by."""
    if theme.kind is ThemeKind.STANDARD:
        return None
    theme = filled(theme, layer, district, as_of)
    attribute = attribute_of(theme.layer_id, theme.field)
    expression = attribute.expression if attribute else ""
    if theme.kind in (ThemeKind.CATEGORY, ThemeKind.GRADUATED) and not expression:
        return None
    classes = _CLASSES[theme.kind](theme, expression)
    if not classes:
        return None
    for i, entry in enumerate(theme.classes):
        classes[i] |= {
            "label": entry.name.zh,
            "form": _FORMS[layer.shapes.form],
            "symbol": asdict(symbol_of(layer, theme, i)),
        }
    return {
        "table": layer.kind.value,
        "layer": layer.id,
        "restriction": _LEVELS.get(layer.id, ""),
        "renderer": theme.kind.value,
        "attribute": expression,
        "classes": classes,
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _one(theme: Theme, expression: str) -> list[Description]:
    del expression
    return [{"filter": _ELSE} for _ in theme.classes]


def _categories(theme: Theme, expression: str) -> list[Description]:
    found: list[Description] = []
    for entry in theme.classes:
        if entry.role is Role.MISSING:
            # QGIS lets an empty value be every other one; so it gets a word.
            asked = f"coalesce({expression}, '') = ''"
            found.append({"value": MISSING.zh, "filter": asked})
        elif entry.role is Role.OTHER:
            found.append({"value": "", "filter": _ELSE})
        else:
            asked = f"{expression} = {_quoted(entry.value)}"
            found.append({"value": entry.value, "filter": asked})
    return found


def _grades(theme: Theme, expression: str) -> list[Description]:
    found: list[Description] = []
    lower: float | None = None
    named = [i for i, c in enumerate(theme.classes) if c.role is Role.NAMED]
    for i, entry in enumerate(theme.classes):
        if entry.role is not Role.NAMED:
            found.append({"filter": _ELSE})
            continue
        upper = None if i == named[-1] else entry.upper
        ends = [f"{expression} > {lower:.15g}"] if lower is not None else []
        ends += [f"{expression} <= {upper:.15g}"] if upper is not None else []
        found.append(
            {
                "lower": -_FAR if lower is None else lower,
                "upper": _FAR if upper is None else upper,
                "filter": " AND ".join(ends) or f"{expression} IS NOT NULL",
            }
        )
        lower = upper
    return found


def _rules(theme: Theme, expression: str) -> list[Description]:
    """Return filters that exclude each other: QGIS draws every rule that holds."""
    del expression
    asked: list[str] = []
    found: list[Description] = []
    for entry in theme.classes:
        if entry.role is not Role.NAMED:
            found.append({"filter": _ELSE})
            continue
        own = _filter(theme, entry)
        if not own:
            return []
        before = " OR ".join(f"({one})" for one in asked)
        text = f"({own}) AND NOT coalesce({before}, false)" if before else own
        found.append({"filter": text})
        asked.append(own)
    return found


def _filter(theme: Theme, entry: ThemeClass) -> str:
    known = attributes_of(theme.layer_id)
    try:
        return qgis_of(parse(entry.condition, known), known)
    except ConditionError:
        return ""


_CLASSES: dict[ThemeKind, Callable[[Theme, str], list[Description]]] = {
    ThemeKind.SINGLE: _one,
    ThemeKind.CATEGORY: _categories,
    ThemeKind.GRADUATED: _grades,
    ThemeKind.RULE: _rules,
}
