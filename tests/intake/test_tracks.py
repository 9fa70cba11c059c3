"""GPX files: every point of them, however odd."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from gridwatch.intake.tracks import read_gpx, read_tracks


def gpx(body: str) -> str:
    head = '<?xml version="1.0"?><gpx version="1.1" creator="x" '
    return f'{head}xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'


def test_every_point_of_the_real_files_is_read(shared_data) -> None:
    found = read_tracks(shared_data / "gpx")
    assert len(found) == 28
    for one in found:
        text = one.path.read_bytes()
        assert one.fault is None, one.path.name
        wanted = len(re.findall(rb"<(?:trkpt|rtept)[\s>]", text))
        assert sum(len(r.places) for r in one.runs) + one.dropped == wanted, one.path
        assert len(one.points) == len(re.findall(rb"<wpt[\s>]", text)), one.path


def test_parts_of_a_track_stay_apart_and_times_are_utc(tmp_path) -> None:
    path = tmp_path / "巡河 记录!.gpx"
    path.write_text(
        gpx(
            '<wpt lat="40.1" lon="116.1"><time>2026-05-01T01:30:00Z</time>'
            "<name>垃圾堆</name><desc>右岸</desc></wpt>"
            '<trk><trkseg><trkpt lat="40" lon="116"><time>2026-05-01T01:00:00Z</time>'
            '</trkpt><trkpt lat="40.001" lon="116"/></trkseg><trkseg/>'
            '<trkseg><trkpt lat="41" lon="116"/></trkseg></trk>'
            '<rte><rtept lat="1" lon="2"/></rte>'
        ),
        encoding="utf-8",
    )
    one = read_gpx(path)
    assert [(len(run.places), run.planned) for run in one.runs] == [
        (2, False),
        (1, False),
        (1, True),
    ]
    (point,) = one.points
    assert (point.name, point.note) == ("垃圾堆", "右岸")
    assert point.time == datetime(2026, 5, 1, 1, 30, tzinfo=UTC)
    assert str(one.runs[0].times[0]) == "2026-05-01T01:00:00.000"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "空的"),
        ("<kml/>", "不是 GPX"),
        ('<?xml version="1.0"?><gpx><trk><trkseg><trkpt lat="1"', "不完整"),
        ("GPX" * 100, "不是 GPX"),
    ],
)
def test_bad_files_are_told(tmp_path, content, told) -> None:
    path = tmp_path / "a.gpx"
    path.write_text(content, encoding="utf-8")
    one = read_gpx(path)
    assert one.fault is not None
    assert told in one.fault.zh


def test_an_xml_bomb_is_refused(tmp_path) -> None:
    path = tmp_path / "a.gpx"
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(10)
    )
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE gpx [{entities}]>'
        '<gpx version="1.1"><wpt lat="1" lon="2"><name>&e9;</name></wpt></gpx>'
    )
    one = read_gpx(path)
    assert one.fault is not None or len(one.points[0].name) < 1_000_000


def test_points_at_no_place_are_counted_and_left_out(tmp_path) -> None:
    path = tmp_path / "a.gpx"
    path.write_text(gpx('<wpt lat="0" lon="0"/><wpt lat="40" lon="116"/>'))
    one = read_gpx(path)
    assert (len(one.points), one.dropped) == (1, 1)
