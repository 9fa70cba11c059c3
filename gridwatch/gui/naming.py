"""What any row is called, also those that have no name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.chiefs import Post, Term
from gridwatch.district.outfalls import Monitoring
from gridwatch.district.records import Photo, Publication
from gridwatch.district.references import found, reference_of
from gridwatch.district.signboards import FormerFace
from gridwatch.district.wording import KIND_NAMES, Kind, Language, choice
from gridwatch.gui.neighbours import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District

__all__ = ["label_of"]


def label_of(
    district: District, kind: Kind, row: object, language: Language = Language.ZH
) -> str:
    """Return the name of a row of any kind, never its stable identifier.

    A post is called by what it covers, a term by person and post, a record by what it
    is about and its day.
    """
    if isinstance(row, Post):
        told = {"covers": row.covers}
        place = _of(district, kind, "covers_code", row.covers_code, told, language)
        return f"{place} {row.role}".strip() or KIND_NAMES[kind].of(language)
    if isinstance(row, Term):
        person = _of(district, kind, "person_uid", row.person_uid, {}, language)
        post = _of(district, kind, "post_uid", row.post_uid, {}, language)
        return f"{person} · {post}".strip(" ·")
    if isinstance(row, FormerFace):
        board = _of(district, kind, "signboard_uid", row.signboard_uid, {}, language)
        return f"{board} {row.installed or ''}".strip()
    if isinstance(row, Monitoring):
        outfall = _of(district, kind, "outfall_uid", row.outfall_uid, {}, language)
        return f"{outfall} {row.on or ''}".strip()
    if isinstance(row, Publication):
        return f"{choice(row.what, language)} {row.on or ''} {row.subject}".strip()
    if isinstance(row, Photo):
        told = {"kind": row.kind}
        shown = _of(district, kind, "row_uid", row.row_uid, told, language)
        return f"{shown} {choice(row.role, language)}".strip()
    return title_of(district, kind, row, language)


def _of(
    district: District,
    kind: Kind,
    key: str,
    value: str,
    told: Mapping[str, object],
    language: Language,
) -> str:
    """Return the name of the row a field points to; a code that nobody has stays."""
    reference = reference_of(kind, key, told)
    row = found(district, reference, value) if reference is not None else None
    if reference is None or row is None:
        return "" if reference is not None and reference.by == "uid" else value
    return label_of(district, reference.kind, row, language)
