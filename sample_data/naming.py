"""Made-up names: towns, villages, rivers, persons, phones, numbers of papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

DISTRICT_CODE, CITY_CODE = "990101", "990100"
DISTRICT, CITY = "云溪区", "岚海市"
EDITION = 2026

SUBDISTRICTS = ("望溪街道", "澄波街道")
TOWNS = (
    *("青石", "柳湾", "松岭", "竹泉", "枫坪", "白鹭", "芦汀"),
    *("杏川", "云岫", "砚泉", "桐荫", "荷汀", "栖鹤"),
)
TOWNSHIPS = ("霜岭", "听松", "岚峪", "烟岭")

VILLAGE_FIRST = "柳松竹杏梨桃枣槐榆桐枫荷菊兰芦麦鹤鹭燕鹿霞霜月星云雪青碧丹砚"
VILLAGE_SECOND = "湾坪泉溪坞岭台井渡塘峪坡洼庄店屯营汀桥园沟浦"

MAIN_RIVER = "云溪河"
RIVER_STEMS = {
    "河": "白鹭 青萝 鸣鹤 松风 望月 柳烟 杏雨 芦花 澄练 归燕 栖霞 碧汀 伏波 听涛 长汀"
    " 映山 鹿鸣",
    "溪": "竹影 梨雪 桃叶 荷风 兰泽 枫丹 槐荫 桐花 浣纱 漱玉 流萤 含烟 抱琴 枕石 采薇"
    " 拾翠 洗砚 濯缨",
    "沟": "野枣 石门 黄花 白桦 山楂 鹰嘴 獾子 黑松 羊角 狐尾 榛子 桦皮 红果 石臼 青崖"
    " 冷泉 苇子 核桃",
    "涧": "飞雪 落霞 寒松 幽篁 滴翠 悬镜 云根 鸣琴 听雨",
}
RESERVOIRS = ("镜云水库", "晓月水库")

SURNAMES = "云溪泉岭松柏竹梅兰菊荷柳桐枫霜雪岚霞石川"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def river_names() -> list[str]:
    """Return the names of the rivers, the largest first.

    Returns
    -------
    list of str
        63 different names.
    """
    named = [
        stem + ending for ending, stems in RIVER_STEMS.items() for stem in stems.split()
    ]
    return [MAIN_RIVER, *named]


def town_names(count: int) -> list[tuple[str, str]]:
    """Return the serial and the name of each town, from the lowland to the hills.

    Parameters
    ----------
    count : int
        How many towns there are.

    Returns
    -------
    list of (str, str)
        Three digits and a name.
    """
    named = [(f"{serial:03d}", name) for serial, name in enumerate(SUBDISTRICTS, 1)]
    named += [(f"{serial}", f"{name}镇") for serial, name in enumerate(TOWNS, 100)]
    named += [(f"{serial}", f"{name}乡") for serial, name in enumerate(TOWNSHIPS, 200)]
    if len(named) != count:
        raise ValueError("as many names as towns are needed")
    return named


def village_stems(rng: np.random.Generator, count: int) -> list[str]:
    """Return different village names without their ending.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.
    count : int
        How many.

    Returns
    -------
    list of str
        The names.
    """
    stems = [first + second for first in VILLAGE_FIRST for second in VILLAGE_SECOND]
    return [stems[place] for place in rng.permutation(len(stems))[:count]]


def person_names(rng: np.random.Generator) -> Iterator[str]:
    """Give out person names, each once: a nature word and a sexagenary pair.

    Parameters
    ----------
    rng : Generator
        The seeded source of chance.

    Yields
    ------
    str
        A name such as 云甲子.
    """
    pairs = [STEMS[year % 10] + BRANCHES[year % 12] for year in range(60)]
    names = [surname + pair for surname in SURNAMES for pair in pairs]
    for place in rng.permutation(len(names)):
        yield names[place]


def mobile(serial: int) -> str:
    """Return a mobile number that nobody can have.

    Parameters
    ----------
    serial : int
        1 to 9999.

    Returns
    -------
    str
        Eleven digits that begin with 100.
    """
    return f"1000000{serial:04d}"


def office_phone(serial: int) -> str:
    """Return an office number that nobody can have.

    Parameters
    ----------
    serial : int
        1 to 9999.

    Returns
    -------
    str
        A number with the area code 0000.
    """
    return f"0000-6990{serial:04d}"


def paper_number(series: str, year: int, serial: int) -> str:
    """Return the number of an official paper.

    Parameters
    ----------
    series : str
        The series that the office files it under.
    year, serial : int
        Year and number.

    Returns
    -------
    str
        Series, year in brackets, serial.
    """
    return f"{series}〔{year}〕{serial}号"


def ordinal(number: int) -> str:
    """Return a Chinese numeral from 1 to 19.

    Parameters
    ----------
    number : int
        The number.

    Returns
    -------
    str
        Its numeral.
    """
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    return "十" + (digits[number - 10] if number > 10 else "")
