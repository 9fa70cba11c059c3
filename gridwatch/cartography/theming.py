"""Themes put on layers: which class each feature has, and how a class is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gridwatch.cartography.attributes import attribute_of, attributes_of, values_of
from gridwatch.cartography.classing import limits_between
from gridwatch.cartography.conditions import (
    ConditionError,
    keys_of,
    matches,
    parse,
    written,
)
from gridwatch.cartography.generalise import Form
from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.palettes import (
    Palette,
    grey,
    is_light,
    palette_of,
    water_class,
)
from gridwatch.cartography.symbols import (
    FillSymbol,
    Hatch,
    LineSymbol,
    PointSymbol,
    leaves_no_mark,
    load_symbols,
)
from gridwatch.cartography.themes import (
    MOST_CATEGORIES,
    MOST_ON_SHEET,
    Role,
    Theme,
    ThemeClass,
    ThemeKind,
)
from gridwatch.district.wording import Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray

    from gridwatch.cartography.attributes import Attribute
    from gridwatch.cartography.symbols import Symbol
    from gridwatch.district.district import District

    Ints = NDArray[np.int64]

__all__ = ["filled", "made_among", "symbol_of", "themed", "with_themes"]

MISSING = Text("未填写", "not on record")
OTHER = Text("其他", "other")
_SHAPES = ("circle", "square", "triangle", "diamond")
_MARKS = ("", "dot", "bar")
_DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (2.0, 2.5))
_ANGLES = (0.0, 45.0, 135.0)
_WIDTH, _PLAIN_WIDTH, _SIZE = 2.2, 1.0, 9.0
_EDGE, _PALE_EDGE = "#FFFFFF", "#4A5560"
_TO = "\N{EN DASH}"
_UNTOUCHED = ("borders", "anchors", "index")


def with_themes(
    layers: Sequence[Layer], themes: Sequence[Theme], district: District, as_of: date
) -> tuple[Layer, ...]:
    """Return layers classed by themes; those without one stay as they are.

    Segments without a theme of their own, which are drawn as lines of their rivers,
    take the class of their river where the rivers have one.
    """
    by_layer = {theme.layer_id: theme for theme in themes}
    found = {
        layer.id: themed(layer, by_layer[layer.id], district, as_of)
        if layer.id in by_layer
        else layer
        for layer in layers
    }
    segments = by_layer.get("segment", Theme("segment"))
    follow = "river" in by_layer and segments.kind is ThemeKind.STANDARD
    if follow and "segment" in found:
        found["segment"] = _as_rivers(found["segment"], found["river"], district)
    return tuple(found.values())


def themed(layer: Layer, theme: Theme, district: District, as_of: date) -> Layer:
    """Return a layer classed by a theme; by its standard where the theme says so."""
    if theme.plain or not _fits(theme):
        return layer
    values = _Values(layer, district, as_of)
    if theme.kind is ThemeKind.STANDARD:
        return _labelled(layer, theme, values)
    theme, classes = _completed(theme, values)
    symbols = tuple(
        ClassSymbol(_name(theme, i, values), symbol_of(layer, theme, i))
        for i in range(len(theme.classes))
    )
    if len(classes) > len(layer.uids):
        classes, symbols = _by_bank(values.apart(theme.field), classes, symbols)
    return _labelled(_dressed(layer, classes, symbols), theme, values)


def _by_bank(
    apart: Sequence[int], classes: Ints, symbols: tuple[ClassSymbol, ...]
) -> tuple[Ints, tuple[ClassSymbol, ...]]:
    """Give features whose banks differ a class of two lines.

    Parameters
    ----------
    apart : sequence of int
        The features whose banks differ.
    classes : ndarray of int
        Classes of all features by their left bank, then of `apart` by their right.
    symbols : tuple of ClassSymbol
        The classes of one value.
    """
    count = len(classes) - len(apart)
    found, made = classes[:count].copy(), list(symbols)
    pairs: dict[tuple[int, int], int] = {}
    for feature, right in zip(apart, classes[count:].tolist(), strict=True):
        pair = int(found[feature]), right
        if pair[0] == pair[1]:
            continue
        if pair not in pairs:
            pairs[pair] = len(made)
            made.append(_two_banks(*(symbols[i] for i in pair)))
        found[feature] = pairs[pair]
    return found, tuple(made)


def _two_banks(left: ClassSymbol, right: ClassSymbol) -> ClassSymbol:
    name = Text(
        f"左岸{left.name.zh}、右岸{right.name.zh}",
        f"left bank {left.name.en}, right bank {right.name.en}",
    )
    assert isinstance(left.symbol, LineSymbol)
    assert isinstance(right.symbol, LineSymbol)
    lines = [_bank(left.symbol, 1.0), _bank(right.symbol, -1.0)]
    return ClassSymbol(name, replace(lines[0], twin=lines[1]))


def _bank(line: LineSymbol, side: float) -> LineSymbol:
    if leaves_no_mark(line):
        return line
    width = max(0.6 * line.width, 1.3)
    return replace(line, width=width, casing="", offset=side * (width / 2 + 0.9))


def _labelled(layer: Layer, theme: Theme, values: _Values) -> Layer:
    """Return a layer named as the theme says; hidden classes bear no name."""
    hidden = [i for i, entry in enumerate(theme.classes) if entry.hidden]
    words: Sequence[str] = layer.labels
    styles = layer.label_styles
    attribute = attribute_of(layer.id, theme.label) if theme.label else None
    if attribute is not None:
        words = [_word(value, attribute, values) for value in values.of(theme.label)]
        own = layer.id in load_symbols().texts
        if own or not styles:
            name = layer.id if own else "segment"
            styles = (name,) * max(len(layer.symbols), 1)
    if hidden and len(words):
        gone = np.isin(layer.classes, hidden).tolist()
        words = ["" if off else w for w, off in zip(words, gone, strict=True)]
    if words is layer.labels:
        return layer
    found = replace(layer, labels=tuple(words), label_styles=styles, prepared=None)
    for name in _UNTOUCHED:
        if name in layer.__dict__:
            found.__dict__[name] = layer.__dict__[name]
    return found


def _word(value: object, attribute: Attribute, values: _Values) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:,.10g}"
    return attribute.word(str(value), values.district).zh if value else ""


def filled(theme: Theme, layer: Layer, district: District, as_of: date) -> Theme:
    """Return a theme with all its classes named; made from the data if it has none."""
    if theme.kind is ThemeKind.STANDARD or not _fits(theme):
        return theme
    values = _Values(layer, district, as_of)
    theme, _ = _completed(theme, values)
    named = tuple(
        replace(entry, name=_name(theme, i, values))
        for i, entry in enumerate(theme.classes)
    )
    return replace(theme, classes=named)


def made_among(
    theme: Theme, layer: Layer, district: District, as_of: date, uids: Collection[str]
) -> Theme:
    """Return a theme whose classes are made from some features of a layer only.

    On a sheet about one town a dozen chiefs can be told apart by colour, in the whole
    district they cannot; what the sheet is not about falls among the others.
    """
    if theme.classes or theme.kind is ThemeKind.STANDARD or not _fits(theme):
        return theme
    values = _Values(layer, district, as_of, among=uids)
    classes = _MADE[theme.kind](theme, values)
    other = ThemeClass(grey("other"), role=Role.OTHER, size=_PLAIN_WIDTH)
    return replace(theme, classes=(*classes, other))


def _dressed(layer: Layer, classes: Ints, symbols: tuple[ClassSymbol, ...]) -> Layer:
    limits = layer.limits
    if layer.id == "segment":
        # Far out the rivers would speak alone, without the theme.
        limits = replace(limits, simple=float("inf"))
    found = replace(
        layer,
        classes=classes,
        symbols=symbols,
        label_styles=_styles(layer, classes, len(symbols)),
        limits=limits,
    )
    # What depends on the geometries only is costly and need not be made again.
    for name in _UNTOUCHED:
        if name in layer.__dict__:
            found.__dict__[name] = layer.__dict__[name]
    return found


def _styles(layer: Layer, classes: Ints, count: int) -> tuple[str, ...]:
    """Return for each class the lettering that most of its features had before."""
    if not layer.label_styles:
        return ()
    before = len(layer.label_styles)
    pairs = np.bincount(classes * before + layer.classes, minlength=count * before)
    most = pairs.reshape(count, before).argmax(axis=1)
    return tuple(layer.label_styles[i] for i in most.tolist())


def _as_rivers(segments: Layer, rivers: Layer, district: District) -> Layer:
    """Return the segments in the classes of their rivers."""
    classes = dict(zip(rivers.uids, rivers.classes.tolist(), strict=True))
    place: dict[str, int] = {}
    for row in district.rivers:
        if row.code and row.uid in classes:
            place.setdefault(row.code, classes[row.uid])
    by_uid = {row.uid: row.river_code for row in district.segments}
    none = len(rivers.symbols)
    own = [place.get(by_uid.get(uid, ""), none) for uid in segments.uids]
    symbol = _line(ThemeClass(grey("other")), _WIDTH)
    symbols = (*rivers.symbols, ClassSymbol(OTHER, symbol))
    gone = {i for i, one in enumerate(symbols) if leaves_no_mark(one.symbol)}
    if gone and len(segments.labels):
        words = zip(segments.labels, own, strict=True)
        told = tuple("" if place in gone else word for word, place in words)
        segments = replace(segments, labels=told)
    return _dressed(segments, np.asarray(own, np.int64), symbols)


# --- which class a feature has --------------------------------------------------

_REST, _BLANK = -1, -2


class _Values:
    """What the features of a layer hold on a day, each field read once."""

    def __init__(
        self,
        layer: Layer,
        district: District,
        as_of: date,
        among: Collection[str] | None = None,
    ) -> None:
        self.layer, self.district, self._as_of = layer, district, as_of
        self.most = MOST_CATEGORIES if among is None else MOST_ON_SHEET
        uids = layer.uids if among is None else [u for u in layer.uids if u in among]
        found = (district.row(layer.kind, uid) for uid in uids)
        self._rows: list[Any] = list(found)
        self._columns: dict[str, NDArray[np.float64] | Sequence[str]] = {}
        self._banks: dict[str, Sequence[tuple[str, str]]] = {}

    def of(self, key: str) -> NDArray[np.float64] | Sequence[str]:
        """Return one field of all features."""
        if key not in self._columns:
            attribute = attribute_of(self.layer.id, key)
            if attribute is None:
                raise KeyError(key)
            self._columns[key] = values_of(
                attribute, self.district, self._rows, self._as_of
            )
        return self._columns[key]

    def banks(self, key: str) -> Sequence[tuple[str, str]] | None:
        """Return one field of the left and right banks; None where it has no banks."""
        attribute = attribute_of(self.layer.id, key)
        if attribute is None or attribute.banks is None:
            return None
        if key not in self._banks:
            self._banks[key] = attribute.banks(self.district, self._rows, self._as_of)
        return self._banks[key]

    def apart(self, key: str) -> list[int]:
        """Return the features whose banks differ in a field."""
        pairs = self.banks(key) or ()
        return [i for i, (left, right) in enumerate(pairs) if left != right]

    def words(self, key: str) -> list[str]:
        """Return one field of all features, then of right banks that are apart."""
        pairs = self.banks(key)
        if pairs is None:
            return [str(value) for value in self.of(key)]
        return [left for left, _ in pairs] + [r for left, r in pairs if left != r]

    def classes(self, theme: Theme) -> Ints:
        """Return the class of each feature; `_REST` and `_BLANK` where it has none."""
        if theme.kind is ThemeKind.SINGLE or not self._rows:
            return np.zeros(len(self._rows), np.int64)
        return _CLASSED[theme.kind](theme, self)


def _by_value(theme: Theme, values: _Values) -> Ints:
    place = {
        entry.value: i
        for i, entry in enumerate(theme.classes)
        if entry.role is Role.NAMED
    }
    place[""] = _BLANK
    column = values.words(theme.field)
    return np.fromiter((place.get(v, _REST) for v in column), np.int64, len(column))


def _by_number(theme: Theme, values: _Values) -> Ints:
    column = np.asarray(values.of(theme.field), np.float64)
    named = [i for i, c in enumerate(theme.classes) if c.role is Role.NAMED]
    limits = [theme.classes[i].upper for i in named[:-1]]
    rising = np.asarray([np.inf if u is None else u for u in limits], np.float64)
    place = np.searchsorted(rising, column, side="left")
    found = np.asarray(named or [_REST], np.int64)[place]
    found[np.isnan(column)] = _BLANK
    return found


def _by_rule(theme: Theme, values: _Values) -> Ints:
    found = np.full(len(values.layer.uids), _REST, np.int64)
    for i, entry in enumerate(theme.classes):
        if entry.role is not Role.NAMED:
            continue
        try:
            condition = parse(entry.condition, attributes_of(theme.layer_id))
        except ConditionError:
            continue  # A rule of a newer program, or one that was edited by hand.
        columns = {key: values.of(key) for key in keys_of(condition)}
        found[matches(condition, columns) & (found == _REST)] = i
    return found


_CLASSED: dict[ThemeKind, Callable[[Theme, _Values], Ints]] = {
    ThemeKind.CATEGORY: _by_value,
    ThemeKind.GRADUATED: _by_number,
    ThemeKind.RULE: _by_rule,
}


def _fits(theme: Theme) -> bool:
    """Tell whether the layer has the field that a theme asks for."""
    if theme.kind not in (ThemeKind.CATEGORY, ThemeKind.GRADUATED):
        return True
    attribute = attribute_of(theme.layer_id, theme.field)
    numbers = theme.kind is ThemeKind.GRADUATED
    return attribute is not None and attribute.number is numbers


def _completed(theme: Theme, values: _Values) -> tuple[Theme, Ints]:
    """Return the theme with every class its features need, and their classes."""
    if not theme.classes:
        theme = replace(theme, classes=_MADE[theme.kind](theme, values))
    found = values.classes(theme)
    for role, mark in ((Role.OTHER, _REST), (Role.MISSING, _BLANK)):
        bare = found == mark
        if not bare.any():
            continue
        roles = [entry.role for entry in theme.classes]
        if role not in roles:
            entry = ThemeClass(grey(role.value), role=role)
            theme = replace(theme, classes=(*theme.classes, entry))
        found[bare] = roles.index(role) if role in roles else len(roles)
    return theme, found


# --- classes made from the data -------------------------------------------------


def _made_single(theme: Theme, values: _Values) -> tuple[ThemeClass, ...]:
    del values
    return (ThemeClass(palette_of(theme.palette).taken(1)[0]),)


def _made_rules(theme: Theme, values: _Values) -> tuple[ThemeClass, ...]:
    del theme, values
    return ()


def _made_categories(theme: Theme, values: _Values) -> tuple[ThemeClass, ...]:
    attribute = attribute_of(theme.layer_id, theme.field)
    counts: dict[str, int] = {}
    for word in values.words(theme.field):
        counts[word] = counts.get(word, 0) + 1
    counts.pop("", None)
    order = list((attribute.words if attribute else None) or ())
    # Coded values in their own order, others the most frequent first.
    found = [value for value in order if value in counts]
    others = sorted(counts.keys() - set(order), key=lambda v: (-counts[v], v))
    found = [*found, *others][: values.most]
    palette = palette_of(theme.palette)
    if palette.kind == "water":
        return _water_classes(found, palette)
    colours = palette.taken(len(found))
    again = len(found) if palette.ramp else len(palette.colours)
    return tuple(
        ThemeClass(
            colours[i],
            value=value,
            shape=_SHAPES[i % len(_SHAPES)]
            if values.layer.shapes.form is Form.POINT
            else "",
            pattern=min(i // again, len(_MARKS) - 1),
        )
        for i, value in enumerate(found)
    )


def _water_classes(found: Sequence[str], palette: Palette) -> tuple[ThemeClass, ...]:
    """Return classes of surface water in their prescribed colours, each with a letter.

    Values that are no class of water take the grey of what has none.
    """
    graded = sorted((water_class(value), value) for value in found)
    return tuple(
        ThemeClass(palette.colours[place], value=value, letter=palette.letters[place])
        if place < len(palette.colours)
        else ThemeClass(grey("other"), value=value)
        for place, value in graded
    )


def _made_grades(theme: Theme, values: _Values) -> tuple[ThemeClass, ...]:
    attribute = attribute_of(theme.layer_id, theme.field)
    column = np.asarray(values.of(theme.field), np.float64)
    whole = attribute is not None and attribute.whole
    limits = limits_between(column, theme.count, theme.method, whole=whole)
    count = len(limits) + 1
    colours = palette_of(theme.palette or "blues").taken(count)
    sizes = _growing(values.layer.shapes.form, count)
    return tuple(
        ThemeClass(colour, upper=upper, size=size)
        for colour, upper, size in zip(colours, (*limits, None), sizes, strict=True)
    )


def _growing(form: Form, count: int) -> list[float]:
    ends = {Form.POINT: (7.0, 13.0), Form.LINE: (1.6, 4.0), Form.AREA: (0.0, 0.0)}
    return [round(s, 1) for s in np.linspace(*ends[form], count).tolist()]


_MADE: dict[ThemeKind, Callable[[Theme, _Values], tuple[ThemeClass, ...]]] = {
    ThemeKind.SINGLE: _made_single,
    ThemeKind.CATEGORY: _made_categories,
    ThemeKind.GRADUATED: _made_grades,
    ThemeKind.RULE: _made_rules,
}


# --- names ----------------------------------------------------------------------


def _name(theme: Theme, index: int, values: _Values) -> Text:
    entry = theme.classes[index]
    if entry.name.zh:
        return entry.name
    attribute = attribute_of(theme.layer_id, theme.field)
    if entry.role is Role.MISSING:
        return (attribute.missing if attribute else None) or MISSING
    if entry.role is Role.OTHER:
        return OTHER
    if theme.kind is ThemeKind.SINGLE:
        return values.layer.name
    if theme.kind is ThemeKind.RULE:
        return _said(entry.condition, theme.layer_id)
    if attribute is None:
        return Text(entry.value, entry.value)
    if theme.kind is ThemeKind.CATEGORY:
        return attribute.word(entry.value, values.district)
    return _range_name(theme, index, attribute)


def _said(condition: str, layer_id: str) -> Text:
    known = attributes_of(layer_id)
    try:
        read = parse(condition, known)
    except ConditionError:
        return Text(condition, condition)
    return Text(*(written(read, known, tongue) for tongue in Language))


def _range_name(theme: Theme, index: int, attribute: Attribute) -> Text:
    named = [c.upper for c in theme.classes if c.role is Role.NAMED]
    place = sum(c.role is Role.NAMED for c in theme.classes[:index])
    lower = named[place - 1] if place else None
    upper = named[place] if place + 1 < len(named) else None
    text = _between(lower, upper, whole=attribute.whole)
    if not text:
        return Text("全部", "all")
    unit = attribute.unit
    return Text(f"{text} {unit.zh}", f"{text} {unit.en}") if unit else Text(text, text)


def _between(lower: float | None, upper: float | None, *, whole: bool) -> str:
    if lower is None and upper is None:
        return ""
    if lower is None or upper is None:
        limit = upper if lower is None else lower
        if whole and upper == 0:
            return "0"
        return ("≤ " if lower is None else "> ") + f"{limit:,.10g}"
    first = lower + 1 if whole else lower
    if whole and first == upper:
        return f"{upper:,.0f}"
    return f"{first:,.10g}{_TO}{upper:,.10g}"


# --- how a class is drawn -------------------------------------------------------


def symbol_of(layer: Layer, theme: Theme, index: int) -> Symbol:
    """Return how a class of a theme is drawn on a layer."""
    entry = theme.classes[index]
    if entry.hidden:
        return _nothing(layer.shapes.form)
    form, standard = (
        layer.shapes.form,
        layer.symbols[0].symbol if layer.symbols else None,
    )
    size = entry.size or theme.size
    if form is Form.LINE:
        return _line(entry, size or _WIDTH)
    if form is Form.AREA:
        outline = standard.outline if isinstance(standard, FillSymbol) else None
        return _area(entry, outline, size)
    shape = standard.shape if isinstance(standard, PointSymbol) else "circle"
    shape = "circle" if entry.role is Role.MISSING else shape
    return _point(entry, entry.shape or shape, size or _SIZE)


def _nothing(form: Form) -> Symbol:
    """Return a symbol that leaves no mark."""
    clear = "#00000000"
    if form is Form.LINE:
        return LineSymbol(clear, 0.0)
    if form is Form.AREA:
        return FillSymbol()
    return PointSymbol("circle", 0.0, clear, outline=clear, outline_width=0.0)


def _line(entry: ThemeClass, width: float) -> LineSymbol:
    dash = _DASHES[entry.pattern % len(_DASHES)]
    light = is_light(entry.colour)
    return LineSymbol(
        entry.colour,
        width,
        dash=tuple(length * max(width / _WIDTH, 0.7) for length in dash),
        cap="flat" if dash else "round",
        casing=_PALE_EDGE if light else "",
        casing_width=width + 1.2 if light else 0.0,
        letter=entry.letter,
    )


def _area(entry: ThemeClass, outline: LineSymbol | None, width: float) -> FillSymbol:
    ink = _PALE_EDGE if is_light(entry.colour) else _EDGE
    turn = _ANGLES[entry.pattern % len(_ANGLES)]
    hatch = Hatch(ink, 0.9, 6.0, turn) if entry.pattern else None
    if outline is not None and width:
        outline = replace(outline, width=width)
    return FillSymbol(entry.colour, outline, hatch)


def _point(entry: ThemeClass, shape: str, size: float) -> PointSymbol:
    light = is_light(entry.colour)
    return PointSymbol(
        shape,
        size,
        entry.colour,
        outline=_PALE_EDGE if light else _EDGE,
        mark="" if entry.letter else _MARKS[entry.pattern % len(_MARKS)],
        mark_colour=_PALE_EDGE if light else _EDGE,
        text=entry.letter,
    )
