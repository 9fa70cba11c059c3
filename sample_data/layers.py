"""The tables of the delivery: which field says what, under its ten-byte name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import naming
import shapely
from delivery import Layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from district import District
    from jurisdictions import Unit
    from outfalls import Outfall
    from ownership import Ownership
    from rivers import River
    from segments import Segment
    from signboards import Signboard

    Columns = dict[str, Sequence[object]]


FACE_PARTS = (
    *("其他河长", "牌面起点", "牌面终点", "牌面长度", "牌面职责", "治理目标"),
    *("禁止行为", "管理范围", "宣传标语", "举报电话", "牌面落款", "落款日期"),
    *("示意图", "二维码"),
)


def ground_layers(district: District) -> dict[str, Layer]:
    """Return the layers that only speak of the ground.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    dict of str to Layer
        By path inside the delivery.
    """
    return {
        "行政区划/区界.shp": jurisdiction_layer([district.whole], "区"),
        "行政区划/镇界.shp": jurisdiction_layer(district.towns, "镇街"),
        "行政区划/村界.shp": jurisdiction_layer(district.villages, "村居"),
        "河湖 水系/河流.shp": river_layer(district),
        "河湖 水系/水库.shp": water_layer(district),
        "网格/责任网格.shp": cell_layer(district.cells),
    }


def jurisdiction_layer(units: list[Unit], level: str) -> Layer:
    """Return the layer of the borders of one level.

    Parameters
    ----------
    units : list of Unit
        The district, the towns or the villages.
    level : str
        区, 镇街 or 村居.

    Returns
    -------
    Layer
        One row for each.
    """
    parents = [unit.above.code if unit.above else naming.CITY_CODE for unit in units]
    columns: Columns = {
        "行政区划代": [unit.code for unit in units],
        "名称": [unit.name for unit in units],
        "级别": [level] * len(units),
        "上级代码": parents,
        "版本年份": [naming.EDITION] * len(units),
    }
    return Layer("Polygon", [unit.shape for unit in units], columns)


def cell_layer(cells: list[Unit]) -> Layer:
    """Return the layer of the cells.

    Parameters
    ----------
    cells : list of Unit
        The cells.

    Returns
    -------
    Layer
        One row for each.
    """
    columns: Columns = {
        "网格编码": [cell.code for cell in cells],
        "网格名称": [cell.name for cell in cells],
        "所属村代码": [cell.parent.code for cell in cells],
    }
    return Layer("Polygon", [cell.shape for cell in cells], columns)


def river_layer(district: District) -> Layer:
    """Return the layer of the rivers.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    Layer
        One row for each river.
    """
    rivers = district.rivers
    columns: Columns = {
        "河流代码": [river.code for river in rivers],
        "河流名称": [river.name for river in rivers],
        "河流级别": [river.levels for river in rivers],
        "河流类型": [river.regime for river in rivers],
        "流域面积": [river.area for river in rivers],
        "上级河流代": [river.parent.code if river.parent else "" for river in rivers],
        "防汛指挥长": [commander(district, river) for river in rivers],
    }
    shapes = [shapely.LineString(river.points) for river in rivers]
    return Layer("LineString", shapes, columns)


def water_layer(district: District) -> Layer:
    """Return the layer of the reservoirs.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    Layer
        Two rows for each reservoir.
    """
    waters = district.waters
    columns: Columns = {
        "水体代码": [water.code for water in waters],
        "水体名称": [water.name for water in waters],
        "管理部位": [water.part for water in waters],
        "水库规模": [water.scale for water in waters],
        "所属水库代": [reservoir_code(water.name) for water in waters],
    }
    return Layer("Polygon", [water.shape for water in waters], columns)


def commander(district: District, river: River) -> str:
    """Return the town whose flood commander answers for a river, where one does.

    Parameters
    ----------
    district : District
        The district.
    river : River
        The river.

    Returns
    -------
    str
        The code of the uppermost town, for the first tributary; else blank.
    """
    if river is not district.rivers[1]:
        return ""
    return next(one.town.code for one in district.segments if one.river is river)


def reservoir_code(name: str) -> str:
    """Return the code that water and shore of a reservoir share.

    Parameters
    ----------
    name : str
        The reservoir.

    Returns
    -------
    str
        Its code.
    """
    return f"{naming.DISTRICT_CODE}SK{naming.RESERVOIRS.index(name) + 1:02d}"


def segment_layer(segments: list[Segment], rows: list[Ownership]) -> Layer:
    """Return the layer of the segments with their ownership.

    Parameters
    ----------
    segments : list of Segment
        The segments.
    rows : list of Ownership
        One for each.

    Returns
    -------
    Layer
        One row for each segment.
    """
    columns: Columns = {
        "河段代码": [segment.code for segment in segments],
        "所属河流代": [segment.river.code for segment in segments],
        "河段序号": [segment.sequence for segment in segments],
        "河段名称": [segment.name for segment in segments],
        "起点位置": [segment.start for segment in segments],
        "终点位置": [segment.end for segment in segments],
        "河段长度": [round(segment.shape.length, 1) for segment in segments],
        "所属镇代码": [segment.town.code for segment in segments],
        "管理主体单": [row.managing for row in rows],
        "管护主体单": [row.caring for row in rows],
        "保洁单位": [row.cleaning for row in rows],
        "登记日期": [row.registered.day for row in rows],
        "登记人": [row.registered.person for row in rows],
        "登记文号": [row.registered.paper for row in rows],
        "确认日期": [row.confirmed.day for row in rows],
        "确认人": [row.confirmed.person for row in rows],
        "确认文号": [row.confirmed.paper for row in rows],
        "管护方式": [row.mode for row in rows],
        "合同编号": [row.contract for row in rows],
        "合同到期": [row.ends for row in rows],
        "流域管理机": [row.basin for row in rows],
    }
    return Layer("LineString", [segment.shape for segment in segments], columns)


def board_layer(boards: list[Signboard]) -> Layer:
    """Return the layer of the signboards.

    Parameters
    ----------
    boards : list of Signboard
        The boards.

    Returns
    -------
    Layer
        One row for each.
    """
    columns: Columns = {
        "公示牌编号": [board.code for board in boards],
        "公示牌级别": [board.level for board in boards],
        "公示牌类型": [board.kind for board in boards],
        "河段代码": [board.place.segment.code for board in boards],
        "设立日期": [board.installed for board in boards],
        "牌面河长": [board.printed.name for board in boards],
        "牌面职务": [board.printed.post for board in boards],
        "牌面电话": [board.printed.mobile for board in boards],
        "牌面河名": [
            board.place.segment.river.name if board.printed.name else ""
            for board in boards
        ],
        "完好状况": [board.state for board in boards],
        "标牌种类": [board.subtype for board in boards],
        "首次设立日": [board.erected for board in boards],
        "拆除日期": [board.removed for board in boards],
    }
    columns |= {
        name: [board.face.get(name, "") for board in boards] for name in FACE_PARTS
    }
    points = [board.point or board.place.point for board in boards]
    return Layer("Point", points, columns)


def outfall_layer(outfalls: list[Outfall]) -> Layer:
    """Return the layer of the outfalls.

    Parameters
    ----------
    outfalls : list of Outfall
        The outfalls.

    Returns
    -------
    Layer
        One row for each.
    """
    columns: Columns = {
        "排污口编码": [outfall.code for outfall in outfalls],
        "排污口名称": [outfall.name for outfall in outfalls],
        "排污口类型": [outfall.kind for outfall in outfalls],
        "规模以上": ["是" if outfall.large else "否" for outfall in outfalls],
        "审批状态": [outfall.approval for outfall in outfalls],
        "审批文号": [outfall.paper for outfall in outfalls],
        "最近监测日": [outfall.monitored for outfall in outfalls],
        "整改方式": [outfall.measure for outfall in outfalls],
        "整改状态": [outfall.state for outfall in outfalls],
        "受纳河段代": [outfall.place.segment.code for outfall in outfalls],
        "责任单位": [outfall.body for outfall in outfalls],
        "二级分类": [outfall.subclass for outfall in outfalls],
        "三级分类": [outfall.variety for outfall in outfalls],
        "审批日期": [outfall.approved for outfall in outfalls],
        "审批机关": [outfall.authority for outfall in outfalls],
        "监测间隔": [str(outfall.interval or "") for outfall in outfalls],
        "整改期限": [outfall.deadline for outfall in outfalls],
        "销号日期": [outfall.closed for outfall in outfalls],
        "销号人": [outfall.closer for outfall in outfalls],
        "销号说明": [outfall.closing for outfall in outfalls],
    }
    return Layer("Point", [outfall.place.point for outfall in outfalls], columns)
