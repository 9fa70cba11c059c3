"""The sheets of a package on paper: each row with its number, to be ticked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.documents import Document, Paragraph, Signature, Table
from gridwatch.district.review.facts import FACE, facts_of, shown
from gridwatch.district.wording import KIND_NAMES, Kind, Language, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridwatch.district.district import District
    from gridwatch.district.review.packages import FieldPage, Manifest

__all__ = ["field_sheets"]

_TICKS = "□✔ □✖ □✉"
_TOLD: dict[Kind, tuple[str, ...]] = {
    Kind.SEGMENT: ("start", "end"),
    Kind.SIGNBOARD: (FACE + "river", FACE + "chief", "condition"),
    Kind.OUTFALL: ("category", "responsible_body"),
}
"""What of a row stands on paper: a line or two, so that a sheet is one page."""
_SHARES = (0.06, 0.09, 0.26, 0.24, 0.19, 0.16)


def field_sheets(
    manifest: Manifest, district: District, language: Language = Language.ZH
) -> list[Document]:
    """Return the sheets of a package, each with its code on every page of it.

    Parameters
    ----------
    manifest : Manifest
        The package.
    district : District
        Holds its rows.
    language : Language
        Language of values.
    """
    name = manifest.area.name or manifest.area.key
    title = Text(f"{name}外业核查表", f"Field sheet: {name}")
    found = []
    for number, page in enumerate(manifest.pages, start=1):
        words = {
            "code": page.code,
            "number": manifest.number,
            "day": manifest.as_of.isoformat(),
            "n": number,
            "total": len(manifest.pages),
        }
        rows = tuple(_rows(page, district, manifest.withheld, language))
        blocks = (
            Paragraph(_HOW, indent=False),
            Table(_HEAD, rows, _SHARES),
            Signature((_BY,)),
        )
        subtitle, foot = _SUBTITLE.filled(**words), _FOOT.filled(**words)
        found.append(Document(title, blocks, subtitle, foot=foot))
    return found


def _rows(
    page: FieldPage,
    district: District,
    withheld: frozenset[str],
    language: Language,
) -> Iterator[tuple[str, ...]]:
    for number, (kind, uid) in enumerate(page.rows, start=1):
        row = district.row(kind, uid)
        facts = facts_of(kind, row) if row is not None else {}
        named = " ".join(str(facts.get(k) or "") for k in ("code", "name")).strip()
        told = [
            shown(kind, key, facts[key], language)
            for key in _TOLD.get(kind, ())
            if key in facts and f"{kind.value}.{key}" not in withheld
        ]
        kind_name = KIND_NAMES[kind].of(language)
        yield str(number), kind_name, named, " · ".join(filter(None, told)), _TICKS, ""


_HOW = Text(
    "逐行到实地核对，勾一项：✔ 属实，✖ 实地没有，✉ 有话要说（写在备注里；内容不对的，"
    "写正确的）。",
    "Tick one for each line: ✔ right, ✖ not there, ✉ a remark; write what is wrong.",
)
_HEAD = (
    Text("号", "No."),
    Text("类别", "Kind"),
    Text("编码、名称", "Code, name"),
    Text("登记内容", "On record"),
    Text("结论", "Found"),
    Text("备注", "Remark"),
)
_BY = Text("核查人：　　　　　　日期：", "Checked by:            date:")
_SUBTITLE = Text(
    "页码 {code}　第 {n} / {total} 张　核查包 {number}　截至 {day}",
    "page {code}, sheet {n} / {total}, package {number}, as of {day}",
)
_FOOT = Text("页码 {code}　{number}", "page {code}, {number}")
