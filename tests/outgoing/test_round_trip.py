"""The sample district goes out and comes in again as it was."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridwatch.district.rows import MAPPED, TABLES
from gridwatch.district.wording import OfficerError
from gridwatch.intake import plan as plans
from gridwatch.outgoing import export
from gridwatch.outgoing.tables import Audience, rows_on
from tests.mission.sample import sample_district

DAY = date(2026, 11, 1)


def attributes(row) -> tuple:
    fields = dataclasses.fields(row)
    keys = [f.name for f in fields if f.name not in ("uid", "geometry")]
    return tuple((key, getattr(row, key)) for key in keys)


@pytest.mark.parametrize(
    ("form", "encoding", "crs"),
    [
        ("shp", "gbk", None),
        ("shp", "gb18030", 4490),
        ("gpkg", "", None),
        ("geojson", "", None),
    ],
)
def test_every_row_and_shape_of_the_sample_comes_back(
    tmp_path, form, encoding, crs
) -> None:
    district = sample_district()
    wish = export.Wish(
        form, DAY, encoding=encoding or "gbk", crs=crs, audience=Audience.OFFICE
    )
    going = export.plan(district, wish)
    assert going.losses == 0
    folder = tmp_path / "来件"
    if form == "gpkg":
        folder.mkdir()
        export.write(going, folder / "云溪区.gpkg")
    else:
        export.write(going, folder)
    plan = plans.survey(folder, plans.Hints(target_crs=district.crs), None)
    delivery = plans.read(plan)
    assert not delivery.rejected
    for kind in MAPPED:
        assert kind in TABLES
        before, after = rows_on(district, kind, DAY), delivery.rows[kind]
        assert sorted(map(attributes, after), key=str) == sorted(
            map(attributes, before), key=str
        ), kind
        places = [{a: r.geometry for r in rows for a in [attributes(r)]}
                  for rows in (before, after)]  # fmt: skip
        keys = list(places[0])
        away = shapely.hausdorff_distance(
            np.array([places[0][key] for key in keys], object),
            np.array([places[1][key] for key in keys], object),
        )
        assert np.nanmax(away) < 0.02, kind


@contextlib.contextmanager
def little_room(size: int):
    """Let no file grow beyond a size, as on a disk that fills up."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["出", "a.gpkg", "a.geojson", "a.kml", "a.xlsx"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, name) -> None:
    form = export.format_of(Path(name))
    layers = ("cell",) if form == "geojson" else ()
    going = export.plan(sample_district(), export.Wish(form, DAY, layers))
    with little_room(60_000), pytest.raises(OfficerError) as caught:
        export.write(going, tmp_path / name)
    assert any(word in caught.value.text.zh for word in ("写不出", "无法写入"))
    assert list(tmp_path.iterdir()) == []
    # XlsxWriter leaves its temporary files open where it fails.
    del caught
    gc.collect()
