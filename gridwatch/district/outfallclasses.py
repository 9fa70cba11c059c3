"""The three levels of an outfall's class, each a codelist under the one above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.changes import Change, Changes
from gridwatch.district.wording import Kind, Text, field_of

if TYPE_CHECKING:
    from gridwatch.district.outfalls import Outfall
    from gridwatch.district.rules import Rules

__all__ = ["LEVELS", "chain", "choices_of", "reclassify", "unfit"]

LEVELS = ("category", "subclass", "variety")
"""Fields of the class, widest first."""
_LISTS = {
    "category": "outfall_classes",
    "subclass": "outfall_subclasses",
    "variety": "outfall_varieties",
}
_ORPHAN = Text(
    "填了{name}“{word}”，但没有{above}。",
    "There is a {name} ({word}) but no {above}.",
)
_UNKNOWN = Text(
    "{name}“{word}”不在分类代码表里。", "The {name} “{word}” is not in the codelist."
)
_ELSEWHERE = Text(
    "{name}“{word}”属于“{parent}”，不属于“{above}”。",
    "The {name} “{word}” belongs to “{parent}”, not to “{above}”.",
)


def chain(outfall: Outfall) -> tuple[str, ...]:
    """Return the words of the class, widest first, without empty ones.

    Examples
    --------
    >>> from gridwatch.district.outfalls import Outfall
    >>> chain(Outfall("o", category="农业排口", subclass="规模化畜禽养殖排污口"))
    ('农业排口', '规模化畜禽养殖排污口')
    """
    words = (getattr(outfall, key) for key in LEVELS)
    return tuple(word for word in words if word)


def choices_of(rules: Rules, outfall: Outfall, key: str) -> tuple[str, ...]:
    """Return the words that a level may take under the level above it.

    Parameters
    ----------
    rules : Rules
        The district's codelists.
    outfall : Outfall
        Its levels above `key` decide.
    key : str
        ``category``, ``subclass`` or ``variety``.
    """
    words = rules.lists.get(_LISTS[key], ())
    if key == LEVELS[0]:
        return tuple(word.value for word in words)
    above = getattr(outfall, LEVELS[LEVELS.index(key) - 1])
    return tuple(word.value for word in words if above and word.parent == above)


def unfit(rules: Rules, outfall: Outfall) -> tuple[Text, ...]:
    """Return what is wrong with the class, level by level.

    A level whose codelist is empty is not judged.
    """
    found = []
    for place, key in enumerate(LEVELS):
        word = getattr(outfall, key)
        if not word or not rules.lists.get(_LISTS[key]):
            continue
        above = LEVELS[place - 1] if place else ""
        fault = _fault(rules, outfall, key, above)
        if fault is not None:
            found.append(fault)
    return tuple(found)


def _fault(rules: Rules, outfall: Outfall, key: str, above: str) -> Text | None:
    value = getattr(outfall, key)
    name, word = field_of(Kind.OUTFALL, key).name, rules.word(_LISTS[key], value)
    if word is None:
        return _filled(_UNKNOWN, name, word=value)
    if not above:
        return None
    over = getattr(outfall, above)
    if not over:
        upper = field_of(Kind.OUTFALL, above).name
        return Text(
            _ORPHAN.zh.format(name=name.zh, word=value, above=upper.zh),
            _ORPHAN.en.format(name=name.en, word=value, above=upper.en),
        )
    if word.parent == over:
        return None
    return _filled(_ELSEWHERE, name, word=value, parent=word.parent, above=over)


def _filled(text: Text, name: Text, **values: str) -> Text:
    return Text(
        text.zh.format(name=name.zh, **values), text.en.format(name=name.en, **values)
    )


def reclassify(rules: Rules, outfall: Outfall, key: str, word: str) -> Changes:
    """Return the changes that set one level; levels below that no longer fit go.

    Parameters
    ----------
    rules : Rules
        The district's codelists.
    outfall : Outfall
        The outfall as it is.
    key, word : str
        The level and its new word.
    """
    after = {key: word}
    over = word
    for lower in LEVELS[LEVELS.index(key) + 1 :]:
        known = rules.word(_LISTS[lower], getattr(outfall, lower))
        if known is None or known.parent != over:
            after[lower] = ""
        over = after.get(lower, getattr(outfall, lower))
    before = {name: getattr(outfall, name) for name in after}
    changed = {name for name in after if before[name] != after[name]}
    if not changed:
        return Changes(())
    change = Change(
        Kind.OUTFALL,
        outfall.uid,
        {name: before[name] for name in after if name in changed},
        {name: after[name] for name in after if name in changed},
    )
    return Changes((change,))
