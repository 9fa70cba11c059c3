"""Which columns the tables of sheets can have, by what their rows are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridwatch.district.wording import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SOURCES", "SOURCE_NAMES", "ColumnKind"]


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """What a column is called, and how it is set.

    Parameters
    ----------
    head : Text
        Its head where the recipe gives none.
    numeric : bool
        Whether figures stand right.
    summed : bool
        Whether the last row has its sum.
    """

    head: Text
    numeric: bool = False
    summed: bool = False


_NUMBER = ColumnKind(Text("序号", "No."), numeric=True)
_RIVER = ColumnKind(Text("河流", "River"))
_SEGMENT = ColumnKind(Text("河段", "Segment"))
_LENGTH = ColumnKind(Text("长度 km", "Length km"), numeric=True, summed=True)
_VILLAGE = ColumnKind(Text("村居", "Village"))
_CHAINAGE = ColumnKind(Text("桩号", "Chainage"))
_BANK = ColumnKind(Text("岸别", "Bank"))
_CODE = ColumnKind(Text("编号", "Code"))
_STATE = ColumnKind(Text("状态", "State"))
_PHONE = ColumnKind(Text("电话", "Phone"))
_CHIEFS = {
    "district_chief": ColumnKind(Text("区级河长", "District chief")),
    "town_chief": ColumnKind(Text("镇级河长", "Town chief")),
    "village_chief": ColumnKind(Text("村级河长", "Village chiefs")),
}
_BODIES = {
    "managing_body": ColumnKind(Text("管理主体", "Managing body")),
    "caring_body": ColumnKind(Text("管护主体", "Caring body")),
    "cleaning_body": ColumnKind(Text("保洁主体", "Cleaning body")),
}
_COUNTS = {
    "rivers": ColumnKind(Text("河流 条", "Rivers"), numeric=True),
    "length": _LENGTH,
    "signboards": ColumnKind(Text("公示牌", "Boards"), numeric=True, summed=True),
    "stale": ColumnKind(Text("过期牌", "Stale"), numeric=True, summed=True),
    "outfalls": ColumnKind(Text("排污口", "Outfalls"), numeric=True, summed=True),
}

SOURCES: Mapping[str, Mapping[str, ColumnKind]] = {
    "segments": {
        "number": _NUMBER,
        "river": _RIVER,
        "segment": _SEGMENT,
        "length": _LENGTH,
        **_CHIEFS,
        "phone": _PHONE,
        **_BODIES,
        "code": _CODE,
    },
    "rivers": {
        "number": _NUMBER,
        "river": _RIVER,
        "rank": ColumnKind(Text("级别", "Level")),
        "regime": ColumnKind(Text("类型", "Regime")),
        "segments": ColumnKind(Text("河段 个", "Segments"), numeric=True, summed=True),
        "length": _LENGTH,
        "chief": ColumnKind(Text("河长", "Chief")),
        "phone": _PHONE,
        "code": _CODE,
    },
    "ownership": {
        "number": _NUMBER,
        "river": _RIVER,
        "segment": _SEGMENT,
        "length": _LENGTH,
        "bank": _BANK,
        **_BODIES,
        "state": _STATE,
        "document": ColumnKind(Text("依据", "Document")),
    },
    "chiefs": {
        "number": _NUMBER,
        "role": ColumnKind(Text("职务", "Post")),
        "name": ColumnKind(Text("姓名", "Name")),
        "unit": ColumnKind(Text("单位", "Unit")),
        "covers": ColumnKind(Text("责任范围", "Covers")),
        "phone": _PHONE,
    },
    "signboards": {
        "number": _NUMBER,
        "code": _CODE,
        "river": _RIVER,
        "segment": _SEGMENT,
        "chainage": _CHAINAGE,
        "bank": _BANK,
        "village": _VILLAGE,
        "level": ColumnKind(Text("级别", "Level")),
        "shown": ColumnKind(Text("牌上河长", "On the board")),
        "state": _STATE,
    },
    "outfalls": {
        "number": _NUMBER,
        "code": _CODE,
        "name": ColumnKind(Text("名称", "Name")),
        "category": ColumnKind(Text("类别", "Class")),
        "river": _RIVER,
        "segment": _SEGMENT,
        "chainage": _CHAINAGE,
        "bank": _BANK,
        "village": _VILLAGE,
        "body": ColumnKind(Text("责任主体", "Responsible")),
        "approval": ColumnKind(Text("审批", "Approval")),
        "monitored": ColumnKind(Text("最近监测", "Monitored")),
        "state": _STATE,
    },
    "areas": {
        "number": _NUMBER,
        "name": ColumnKind(Text("名称", "Name")),
        "chief": ColumnKind(Text("河长", "Chief")),
        "phone": _PHONE,
        **_COUNTS,
    },
}
"""Keys of the rows of tables, and of the columns that each can have."""

SOURCE_NAMES: Mapping[str, Text] = {
    "segments": Text("河流责任表", "Rivers and chiefs"),
    "rivers": Text("河流名录", "Rivers"),
    "ownership": Text("河段权属表", "Ownership of segments"),
    "chiefs": Text("河长名单", "Chiefs"),
    "signboards": Text("公示牌一览表", "Signboards"),
    "outfalls": Text("入河排污口一览表", "Outfalls"),
    "areas": Text("辖区一览表", "Areas"),
}
