"""Which field names another row, and which rows would point nowhere without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gridwatch.district.wording import FIELDS, Field, Format, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row

__all__ = ["Reference", "Referrer", "found", "reference_of", "referrers"]


class Reference(NamedTuple):
    """What a field refers to.

    Parameters
    ----------
    kind : Kind
        Kind of the row that is meant.
    by : str
        Attribute of that row which the field repeats: ``code`` or ``uid``.
    needed : bool
        Whether a row cannot be without it: it goes when the other row goes.
    """

    kind: Kind
    by: str
    needed: bool = False


class Referrer(NamedTuple):
    """A row that points to another one, by the field `key`."""

    kind: Kind
    row: Row
    key: str
    reference: Reference


_NAMED = {
    "town_code": Kind.JURISDICTION,
    "village_code": Kind.JURISDICTION,
    "commander_code": Kind.JURISDICTION,
}
_OWN_PARENT = (Kind.JURISDICTION, Kind.RIVER)
_KINDS = {kind.value: kind for kind in Kind}
_CODE, _UID = "_code", "_uid"


def reference_of(
    kind: Kind, key: str, values: Mapping[str, object]
) -> Reference | None:
    """Return what a field of a row refers to, or None.

    Names tell: ``segment_code`` is the code of a segment, ``post_uid`` the stable
    identifier of a post, also for kinds that come later.

    Parameters
    ----------
    kind, key : Kind, str
        The field.
    values : mapping
        The other fields of the row: a post says by `covers` what its code means.

    Examples
    --------
    >>> reference_of(Kind.SIGNBOARD, "segment_code", {}).kind
    <Kind.SEGMENT: 'segment'>
    >>> reference_of(Kind.POST, "covers_code", {"covers": "cell"}).kind
    <Kind.CELL: 'cell'>
    """
    if key == "covers_code":
        return _by_word(values.get("covers"), "code")
    if key == "row_uid":
        return _by_word(values.get("kind"), "uid", needed=True)
    if key == "reports_to":
        return Reference(Kind.POST, "uid")
    if key == "parent_code":
        return Reference(kind, "code") if kind in _OWN_PARENT else None
    if key in _NAMED:
        return Reference(_NAMED[key], "code")
    if key.endswith(_CODE):
        return _by_word(key.removesuffix(_CODE), "code")
    if key.endswith(_UID):
        return _by_word(key.removesuffix(_UID), "uid", needed=True)
    return None


def _by_word(word: object, by: str, *, needed: bool = False) -> Reference | None:
    kind = _KINDS.get(str(word or ""))
    return None if kind is None else Reference(kind, by, needed)


def found(district: District, reference: Reference, value: str) -> Row | None:
    """Return the row a field points to, or None where there is none.

    Parameters
    ----------
    district : District
        Everything there is.
    reference : Reference
        What the field refers to.
    value : str
        The code or stable identifier in it.
    """
    if not value:
        return None
    if reference.by == "uid":
        return district.row(reference.kind, value)
    index = getattr(district, f"{reference.kind.value}_by_code", None)
    if index is not None:
        row: Row | None = index.get(value)
        return row
    rows = district.rows(reference.kind)
    return next((r for r in rows if getattr(r, "code", "") == value), None)


def referrers(district: District, kind: Kind, row: Row) -> list[Referrer]:
    """Return every row that points to `row`.

    Where another row has the same code, nothing is left without a target, and what
    points by code is not counted.
    """
    code = str(getattr(row, "code", "") or "")
    if code and _shared(district, kind, row, code):
        code = ""
    wanted = {"code": code, "uid": row.uid}
    return [
        referrer
        for other in Kind
        for field in FIELDS[other]
        if _may_refer(field)
        for referrer in _pointing(district, other, field.key, kind, wanted)
        if referrer.row is not row
    ]


def _shared(district: District, kind: Kind, row: Row, code: str) -> bool:
    others = district.rows(kind)
    return any(r is not row and getattr(r, "code", "") == code for r in others)


def _may_refer(field: Field) -> bool:
    named = field.key.endswith((_CODE, _UID)) or field.key == "reports_to"
    return named and field.format in (Format.CODE, Format.TEXT)


def _pointing(
    district: District, other: Kind, key: str, kind: Kind, wanted: Mapping[str, str]
) -> Iterator[Referrer]:
    told = {"covers": kind.value, "kind": kind.value}
    reference = reference_of(other, key, told)
    if reference is None or reference.kind is not kind:
        return
    value = wanted[reference.by]
    selector = {"covers_code": "covers", "row_uid": "kind"}.get(key, "")
    for row in district.rows(other) if value else ():
        if getattr(row, key) != value:
            continue
        if not selector or getattr(row, selector) == kind.value:
            yield Referrer(other, row, key, reference)
