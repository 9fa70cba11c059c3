"""Settings and codelists as the officer reads them: their names, values, changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gridwatch.cartography.themes import themes_of
from gridwatch.district.tuning import differing_sections
from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text, field_of
from gridwatch.gui.entering import fields_of_list
from gridwatch.gui.tables import headline

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FLAGS", "SPLIT", "list_name", "setting_changes", "setting_name", "worded"]

SPLIT = "、"
"""What stands between the words of a list."""
FLAGS = {True: Text("是", "yes"), False: Text("否", "no")}
"""How true and false are shown and typed."""
_CODELISTS = "gw_codelist"
_NAMES = {
    "name": Text("名称", "name"),
    "code": Text("行政区划代码", "division code"),
    "office": Text("制图单位", "compiling office"),
    "secrecy": Text("密级", "secrecy mark"),
    "rules": Text("规则", "rules"),
    "themes": Text("图层符号", "symbols of layers"),
    "declared_roster": Text("公布的名单人数", "declared roster"),
}
_LISTS = {
    "holidays": Text("节假日与调休", "public holidays"),
    "roles": Text("职务", "roles"),
}
_LEVELS = {
    "district": Text("区界", "district border"),
    "town": Text("镇街界", "town borders"),
    "village": Text("村居界", "village borders"),
}
_AS_DELIVERED = Text("标准", "standard")
_CLASSED = Text("分类 {n} 级", "{n} classes")
_CONTENT = Text("内容", "Content")
_WORDS = Text("{n} 个词", "{n} words")


def list_name(name: str, language: Language) -> str:
    """Return the name of a codelist: that of the field it serves."""
    if name in _LISTS:
        return _LISTS[name].of(language)
    places = fields_of_list(name)
    if not places:
        return name
    kind, key = places[0]
    return f"{field_of(Kind(kind), key).name.of(language)} ({name})"


def setting_name(table: str, key: str, language: Language) -> str:
    """Return what an entry of the journal without a row is about."""
    if table == _CODELISTS:
        return list_name(key, language)
    return headline(_NAMES[key].of(language)) if key in _NAMES else key


def worded(value: object, language: Language = Language.ZH) -> str:
    """Return a value as it is typed: words with 、, other things as JSON."""
    if isinstance(value, bool):
        return FLAGS[value].of(language)
    if isinstance(value, str):
        return value
    plain = isinstance(value, list) and all(isinstance(v, str) for v in value)
    if isinstance(value, list) and plain and SPLIT not in "".join(value):
        return SPLIT.join(value)
    return json.dumps(value, ensure_ascii=False)


def setting_changes(
    key: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    language: Language,
) -> list[tuple[str, str, str]]:
    """Return what changed in a setting or a codelist: name, before, after.

    Parameters
    ----------
    key : str
        Name of the setting, or of the codelist.
    before, after : mapping or None
        As the journal keeps them: ``{"value": …}``, of a codelist ``{"values": […]}``.
    """
    old, new = before or {}, after or {}
    if "values" in old or "values" in new:
        return _of_words(old.get("values", []), new.get("values", []), language)
    one, other = old.get("value"), new.get("value")
    if key == "themes":
        return _of_themes(one, other, language)
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            change
            for section in sorted(differing_sections(one, other))
            for change in _of_section(
                section, one.get(section), other.get(section), language
            )
        ]
    return [(_CONTENT.of(language), _said(one, language), _said(other, language))]


def _said(value: object, language: Language) -> str:
    return "" if value is None else worded(value, language)


def _of_section(
    section: str, one: object, other: object, language: Language
) -> list[tuple[str, str, str]]:
    """Return the keys of a section that differ, as ``section.key``."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return [(section, _said(one, language), _said(other, language))]
    return [
        (f"{section}.{key}", _said(a, language), _said(b, language))
        for key in dict.fromkeys([*one, *other])
        if (a := one.get(key)) != (b := other.get(key))
    ]


def _of_words(
    before: list[str], after: list[str], language: Language
) -> list[tuple[str, str, str]]:
    """Return which words of a codelist went and came; only moved ones are counted."""
    gone = SPLIT.join(word for word in before if word not in after)
    come = SPLIT.join(word for word in after if word not in before)
    counted = [_WORDS.filled(n=len(words)).of(language) for words in (before, after)]
    if not gone and not come:
        gone, come = counted
    return [(_CONTENT.of(language), gone, come)]


def _layer_name(layer: str) -> Text:
    return _LEVELS[layer] if layer in _LEVELS else KIND_NAMES[Kind(layer)]


def _of_themes(
    before: object, after: object, language: Language
) -> list[tuple[str, str, str]]:
    """Return the layers that are classed otherwise, by the name of their layer."""
    old = {theme.layer_id: theme for theme in themes_of(before)}
    new = {theme.layer_id: theme for theme in themes_of(after)}

    def told(layer: str, themes: Mapping[str, Any]) -> str:
        theme = themes.get(layer)
        if theme is None:
            return _AS_DELIVERED.of(language)
        return _CLASSED.filled(n=len(theme.classes)).of(language)

    return [
        (
            headline(_layer_name(layer).of(language)),
            told(layer, old),
            told(layer, new),
        )
        for layer in dict.fromkeys([*old, *new])
        if old.get(layer) != new.get(layer)
    ]
