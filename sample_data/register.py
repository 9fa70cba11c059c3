"""What the office registers besides shapes: bodies, faces, monitorings, papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import naming
import numpy as np
import shapely
from people import Holder, Roster

if TYPE_CHECKING:
    from delivery import Table
    from district import District
    from outfalls import Outfall
    from ownership import Ownership
    from segments import Segment
    from signboards import Signboard
    from unrest import Fault

BASIN_BODY = "岚海市云溪河流域管理处"
CENTRAL_BODY = "岚海铁路工务段"
FIRST_BOARD = date(2016, 8, 1)
LABORATORIES = ("岚海清析环境检测有限公司", "云溪区环境监测站", "岚海蓝测检测有限公司")
OTHER_BOARDS = ("水源地标志牌",) * 3 + ("警示牌",) * 3 + ("界桩",) * 2 + ("里程碑",) * 2
REMOVED = (date(2026, 3, 12), date(2026, 6, 25), date(2026, 9, 8))
SPILT = "云溪区净川河道养护公司"
DUTIES = "巡查本河段，督促问题整改，协调上下游和左右岸。"
GOALS = "河畅、水清、岸绿、景美。"
FORBIDDEN = "禁止倾倒垃圾、直排污水、侵占河道、擅自采砂。"
SLOGAN = "保护河流，从我做起。"
NO_NAME = Holder("", "", "", "", "", "", "", [], [])


# --- boards -------------------------------------------------------------------------


def dress_boards(
    rng: np.random.Generator,
    boards: list[Signboard],
    stale: list[Signboard],
    district: District,
    roster: Roster,
) -> tuple[Table, list[Fault]]:
    """Give boards their subtypes, whole faces and past; let one stray.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    boards, stale : list of Signboard
        All boards, changed in place, and those that must stay as they are.
    district, roster : District, Roster
        What and whom they name.

    Returns
    -------
    former : list of dict
        The rows of former faces.
    faults : list of tuple of str
        Rule, kind, code and note of each.
    """
    seen: set[str] = set()
    spare = []
    for board in boards:
        if board.place.segment.code in seen and board not in stale:
            spare.append(board)
        seen.add(board.place.segment.code)
    spare = [spare[place] for place in rng.permutation(len(spare))]
    for subtype in OTHER_BOARDS:
        board = spare.pop()
        board.subtype, board.level, board.kind = subtype, "", "永久"
        board.printed = NO_NAME
    for day in REMOVED:
        board = spare.pop()
        board.removed = max(day, board.installed + timedelta(30))
    point, away = loneliest(district)
    stray = min(
        (board for board in spare if board.level == "镇级"),
        key=lambda board: board.place.point.distance(point),
    )
    stray.point = point
    former: Table = []
    for board in boards:
        if board.printed is not NO_NAME:
            board.face = face_parts(board, roster)
        board.erected, rows = past(rng, board, roster)
        former += rows
    note = f"离最近的河流约 {away:.0f} 米"
    return former, [
        ("point_far_from_river", "signboard", stray.code, note),
        ("signboard_far_from_bank", "signboard", stray.code, note),
    ]


def loneliest(district: District) -> tuple[shapely.Point, float]:
    """Return the middle of the cell farthest from any river.

    Parameters
    ----------
    district : District
        The district.

    Returns
    -------
    point : Point
        The place, to the centimetre.
    away : float
        Metres to the nearest river or water.
    """
    wet = shapely.union_all(
        [one.shape for one in district.segments]
        + [one.shape for one in district.waters]
    )
    shapely.prepare(wet)
    middles = [shapely.point_on_surface(cell.shape) for cell in district.cells]
    away = shapely.distance(middles, wet)
    best = middles[int(np.argmax(away))]
    return shapely.Point(round(best.x, 2), round(best.y, 2)), float(away.max())


def face_parts(board: Signboard, roster: Roster) -> dict[str, str]:
    """Return the parts of a face besides its chief.

    Parameters
    ----------
    board : Signboard
        The board.
    roster : Roster
        Who else is printed on it.

    Returns
    -------
    dict of str to str
        By field of the delivery.
    """
    segment, village = board.place.segment, board.place.village
    ranks = {
        "区级": ("区级河长", roster.of_river[segment.river.code]),
        "镇级": ("镇级河长", roster.of_unit[segment.town.code][0]),
        "村级": ("村级河长", roster.of_unit[village.code][0]),
    }
    own = "区级" if board.level == "市级" else board.level
    others = [pair for rank, pair in ranks.items() if rank != own]
    return {
        "其他河长": "；".join(f"{post} {one.name} {one.phone}" for post, one in others),
        "牌面起点": segment.start,
        "牌面终点": segment.end,
        "牌面长度": f"{segment.shape.length / 1000:.2f}公里",
        "牌面职责": DUTIES,
        "治理目标": GOALS,
        "禁止行为": FORBIDDEN,
        "管理范围": "河道两岸堤防外侧15米以内",
        "宣传标语": SLOGAN,
        "举报电话": naming.office_phone(9),
        "牌面落款": "云溪区河长制办公室",
        "落款日期": f"{board.installed.year}年{board.installed.month}月",
        "示意图": "是",
        "二维码": "是",
    }


def past(
    rng: np.random.Generator, board: Signboard, roster: Roster
) -> tuple[date | None, Table]:
    """Return when a board first stood somewhere, and what stood on it until today's.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    board : Signboard
        The board.
    roster : Roster
        Those who left, and names nobody has.

    Returns
    -------
    erected : date or None
        None where today's face is its first.
    rows : list of dict
        Its former faces.
    """
    before = next(
        (
            one
            for one in roster.former
            if one.post == board.holder.post
            and one.codes[0] == board.holder.codes[0]
            and one is not board.printed
        ),
        None,
    )
    if before is None and rng.random() < 0.4:
        return None, []
    latest = min(date(2020, 6, 30), board.installed - timedelta(400))
    erected = FIRST_BOARD + timedelta(int(rng.integers((latest - FIRST_BOARD).days)))
    if board.printed is NO_NAME or board.removed:
        return erected, []
    if before is None:
        before = replace(
            board.printed,
            name=next(roster.names),
            mobile=naming.mobile(next(roster.serials)),
        )
    row = {
        "公示牌编号": board.code,
        "设立日期": erected,
        "更换日期": board.installed,
        "牌面河长": before.name,
        "牌面职务": board.printed.post,
        "牌面电话": before.mobile,
        "牌面河名": board.place.segment.river.name,
    }
    return erected, [row]


# --- ownership ----------------------------------------------------------------------


def contract_out(
    rng: np.random.Generator, segments: list[Segment], rows: list[Ownership]
) -> list[Fault]:
    """Say how care is given and until when; let two contracts run out.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    segments : list of Segment
        The segments.
    rows : list of Ownership
        One for each; changed in place.

    Returns
    -------
    list of tuple of str
        Rule, kind, code and note of each fault.
    """
    bought = []
    for serial, (segment, row) in enumerate(zip(segments, rows, strict=True), 1):
        if "市级" in segment.river.levels:
            row.basin = BASIN_BODY
        if row.cleaning.endswith("公司"):
            row.mode = "购买服务"
            year = int(rng.integers(2024, 2027))
            row.contract = f"云水养合{year}-{serial:03d}"
            row.ends = date(year + int(rng.integers(3, 5)), 12, 31)
            bought.append(serial - 1)
        else:
            row.mode = "分片包干" if rng.random() < 0.7 else "受益人自管"
    faults = []
    late = sorted(rng.permutation(bought)[:3].tolist())
    for place in late[:2]:
        rows[place].ends = date(2026, 6, 30)
        code = segments[place].code
        faults.append(("contract_expired", "ownership", code, "合同 2026-06-30 到期"))
    rows[late[2]].cleaning = SPILT
    note = f"“{SPILT}”不在责任单位表中"
    code = segments[late[2]].code
    return [*faults, ("ownership_body_unknown", "ownership", code, note)]


def share_banks(
    rng: np.random.Generator, segments: list[Segment], rows: list[Ownership]
) -> tuple[Table, list[Fault]]:
    """Let the banks of four segments belong to different bodies; seed contradictions.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    segments : list of Segment
        The segments.
    rows : list of Ownership
        One for each; those that go to the banks are emptied.

    Returns
    -------
    banks : list of dict
        The rows of single banks.
    faults : list of tuple of str
        Rule, kind, code and note of each.
    """
    whole = [
        place
        for place, row in enumerate(rows)
        if row.registered.day is None and row.managing and row.caring and not row.ends
    ]
    chosen = rng.permutation(whole)[:5].tolist()
    table: Table = []
    for number, place in enumerate(chosen[:4]):
        own = rows[place]
        other = replace(own, managing=CENTRAL_BODY, caring=CENTRAL_BODY)
        if number:
            town = segments[(place + 40) % len(segments)].town.name
            ending = "办事处" if town.endswith("街道") else "人民政府"
            other = replace(own, managing=town + ending, caring=f"{town}水务站")
        code = segments[place].code
        paper = naming.paper_number("云河办登", 2026, 900 + number)
        table.append(bank_row(code, "左岸", own) | registered(paper))
        table.append(bank_row(code, "右岸", other))
        rows[place] = replace(
            own, managing="", caring="", cleaning="", mode="", basin="", contract=""
        )
    mixed, unknown = segments[chosen[4]].code, f"{naming.DISTRICT_CODE}000999"
    table.append(bank_row(mixed, "左岸", rows[chosen[4]]))
    table.append(bank_row(unknown, "两岸", rows[chosen[4]]))
    early = next(place for place, row in enumerate(rows) if row.confirmed.day)
    row = rows[early]
    first, last = row.registered.day, row.confirmed.day
    row.registered = replace(row.registered, day=last)
    row.confirmed = replace(row.confirmed, day=first)
    return table, [
        ("ownership_banks_mixed", "ownership", mixed, "既有两岸，又有左岸"),
        ("ownership_segment_unknown", "ownership", unknown, "河段不存在"),
        (
            "ownership_confirmed_early",
            "ownership",
            segments[early].code,
            f"{first} 确认，{last} 登记",
        ),
    ]


def bank_row(code: str, bank: str, own: Ownership) -> dict[str, str | date | None]:
    """Return the row of one bank.

    Parameters
    ----------
    code, bank : str
        Segment and bank.
    own : Ownership
        Its bodies.

    Returns
    -------
    dict
        The row.
    """
    return {
        "河段代码": code,
        "岸别": bank,
        "管理主体": own.managing,
        "管护主体": own.caring,
        "保洁主体": own.cleaning,
        "管护方式": own.mode,
        "登记日期": None,
        "登记人": "",
        "登记文号": "",
    }


def registered(paper: str) -> dict[str, str | date | None]:
    """Return what a row says that is registered.

    Parameters
    ----------
    paper : str
        The document.

    Returns
    -------
    dict
        Part of a row.
    """
    return {"登记日期": date(2026, 9, 21), "登记人": "云溪区水务局", "登记文号": paper}


def list_bodies(rows: list[Ownership], banks: Table) -> tuple[Table, list[Fault]]:
    """List every body that ownership names, with its type; spoil a phone.

    Parameters
    ----------
    rows : list of Ownership
        The rows of segments.
    banks : list of dict
        The rows of banks.

    Returns
    -------
    bodies : list of dict
        By name.
    faults : list of tuple of str
        Rule, kind, code and note of each.
    """
    names = {BASIN_BODY}
    for row in rows:
        names |= {row.managing, row.caring, row.cleaning}
    for bank in banks:
        names |= {str(bank[key]) for key in ("管理主体", "管护主体", "保洁主体")}
    table: Table = []
    ordered = sorted(names - {"", SPILT}, key=lambda name: (body_type(name), name))
    for serial, name in enumerate(ordered, start=1):
        table.append(
            {
                "单位名称": name,
                "单位类别": body_type(name),
                "单位联系人": f"{name[:1]}{naming.STEMS[serial % 10]}联系人",
                "单位电话": naming.office_phone(2000 + serial),
                "单位备注": "",
            }
        )
    mute = next(row for row in table if row["单位类别"] == "承包单位")
    mute["单位电话"] = "电话待补"
    return table, [("phone_malformed", "body", str(mute["单位名称"]), "电话待补")]


def body_type(name: str) -> str:
    """Return the type of a body, told by its name.

    Parameters
    ----------
    name : str
        The body.

    Returns
    -------
    str
        A word of the codelist of body types.
    """
    if name == CENTRAL_BODY:
        return "中央单位"
    if name.startswith("岚海市"):
        return "市属单位"
    if name.endswith("公司"):
        return "承包单位"
    if name.endswith("保洁队"):
        return "村居"
    return "区级单位" if name.startswith("云溪区") else "镇街"


# --- outfalls -----------------------------------------------------------------------


def monitorings_of(rng: np.random.Generator, outfalls: list[Outfall]) -> Table:
    """Return the monitorings of all outfalls, the last one on the day they name.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfalls : list of Outfall
        The outfalls.

    Returns
    -------
    list of dict
        By outfall and day.
    """
    table: Table = []
    for outfall in outfalls:
        if outfall.monitored is None:
            continue
        days = [outfall.monitored]
        for _ in range(int(rng.integers(1, 5)) if outfall.large else 0):
            days.append(days[-1] - timedelta(int(rng.integers(80, 200))))
        for day in sorted(days):
            passed = day == outfall.monitored or rng.random() < 0.85
            table.append(
                {
                    "排污口编码": outfall.code,
                    "监测日期": day,
                    "监测结果": "达标" if passed else "不达标",
                    "监测单位": str(rng.choice(LABORATORIES)),
                    "监测说明": "" if passed else "氨氮超标，已复测",
                }
            )
    return table


def sources_of(
    rng: np.random.Generator, outfalls: list[Outfall]
) -> tuple[Table, list[Fault]]:
    """Return what discharges through some outfalls, several through one.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    outfalls : list of Outfall
        The outfalls.

    Returns
    -------
    sources : list of dict
        By code.
    faults : list of tuple of str
        Rule, kind, code and note of each.
    """
    table: Table = []
    for place in sorted(rng.permutation(len(outfalls))[:45].tolist()):
        outfall = outfalls[place]
        village = outfall.place.village
        for part in range(1, int(rng.integers(1, 4)) + 1):
            table.append(
                {
                    "污染源编码": f"{naming.DISTRICT_CODE}WR{len(table) + 1:04d}",
                    "污染源名称": f"{outfall.body}{naming.ordinal(part)}号源",
                    "污染源类别": SOURCE_CATEGORIES[outfall.kind],
                    "排污单位": outfall.body,
                    "所在村居代码": village.code,
                    "排污口编码": outfall.code,
                    "污染源位置": f"{village.name}，排污口上方",
                }
            )
    foreign, lost, loose = (table[place] for place in (11, 29, 47))
    foreign["污染源编码"] = "990102WR0012"
    lost["所在村居代码"] = f"{naming.DISTRICT_CODE}999999"
    loose["排污口编码"] = f"{naming.DISTRICT_CODE}PW9999"
    return table, [
        ("code_foreign", "source", "990102WR0012", "前六位不是本区代码"),
        ("reference_broken", "source", str(lost["污染源编码"]), "村居不存在"),
        ("source_without_outfall", "source", str(loose["污染源编码"]), "排污口不存在"),
    ]


SOURCE_CATEGORIES = {
    "工业排污口": "工业企业",
    "城镇污水处理厂排污口": "城镇生活",
    "农业排口": "畜禽养殖",
    "其他排口": "农村生活",
}


# --- papers -------------------------------------------------------------------------


def publications_of(
    district: District, outfaced: list[Signboard]
) -> tuple[Table, list[Fault]]:
    """Return what was given out: rosters, maps of towns, faces, forms.

    Parameters
    ----------
    district : District
        The district.
    outfaced : list of Signboard
        Boards whose face was made this year.

    Returns
    -------
    publications : list of dict
        By day.
    faults : list of tuple of str
        Rule, kind, code and note of each.
    """
    table: Table = [
        given_out("河长名单", day, naming.DISTRICT_CODE, f"云溪区河长名单{day:%Y%m}")
        for day in (date(2026, 1, 15), date(2026, 7, 10))
    ]
    table.append(
        given_out(
            "河流名录", date(2026, 2, 2), naming.DISTRICT_CODE, "河流分级分段名录"
        )
    )
    for number, town in enumerate(district.towns):
        day = date(2026, 3, 2) + timedelta(7 * number)
        table.append(given_out("图件", day, town.code, f"{town.name}河长制工作图"))
    for segment in district.segments[:6]:
        day = date(2026, 8, 20)
        name = f"{segment.name}权属确认表"
        table.append(given_out("权属确认表", day, segment.code, name))
    for board in outfaced:
        name = f"{board.code}牌面"
        table.append(given_out("公示牌牌面", board.installed, board.code, name))
    dateless = table[-1]
    dateless["发布日期"] = None
    code = str(dateless["发布对象代码"])
    return table, [("publication_without_day", "publication", code, "没有发布日期")]


def given_out(
    what: str, day: date, subject: str, name: str
) -> dict[str, str | date | None]:
    """Return the row of something given out.

    Parameters
    ----------
    what, subject, name : str
        Its kind, the code it is about, its name.
    day : date
        When.

    Returns
    -------
    dict
        The row.
    """
    public = what in ("河长名单", "河流名录")
    return {
        "发布种类": what,
        "发布日期": day,
        "发布对象代码": subject,
        "发布文件": name,
        "发布途径": "区政府网站" if public else "纸质",
        "发布经办人": "云溪区河长办",
        "发布内容": "",
    }
