"""What the public sends in: photographs with places, as drafts."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from gridwatch.cli import run
from gridwatch.district.drafts import Verdict
from gridwatch.gui import fieldwork
from gridwatch.store.opening import open_store
from tests.gui.test_photographs import gps
from tests.intake.test_photographs import picture, save
from tests.mission.sample import sample_district, sample_store

if TYPE_CHECKING:
    from pathlib import Path


def test_pub_03_a_folder_of_geotagged_photos_becomes_drafts_near_the_right_segment(
    tmp_path: Path,
) -> None:
    district = sample_district()
    folder = tmp_path / "河涌众采"
    folder.mkdir()
    wanted = {}
    # One beside each of twenty segments, ten metres off, by a telephone.
    for n, segment in enumerate(district.segments[::13][:20]):
        place = segment.geometry.interpolate(0.5, normalized=True)
        path = folder / f"{n:02d}.jpg"
        save(path, picture(mark=n), gps=gps(place), taken=f"2026:10:20 10:{n:02d}:00")
        wanted[path.name] = (segment.code, segment.geometry.length / 2)
    store = shutil.copy(sample_store(), tmp_path / "云溪区.gpkg")
    with open_store(store) as opened:
        found = fieldwork.pictures_of(folder, opened.district())
        for one in found:
            code, chainage = wanted[one.photo.path.name]
            assert one.place.segment is not None
            assert one.place.segment.code == code
            assert one.place.chainage is not None
            assert abs(one.place.chainage - chainage) < 1
        decided = [(one, Verdict.OUTFALL) for one in found]
        changes = fieldwork.pictures_changes(opened.district(), decided, "众采")
        fieldwork.keep_pictures(opened, [one.photo for one in found])
        opened.apply(changes, who="test")
        after = opened.district()
    drafts = [o for o in after.outfalls if o.name.startswith("草稿")]
    assert len(drafts) == 20
    assert {d.segment_code for d in drafts} == {code for code, _ in wanted.values()}
    assert all(after.photos_of[draft.uid] for draft in drafts)
    # They wait in the checks until somebody has given them a code.
    assert run(["check", str(store), "--strict"]) == 4
