"""Lines of the list of what to check: the row, what was said of it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gridwatch.district.review.facts import FACE, facts_of, name_of, values_from
from gridwatch.district.review.replies import (
    MARK_NAMES,
    MARK_SIGNS,
    CheckItem,
    Mark,
    Reply,
)
from gridwatch.district.rowedits import values_of
from gridwatch.district.rows import TABLES
from gridwatch.district.signboards import SignboardFace
from gridwatch.district.wording import KIND_NAMES, Format, Kind, Language, Text
from gridwatch.gui.naming import label_of
from gridwatch.gui.tables import Column, Line, headline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridwatch.district.district import District
    from gridwatch.district.rows import Row
    from gridwatch.store.review.field import FieldReview

__all__ = ["MARK_TONES", "Lines", "facts_typed"]

MARK_TONES = {
    Mark.RIGHT: "ok",
    Mark.CORRECTED: "warn",
    Mark.NEW: "accent",
    Mark.GONE: "danger",
    Mark.REMARK: "muted",
}
_HEADS = (
    ("number", Text("号", "No."), Format.INTEGER),
    ("mark", Text("结论", "Found"), Format.TEXT),
    ("kind", Text("类别", "Kind"), Format.TEXT),
    ("label", Text("名称", "Name"), Format.TEXT),
    ("told", Text("说明", "Told"), Format.TEXT),
    ("code", Text("编码", "Code"), Format.TEXT),
    ("place", Text("所在", "Where"), Format.TEXT),
    ("page", Text("核查表", "Sheet"), Format.TEXT),
)
_PHOTOS = Text("照片 {n} 张", "{n} photographs")
_ASKED = Text("内业问：{words}", "asked: {words}")


def facts_typed(key: str, value: object) -> dict[str, object]:
    """Return the flat fields that one box of the form gives: a face by its parts."""
    if isinstance(value, SignboardFace):
        return {
            FACE + name: getattr(value, name)
            for name in SignboardFace.__dataclass_fields__
        }
    return {key: value}


class Lines:
    """Tells the rows of a package, and what was said of each.

    Parameters
    ----------
    review : FieldReview
        The opened package.
    language : Language
        Language of words.
    """

    def __init__(self, review: FieldReview, language: Language) -> None:
        self._review, self._language = review, language
        self.items: dict[tuple[Kind, str], CheckItem] = {
            (item.kind, item.uid): item for item in review.items
        }

    @property
    def district(self) -> District:
        """The rows as they went out."""
        return self._review.district

    @property
    def columns(self) -> list[Column]:
        """The columns."""
        return [
            Column(key, text.of(self._language), form, key != "page")
            for key, text, form in _HEADS
        ]

    def all(self) -> list[Line]:
        """Return a line for every row of the list and every reply besides."""
        keys = [*self.items, *(k for k in self._review.replies if k not in self.items)]
        return [self.line(kind, uid) for kind, uid in keys]

    def row(self, kind: Kind, uid: str) -> Row:
        """Return a row as it went out; of a new one an empty row."""
        found = self.district.row(kind, uid)
        return found if found is not None else TABLES[kind][1](uid=uid)

    def base(self, kind: Kind, uid: str) -> dict[str, Any]:
        """Return the attributes of a row as it went out."""
        return values_of(self.row(kind, uid))

    def found(self, reply: Reply | None) -> dict[str, object]:
        """Return the attributes that were corrected."""
        if reply is None:
            return {}
        row = self.row(reply.kind, reply.uid)
        found = values_from(reply.kind, reply.theirs, row)
        found.pop("geometry", None)
        return found

    def is_new(self, kind: Kind, uid: str) -> bool:
        """Tell whether a row was not in the package."""
        return self.district.row(kind, uid) is None

    def line(self, kind: Kind, uid: str) -> Line:
        """Return the line of one row."""
        item, reply = self.items.get((kind, uid)), self._review.reply(kind, uid)
        language = self._language
        facts = self._facts(kind, uid, reply)
        mark = reply.mark if reply is not None else None
        words = f"{MARK_SIGNS[mark]} {MARK_NAMES[mark].of(language)}" if mark else ""
        page = f"{item.page}-{item.line}" if item is not None and item.page else ""
        number = item.number if item is not None else None
        told = self._told(item, reply)
        code = str(facts.get("code") or "")
        texts = (
            f"{number:,}" if number else "",
            words,
            headline(KIND_NAMES[kind].of(language)),
            self._name(kind, uid, facts),
            told,
            code,
            self._place(facts),
            page,
        )
        tone = MARK_TONES[mark] if mark else ""
        asked = item is not None and bool(item.asked) and reply is None
        rest = ("warn" if asked else "muted",) + ("muted",) * 3
        tones = ("muted", tone, "muted", "", *rest)
        return Line(kind, uid, (number, *texts[1:]), texts, tones)

    def _facts(self, kind: Kind, uid: str, reply: Reply | None) -> Mapping[str, object]:
        facts = facts_of(kind, self.row(kind, uid))
        return {**facts, **reply.theirs} if reply is not None else facts

    def _name(self, kind: Kind, uid: str, facts: Mapping[str, object]) -> str:
        name = str(facts.get("name") or "")
        if kind is Kind.SIGNBOARD:
            parts = [str(facts.get(FACE + k) or "") for k in ("river", "chief")]
            return " ".join(part for part in parts if part)
        row = self.row(kind, uid)
        return name or label_of(self.district, kind, row, self._language)

    def _place(self, facts: Mapping[str, object]) -> str:
        district, language = self.district, self._language
        for key, kind, index in (
            ("segment_code", Kind.SEGMENT, district.segment_by_code),
            ("village_code", Kind.JURISDICTION, district.jurisdiction_by_code),
            ("river_code", Kind.RIVER, district.river_by_code),
        ):
            code = str(facts.get(key) or "")
            if code:
                row = index.get(code)
                return label_of(district, kind, row, language) if row else code
        return ""

    def _told(self, item: CheckItem | None, reply: Reply | None) -> str:
        language = self._language
        told = []
        if item is not None and item.asked:
            told.append(_ASKED.filled(words=item.asked).of(language))
        if reply is not None and reply.mark is Mark.CORRECTED:
            names = [name_of(reply.kind, key).of(language) for key in reply.theirs]
            told.append("、".join(names))
        if reply is not None and reply.remark:
            told.append(reply.remark)
        if reply is not None and reply.photos:
            told.append(_PHOTOS.filled(n=len(reply.photos)).of(language))
        return "；".join(told)
