"""Names of rivers and villages compared with care, and the segments they mean."""

import pytest
import shapely

from gridwatch.district.chiefs import Post
from gridwatch.district.district import District
from gridwatch.district.jurisdictions import Jurisdiction, Level
from gridwatch.district.matching import matches
from gridwatch.district.placenames import ENDING, EXACT, ONE_WRONG, VARIANT
from gridwatch.district.rivers import River
from gridwatch.district.segmentnames import SegmentNames
from gridwatch.district.segments import Segment
from gridwatch.intake.variants import variants


@pytest.mark.parametrize(
    ("sort", "written", "name", "score"),
    [
        ("village", "涠洲岛", "涠洲岛", EXACT),
        ("village", "溇洲岛", "涠洲岛", VARIANT),
        ("village", "龍灣村", "龙湾村", VARIANT),
        ("village", "龙湾社区居委会", "龙湾村", ENDING),
        ("village", "龙湾", "龙湾村", ENDING),
        ("river", "白鹭沟", "白鹭河", ENDING),
        ("river", "白露河", "白鹭河", ONE_WRONG),
        ("village", "龙弯村", "龙湾村", ONE_WRONG),
        ("village", "龙湾东村", "龙湾村", ONE_WRONG),
        ("town", "东桥街道办事处", "东桥街道", ENDING),
        ("village", "虎口村", "龙湾村", 0.0),
        ("river", "潮河", "朝河", 0.0),
        ("village", "", "龙湾村", 0.0),
        ("village", "村", "龙湾村", 0.0),
    ],
)
def test_how_far_a_name_may_differ(sort, written, name, score):
    found = variants().likeness(sort, written, name)
    assert found.score == score
    assert bool(found.reason.zh) == (score > 0)


def district():
    """One river through three villages, another through one; a village apart."""

    def village(number, name):
        return Jurisdiction(
            f"v{number}", f"99010110020{number}", name, Level.VILLAGE,
            "990101100000", 2026, shapely.box(number * 100, 0, number * 100 + 100, 100),
        )  # fmt: skip

    def segment(number, river, start, end):
        line = shapely.LineString([(start, 50), (end, 50)])
        return Segment(f"s{number}", f"S{number}", "", river, number, geometry=line)

    names = ("龙湾村", "枣桥村", "枣园村", "远山村", "青溪村")
    return District(
        jurisdictions=(
            Jurisdiction("t", "990101100000", "东桥镇", Level.TOWN, "990101"),
            *(village(n, name) for n, name in enumerate(names)),
        ),
        rivers=(River("r0", "R0", "白鹭河"), River("r1", "R1", "青萝河")),
        segments=(
            segment(1, "R0", 0, 100),
            segment(2, "R0", 100, 200),
            segment(3, "R0", 200, 300),
            segment(4, "R1", 400, 450),
            segment(5, "R1", 450, 500),
        ),
    )


def find(river="", village="", **names):
    finder = SegmentNames(district(), variants())
    return finder.find({"river": river, "village": village, **names})


@pytest.mark.parametrize(
    ("river", "village", "code"),
    [
        ("白鹭河", "龙湾村", "S1"),
        ("白鹭", "枣桥", "S2"),
        ("白露河", "龙湾村", "S1"),
        ("白鹭河", "龙弯村", "S1"),
        ("白鷺河", "棗園村", "S3"),
    ],
)
def test_river_and_village_leave_one_segment(river, village, code):
    found = find(river, village)
    assert found.code == code
    assert found.score > 0.7
    assert found.reason.zh


@pytest.mark.parametrize(
    ("river", "village", "word"),
    [
        ("白鹭河", "枣某村", "都相近"),
        ("白鹭河", "远山村", "不经过"),
        ("白露河", "龙弯村", "都有出入"),
        ("青萝河", "青溪村", "2 段"),
        ("无名河", "龙湾村", "没有名为"),
        ("白鹭河", "", "没有写明村居"),
        ("", "龙湾村", "没有写明河流"),
        ("", "", "没有写明河流和村居"),
    ],
)
def test_what_is_not_certain_says_why_and_what_it_may_be(river, village, word):
    found = find(river, village)
    assert found.code == ""
    assert word in found.reason.zh
    assert bool(found.candidates) == bool(river or village)


def test_another_town_is_a_doubt():
    assert find("白鹭河", "龙湾村", town="东桥").code == "S1"
    found = find("白鹭河", "龙湾村", town="西山镇")
    assert found.code == ""
    assert "不在" in found.reason.zh


def test_a_post_of_a_roster_that_names_river_and_village_is_matched():
    posts = (
        Post("p0", "河段长", "village", "segment", "白鷺河·龙湾社区"),
        Post("p1", "河段长", "village", "segment", "白鹭河·东桥镇·枣某村"),
    )
    base = district()
    found = matches(
        District(
            jurisdictions=base.jurisdictions,
            rivers=base.rivers,
            segments=base.segments,
            posts=posts,
        ),
        variants(),
    )
    assert [match.code for match in found] == ["S1", ""]
    assert {"S2", "S3"} <= set(found[1].nearest)
