"""The Chinese and English name, unit and format of every kind and field.

Everything an officer reads about the register comes from here: table heads, cards,
exports, findings. Window furniture (menus, buttons) is translated by Qt instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "CHIEF_NAMES",
    "FIELDS",
    "KIND_NAMES",
    "Field",
    "Format",
    "Kind",
    "Language",
    "OfficerError",
    "Text",
    "choice",
    "field_of",
    "show",
]


class Language(StrEnum):
    """The two languages of the interface; Chinese is the default."""

    ZH = "zh"
    EN = "en"


class Text(NamedTuple):
    """One sentence or name in both languages.

    Examples
    --------
    >>> Text("河段", "segment").of(Language.EN)
    'segment'
    """

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """Return the wording in `language`."""
        return self.en if language is Language.EN else self.zh

    def filled(self, **values: object) -> Text:
        """Return both wordings with ``{name}`` placeholders filled in."""
        return Text(self.zh.format(**values), self.en.format(**values))


class OfficerError(Exception):
    """An error an officer can meet: what happened, where, and what to do next.

    Parameters
    ----------
    text : Text
        The whole message in both languages.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Kind(StrEnum):
    """The kinds of things a store holds; the value is also the table's name."""

    JURISDICTION = "jurisdiction"
    RIVER = "river"
    SEGMENT = "segment"
    WATER_BODY = "water_body"
    CELL = "cell"
    SIGNBOARD = "signboard"
    OUTFALL = "outfall"
    OWNERSHIP = "ownership"
    PERSON = "person"
    POST = "post"
    TERM = "term"
    BODY = "body"
    FORMER_FACE = "former_face"
    MONITORING = "monitoring"
    SOURCE = "source"
    PUBLICATION = "publication"
    PHOTO = "photo"


class Format(StrEnum):
    """How a field is shown, stored and compared."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    LENGTH = "length"
    AREA = "area"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    PHONE = "phone"
    FACE = "face"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind.

    Parameters
    ----------
    key : str
        Name of the attribute on the frozen value and of the column in the store.
    name : Text
        What the officer reads.
    format : Format
        How it is shown; lengths are kept in metres, areas in square kilometres.
    """

    key: str
    name: Text
    format: Format = Format.TEXT

    @property
    def unit(self) -> Text | None:
        """Unit for the table head, or None."""
        return _UNITS.get(self.format)


_UNITS = {Format.LENGTH: Text("米", "m"), Format.AREA: Text("平方公里", "km²")}

KIND_NAMES: dict[Kind, Text] = {
    Kind.JURISDICTION: Text("行政区", "jurisdiction"),
    Kind.RIVER: Text("河流", "river"),
    Kind.SEGMENT: Text("河段", "segment"),
    Kind.WATER_BODY: Text("水库", "water body"),
    Kind.CELL: Text("网格", "cell"),
    Kind.SIGNBOARD: Text("公示牌", "signboard"),
    Kind.OUTFALL: Text("排污口", "outfall"),
    Kind.OWNERSHIP: Text("河段权属", "segment ownership"),
    Kind.PERSON: Text("人员", "person"),
    Kind.POST: Text("职务", "post"),
    Kind.TERM: Text("任期", "term of office"),
    Kind.BODY: Text("责任单位", "body"),
    Kind.FORMER_FACE: Text("旧牌面", "former face"),
    Kind.MONITORING: Text("监测记录", "monitoring"),
    Kind.SOURCE: Text("污染源", "source"),
    Kind.PUBLICATION: Text("公布记录", "publication"),
    Kind.PHOTO: Text("照片", "photograph"),
}


def _f(key: str, zh: str, en: str, form: Format = Format.TEXT) -> Field:
    return Field(key, Text(zh, en), form)


FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.JURISDICTION: (
        _f("code", "行政区划代码", "code", Format.CODE),
        _f("name", "名称", "name"),
        _f("level", "级别", "level", Format.CHOICE),
        _f("parent_code", "上级代码", "parent code", Format.CODE),
        _f("edition", "版本年份", "edition", Format.INTEGER),
    ),
    Kind.RIVER: (
        _f("code", "河流代码", "code", Format.CODE),
        _f("name", "河流名称", "name"),
        _f("levels", "河流级别", "levels", Format.CHOICES),
        _f("regime", "河流类型", "regime", Format.CHOICE),
        _f("basin_area", "流域面积", "basin area", Format.AREA),
        _f("parent_code", "上级河流代码", "parent river", Format.CODE),
        _f("commander_code", "防汛指挥长所在区划", "flood commander", Format.CODE),
    ),
    Kind.SEGMENT: (
        _f("code", "河段代码", "code", Format.CODE),
        _f("name", "河段名称", "name"),
        _f("river_code", "所属河流代码", "river code", Format.CODE),
        _f("sequence", "河段序号", "sequence", Format.INTEGER),
        _f("start", "起点位置", "start"),
        _f("end", "终点位置", "end"),
        _f("length", "河段长度", "length", Format.LENGTH),
        _f("town_code", "所属镇街代码", "town code", Format.CODE),
    ),
    Kind.WATER_BODY: (
        _f("code", "水体代码", "code", Format.CODE),
        _f("name", "水体名称", "name"),
        _f("part", "管理部位", "part", Format.CHOICE),
        _f("scale", "规模", "scale", Format.CHOICE),
        _f("reservoir_code", "所属水库代码", "reservoir code", Format.CODE),
    ),
    Kind.CELL: (
        _f("code", "网格编码", "code", Format.CODE),
        _f("name", "网格名称", "name"),
        _f("village_code", "所属村居代码", "village code", Format.CODE),
    ),
    Kind.SIGNBOARD: (
        _f("code", "公示牌编号", "code", Format.CODE),
        _f("level", "公示牌级别", "level", Format.CHOICE),
        _f("type", "公示牌类型", "type", Format.CHOICE),
        _f("segment_code", "河段代码", "segment code", Format.CODE),
        _f("installed", "设立日期", "installed", Format.DAY),
        _f("condition", "完好状况", "condition", Format.CHOICE),
        _f("face", "牌面内容", "face", Format.FACE),
        _f("subtype", "标牌种类", "kind of board", Format.CHOICE),
        _f("erected", "首次设立日期", "first erected", Format.DAY),
        _f("removed", "拆除日期", "removed", Format.DAY),
        _f("cell_code", "指定网格", "assigned cell", Format.CODE),
        _f("cell_reason", "指定原因", "reason for the cell"),
    ),
    Kind.OUTFALL: (
        _f("code", "排污口编码", "code", Format.CODE),
        _f("name", "排污口名称", "name"),
        _f("category", "排污口类型", "class", Format.CHOICE),
        _f("above_scale", "规模以上", "above scale", Format.FLAG),
        _f("approval", "审批状态", "approval", Format.CHOICE),
        _f("approval_document", "审批文号", "approval document"),
        _f("monitored", "最近监测日期", "last monitored", Format.DAY),
        _f("measure", "整改方式", "measure", Format.CHOICE),
        _f("rectification", "整改状态", "rectification", Format.CHOICE),
        _f("segment_code", "受纳河段代码", "segment code", Format.CODE),
        _f("responsible_body", "责任单位", "responsible body"),
        _f("subclass", "二级分类", "subclass", Format.CHOICE),
        _f("variety", "三级分类", "third-level class", Format.CHOICE),
        _f("approved_on", "审批日期", "approved on", Format.DAY),
        _f("approved_by", "审批机关", "approved by"),
        _f("frequency_days", "监测间隔(天)", "days between", Format.INTEGER),
        _f("deadline", "整改期限", "rectify by", Format.DAY),
        _f("closed_on", "销号日期", "closed out on", Format.DAY),
        _f("closed_by", "销号人", "closed out by"),
        _f("closing_note", "销号说明", "close-out evidence"),
        _f("cell_code", "指定网格", "assigned cell", Format.CODE),
        _f("cell_reason", "指定原因", "reason for the cell"),
    ),
    Kind.OWNERSHIP: (
        _f("segment_code", "河段代码", "segment code", Format.CODE),
        _f("bank", "岸别", "bank", Format.CHOICE),
        _f("managing_body", "管理主体", "managing body"),
        _f("caring_body", "管护主体", "caring body"),
        _f("cleaning_body", "保洁主体", "cleaning body"),
        _f("registered_on", "登记日期", "registered on", Format.DAY),
        _f("registered_by", "登记人", "registered by"),
        _f("registered_document", "登记文号", "registration document"),
        _f("confirmed_on", "确认日期", "confirmed on", Format.DAY),
        _f("confirmed_by", "确认人", "confirmed by"),
        _f("confirmed_document", "确认文号", "confirmation document"),
        _f("basin_body", "流域管理机构", "basin authority"),
        _f("care_mode", "管护方式", "care mode", Format.CHOICE),
        _f("contract", "合同编号", "contract"),
        _f("contract_end", "合同到期", "contract ends", Format.DAY),
    ),
    Kind.PERSON: (
        _f("name", "姓名", "name"),
        _f("unit", "单位及职务", "unit and title"),
        _f("office_phone", "办公电话", "office phone", Format.PHONE),
        _f("mobile", "手机", "mobile", Format.PHONE),
    ),
    Kind.POST: (
        _f("role", "职务", "role", Format.CHOICE),
        _f("level", "级别", "level", Format.CHOICE),
        _f("covers", "责任对象类型", "covers", Format.CHOICE),
        _f("covers_code", "责任对象代码", "covered code", Format.CODE),
        _f("reports_to", "上级职务", "reports to", Format.CODE),
    ),
    Kind.TERM: (
        _f("post_uid", "职务标识", "post", Format.CODE),
        _f("person_uid", "人员标识", "person", Format.CODE),
        _f("since", "任职日期", "since", Format.DAY),
        _f("until", "离任日期", "until", Format.DAY),
        _f("acting", "代管", "acting", Format.FLAG),
        _f("document", "任命文号", "appointing document"),
    ),
    Kind.BODY: (
        _f("name", "名称", "name"),
        _f("type", "单位类别", "type", Format.CHOICE),
        _f("contact", "联系人", "contact"),
        _f("phone", "联系电话", "phone", Format.PHONE),
        _f("note", "备注", "note"),
    ),
    Kind.FORMER_FACE: (
        _f("signboard_uid", "公示牌标识", "signboard", Format.CODE),
        _f("installed", "设立日期", "installed", Format.DAY),
        _f("until", "更换日期", "replaced", Format.DAY),
        _f("face", "牌面内容", "face", Format.FACE),
    ),
    Kind.MONITORING: (
        _f("outfall_uid", "排污口标识", "outfall", Format.CODE),
        _f("on", "监测日期", "sampled on", Format.DAY),
        _f("result", "监测结果", "result", Format.CHOICE),
        _f("tested_by", "监测单位", "tested by"),
        _f("note", "备注", "note"),
    ),
    Kind.SOURCE: (
        _f("code", "污染源编码", "code", Format.CODE),
        _f("name", "污染源名称", "name"),
        _f("category", "污染源类别", "category", Format.CHOICE),
        _f("responsible_body", "责任单位", "responsible body"),
        _f("village_code", "所在村居代码", "village code", Format.CODE),
        _f("outfall_code", "排污口编码", "outfall code", Format.CODE),
        _f("place", "位置", "place"),
    ),
    Kind.PUBLICATION: (
        _f("what", "种类", "kind", Format.CHOICE),
        _f("on", "日期", "day", Format.DAY),
        _f("subject", "对象代码", "subject", Format.CODE),
        _f("document", "文号或文件", "document"),
        _f("medium", "公布途径", "medium"),
        _f("by", "经办人", "by"),
        _f("content", "当时内容", "content"),
    ),
    Kind.PHOTO: (
        _f("kind", "对象类型", "kind of row", Format.CHOICE),
        _f("row_uid", "对象标识", "row", Format.CODE),
        _f("role", "用途", "use", Format.CHOICE),
        _f("taken", "拍摄日期", "taken", Format.DAY),
        _f("name", "文件名", "file name"),
        _f("sha256", "校验值", "hash", Format.CODE),
    ),
}

_CHOICES: dict[str, Text] = {
    "city": Text("市", "city"),
    "district": Text("区", "district"),
    "town": Text("镇街", "town"),
    "village": Text("村居", "village"),
    "municipal": Text("市级", "municipal"),
    "water": Text("水域", "water"),
    "shore": Text("陆域", "shore"),
    "left": Text("左岸", "left bank"),
    "right": Text("右岸", "right bank"),
    "both": Text("两岸", "both banks"),
    "perennial": Text("常年", "perennial"),
    "seasonal": Text("季节性", "seasonal"),
    "gully": Text("山沟", "gully"),
    "jurisdiction": Text("行政区", "jurisdiction"),
    "river": Text("河流", "river"),
    "segment": Text("河段", "segment"),
    "water_body": Text("水体", "water body"),
    "cell": Text("网格", "cell"),
    "signboard": Text("公示牌", "signboard"),
    "outfall": Text("排污口", "outfall"),
    "roster": Text("河长名单", "public roster"),
    "sheet": Text("图件", "printed sheet"),
    "book": Text("图册", "map book"),
    "confirmation": Text("权属确认表", "confirmation form"),
    "face": Text("公示牌牌面", "board face"),
    "directory": Text("河流名录", "river directory"),
    "before": Text("整改前", "before"),
    "after": Text("整改后", "after"),
    "site": Text("现场", "on site"),
    "approval": Text("排污口审批变更", "change of approval"),
    "rectification": Text("排污口整改", "rectification"),
}
_RANKS: dict[str, Text] = {
    "municipal": Text("市级", "municipal"),
    "district": Text("区级", "district"),
    "town": Text("镇级", "town"),
    "village": Text("村级", "village"),
}
CHIEF_NAMES: dict[str, Text] = {
    "district": Text("区级河长", "district chief"),
    "town": Text("镇级河长", "town chief"),
    "village": Text("村级河长", "village chief"),
}
"""What the chief of each rank is called, highest first."""
_RANKED = {
    (Kind.RIVER, "levels"),
    (Kind.SIGNBOARD, "level"),
    (Kind.POST, "level"),
}


def field_of(kind: Kind, key: str) -> Field:
    """Return the field `key` of `kind`; KeyError where there is none."""
    for field in FIELDS[kind]:
        if field.key == key:
            return field
    raise KeyError(f"{kind}.{key}")


def choice(value: str, language: Language, *, ranked: bool = False) -> str:
    """Return the wording of a code such as ``village``; unknown ones stay as they are.

    Parameters
    ----------
    value : str
        The code kept in the store. Values of editable codelists are kept in the
        officer's own words and come back unchanged.
    language : Language
        Wanted language.
    ranked : bool
        Word a level as a rank (村级) instead of as an area (村居).
    """
    table = _RANKS if ranked and value in _RANKS else _CHOICES
    text = table.get(value)
    return text.of(language) if text else value


def show(kind: Kind, key: str, value: object, language: Language) -> str:
    """Return `value` as an officer reads it in a table, a card or a print.

    Examples
    --------
    >>> show(Kind.SEGMENT, "length", 1234.56, Language.ZH)
    '1,235'
    >>> show(Kind.RIVER, "levels", ("municipal", "district"), Language.ZH)
    '市级、区级'
    """
    if value is None or value == "" or value == ():
        return ""
    field = field_of(kind, key)
    ranked = (kind, key) in _RANKED
    return _shown(field.format, value, language, ranked=ranked)


def _shown(form: Format, value: object, language: Language, *, ranked: bool) -> str:
    if isinstance(value, bool):
        yes, no = ("是", "否") if language is Language.ZH else ("yes", "no")
        return yes if value else no
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        words = [choice(str(v), language, ranked=ranked) for v in value]
        return ("、" if language is Language.ZH else ", ").join(words)
    if form is Format.LENGTH and isinstance(value, int | float):
        return f"{value:,.0f}"
    if form is Format.AREA and isinstance(value, int | float):
        return f"{value:,.2f}"
    if form is Format.CHOICE:
        return choice(str(value), language, ranked=ranked)
    return str(value)
