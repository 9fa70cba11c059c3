"""The layers of a map to and from the cache file beside a store.

What a layer is drawn with: its pyramid, classes, symbols, names and where they can
stand. Its rows stay in the store.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from gridwatch.cartography import archive
from gridwatch.cartography.archive import Archive
from gridwatch.cartography.flat import frozen
from gridwatch.cartography.layer import ClassSymbol, Layer
from gridwatch.cartography.mapped import Mapped
from gridwatch.cartography.namesource import LabelSource
from gridwatch.cartography.pyramid import Pyramid
from gridwatch.cartography.symbols import (
    FillSymbol,
    Hatch,
    LineSymbol,
    PointSymbol,
    ScaleLimits,
)
from gridwatch.cartography.texts import Texts
from gridwatch.district.wording import Kind, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from gridwatch.cartography.symbols import LabelStyle, Symbol

    Arrays = Mapping[str, NDArray[Any]]

__all__ = ["read_map", "write_map"]

_SYMBOLS = {"line": LineSymbol, "fill": FillSymbol, "point": PointSymbol}


def write_map(places: Sequence[Path], key: str, layers: Sequence[Layer]) -> Path | None:
    """Write layers with everything that drawing them needs.

    Parameters
    ----------
    places : sequence of Path
        Where the file may lie, the best place first.
    key : str
        Says from which content of the store, day and symbols the layers were made.
    layers : sequence of Layer
        Bottom to top. Their pyramids are built here if they are not there yet.

    Returns
    -------
    Path or None
        The file; None if no place takes it.
    """
    arrays: dict[str, NDArray[Any]] = {}
    told = []
    for layer in layers:
        told.append(_meta_of(layer))
        for name, array in _arrays_of(layer).items():
            arrays[f"{layer.id}/{name}"] = array
    return archive.write(places, key, Archive({"layers": told}, arrays))


def read_map(places: Sequence[Path], key: str) -> tuple[Layer, ...] | None:
    """Return the layers that were written for a key; None if there are none.

    They are views into the file: nothing is read before it is drawn.
    """
    found = archive.read(places, key)
    if found is None:
        return None
    layers: dict[str, Layer] = {}
    with contextlib.suppress(KeyError, TypeError, ValueError, IndexError):
        for told in found.meta["layers"]:
            layers[told["id"]] = _layer(told, found.arrays, layers)
        return tuple(layers.values())
    return None


def _pyramid_of(layer: Layer) -> Pyramid:
    """Return the pyramid without edits on top; those would have to be built in."""
    pyramid = layer.pyramid
    if not isinstance(pyramid, Pyramid):
        raise TypeError(f"{layer.id} has been edited")
    return pyramid


def _style_of(style: str | LabelStyle) -> str:
    """Return the name of a lettering; those without one have no place in a file."""
    if not isinstance(style, str):
        raise TypeError("a lettering that the symbol file does not name")
    return style


def _meta_of(layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.id,
        "name": list(layer.name),
        "kind": layer.kind.value,
        "pyramid": archive.pyramid_meta(_pyramid_of(layer)),
        "symbols": [
            {"name": list(entry.name), **_symbol_meta(entry.symbol)}
            for entry in layer.symbols
        ],
        "label_styles": [_style_of(style) for style in layer.label_styles],
        "limits": asdict(layer.limits),
        "above": len(layer.above),
        "labels": len(layer.labels) > 0,
        "covered": layer.covered is not None,
    }


def _arrays_of(layer: Layer) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {"classes": layer.classes}
    found |= _prefixed("pyramid.", archive.pyramid_arrays(_pyramid_of(layer)))
    found |= _prefixed("uids.", Texts.of(layer.uids, sorted_too=True).arrays())
    if layer.labels:
        found |= _prefixed("labels.", Texts.of(layer.labels).arrays())
    found |= _prefixed("names.", layer.names.arrays())
    if layer.covered is not None:
        found["covered"] = layer.covered
    return found


def _prefixed(prefix: str, arrays: Arrays) -> dict[str, NDArray[Any]]:
    return {prefix + name: array for name, array in arrays.items()}


def _symbol_meta(symbol: Symbol) -> dict[str, Any]:
    form = next(form for form, made in _SYMBOLS.items() if isinstance(symbol, made))
    return {"form": form, "symbol": asdict(symbol)}


def _layer(
    told: Mapping[str, Any], arrays: Arrays, before: Mapping[str, Layer]
) -> Layer:
    name = told["id"]

    def own(part: str) -> NDArray[Any]:
        return arrays[f"{name}/{part}"]

    pyramid = archive.pyramid_from(arrays, told["pyramid"], f"{name}/pyramid.")
    labels = Texts.from_arrays(arrays, f"{name}/labels.") if told["labels"] else ()
    above = [layer.shapes for layer in before.values() if layer.id != "water_body"]
    return Layer(
        id=name,
        name=Text(*told["name"]),
        kind=Kind(told["kind"]),
        shapes=Mapped(pyramid),
        uids=Texts.from_arrays(arrays, f"{name}/uids."),
        classes=frozen(own("classes"), np.int64),
        symbols=tuple(_class_of(entry) for entry in told["symbols"]),
        labels=labels,
        label_styles=tuple(told["label_styles"]),
        prepared=_names(arrays, name),
        limits=ScaleLimits(**told["limits"]),
        above=tuple(above[: told["above"]]),
        covered=own("covered") if told["covered"] else None,
    )


def _names(arrays: Arrays, layer: str) -> LabelSource:
    prefix = f"{layer}/names."
    size = len(prefix)
    own = {name[size:]: a for name, a in arrays.items() if name.startswith(prefix)}
    return LabelSource.from_arrays(own)


def _class_of(told: Mapping[str, Any]) -> ClassSymbol:
    return ClassSymbol(Text(*told["name"]), _symbol(told["form"], told["symbol"]))


def _symbol(form: str, told: Mapping[str, Any]) -> Symbol:
    values: dict[str, Any] = dict(told)
    if form == "fill":
        outline, hatch = values["outline"], values["hatch"]
        values["outline"] = _line(outline) if outline else None
        values["hatch"] = Hatch(**hatch) if hatch else None
        return FillSymbol(**values)
    return _line(values) if form == "line" else PointSymbol(**values)


def _line(told: Mapping[str, Any]) -> LineSymbol:
    dashes = {name: tuple(told[name]) for name in ("dash", "casing_dash")}
    twin = _line(told["twin"]) if told.get("twin") else None
    return LineSymbol(**{**told, **dashes, "twin": twin})
