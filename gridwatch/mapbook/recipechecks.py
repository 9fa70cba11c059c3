"""What is wrong with a recipe: blocks off the paper, on each other, without a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridwatch.district.wording import Text
from gridwatch.mapbook.paper import Rect
from gridwatch.mapbook.recipe import BlockKind, Recipe, RecipeBlock, RecipeKind, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BLOCK_NAMES", "SUBJECTS", "check_recipe"]

SUBJECTS = ("district", "town", "village", "cell", "river", "signboard")
_SLACK = 0.011
_LEAST = 3.0
"""A block smaller than so many millimetres cannot be meant."""
_NEEDED = {
    RecipeKind.MAP: BlockKind.MAP,
    RecipeKind.STRIP: BlockKind.MAP,
    RecipeKind.FIELD: BlockKind.CODE,
    RecipeKind.FACE: BlockKind.FACE,
}

BLOCK_NAMES = {
    BlockKind.TITLE: Text("图名", "title"),
    BlockKind.MAP: Text("地图", "map"),
    BlockKind.LEGEND: Text("图例", "legend"),
    BlockKind.SCALE: Text("比例尺", "scale"),
    BlockKind.NORTH: Text("指北针", "north arrow"),
    BlockKind.LOCATOR: Text("位置图", "locator"),
    BlockKind.TABLE: Text("表格", "table"),
    BlockKind.INSETS: Text("分镇小表", "town tables"),
    BlockKind.TEXT: Text("文字", "text"),
    BlockKind.IMPRINT: Text("图廓外说明", "imprint"),
    BlockKind.RULER: Text("检核尺", "check ruler"),
    BlockKind.SHEETS: Text("国家基本比例尺图号", "sheet numbers"),
    BlockKind.CODE: Text("页码编码", "page code"),
    BlockKind.SIGNATURES: Text("签字栏", "signatures"),
    BlockKind.FACE: Text("牌面", "face"),
}
"""What blocks are called."""


def check_recipe(recipe: Recipe) -> Iterator[Text]:
    """Yield what is wrong, a sentence each; nothing where the recipe can be used."""
    if not recipe.subjects:
        yield _NO_SUBJECT
    for landscape in recipe.turns:
        yield from _of_direction(recipe, landscape=landscape)
    known = {table.id for table in recipe.tables}
    for block in recipe.blocks:
        if block.kind is BlockKind.TABLE and block.table not in known:
            listed = "、".join(sorted(known)) or "—"
            yield _NO_TABLE.filled(table=block.table, known=listed)
    for table in recipe.tables:
        if not table.columns:
            yield _NO_COLUMN.filled(table=table.id)


def _of_direction(recipe: Recipe, *, landscape: bool) -> Iterator[Text]:
    page = page_of(recipe, landscape=landscape)
    paper = Rect(0.0, 0.0, page.width, page.height)
    blocks = recipe.blocks_on(landscape=landscape)
    placed = [(one, one.place.on(page.width, page.height)) for one in blocks]
    turn = Text(*(("横向", "landscape") if landscape else ("纵向", "portrait")))
    if not any(one.kind is _NEEDED[recipe.kind] for one in blocks):
        name = BLOCK_NAMES[_NEEDED[recipe.kind]]
        yield _MISSING.filled(
            name=name.zh, name_en=name.en, turn=turn.zh, turn_en=turn.en
        )
    for block, rect in placed:
        if min(rect.width, rect.height) < _LEAST:
            yield _told(_TOO_SMALL, block, rect, turn, recipe.paper)
        elif not paper.contains(rect, _SLACK):
            yield _told(_OFF, block, rect, turn, recipe.paper)
    for i, (one, rect) in enumerate(placed):
        for other, beside in placed[i + 1 :]:
            if rect.overlaps(beside, _SLACK) and not _allowed(one, other):
                first, second = BLOCK_NAMES[one.kind], BLOCK_NAMES[other.kind]
                yield _OVERLAP.filled(
                    one=first.zh,
                    other=second.zh,
                    one_en=first.en,
                    other_en=second.en,
                    turn=turn.zh,
                    turn_en=turn.en,
                )


def _allowed(one: RecipeBlock, other: RecipeBlock) -> bool:
    """Tell whether two blocks may share room: one lies on the map on purpose."""
    kinds = {one.kind, other.kind}
    over = one.over or other.over
    return over and bool(kinds & {BlockKind.MAP, BlockKind.FACE})


def _told(
    sentence: Text, block: RecipeBlock, rect: Rect, turn: Text, paper: str
) -> Text:
    name = BLOCK_NAMES[block.kind]
    return sentence.filled(
        name=name.zh,
        name_en=name.en,
        turn=turn.zh,
        turn_en=turn.en,
        paper=paper,
        x=f"{rect.x:g}",
        y=f"{rect.y:g}",
        right=f"{rect.right:g}",
        bottom=f"{rect.bottom:g}",
    )


_OFF = Text(
    "“{name}”超出纸面：{paper} {turn}上它占横向 {x}—{right}、纵向 {y}—{bottom} 毫米。",
    "the {name_en} lies off the paper: on {paper} {turn_en} it takes {x} to {right} "
    "across and {y} to {bottom} mm down.",
)
_TOO_SMALL = Text(
    "“{name}”太小：{paper} {turn}上它占横向 {x}—{right}、纵向 {y}—{bottom} 毫米。",
    "the {name_en} is too small: on {paper} {turn_en} it takes {x} to {right} across "
    "and {y} to {bottom} mm down.",
)
_OVERLAP = Text(
    "{turn}上“{one}”和“{other}”重叠；要压在地图上，请写 over = true。",
    "{one_en} and {other_en} overlap ({turn_en}); to lie on the map write over = true.",
)
_MISSING = Text("{turn}上没有“{name}”块。", "no {name_en} block ({turn_en}).")
_NO_TABLE = Text(
    "表格块要用的表“{table}”没有定义，已定义的有：{known}。",
    "a table block names the table “{table}”; there are: {known}.",
)
_NO_COLUMN = Text("表“{table}”没有列。", "the table “{table}” has no columns.")
_NO_SUBJECT = Text(
    "没有写 subjects（给什么制图）。", "subjects (what the sheet is about) is missing."
)
