from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gridwatch.district.batches import batches, close_batch, mark_replaced, open_batch
from gridwatch.district.changes import patched
from gridwatch.district.newfaces import face_text, new_face, qr_words
from gridwatch.district.replacing import (
    erect_board,
    remove_board,
    replace_faces,
    restore_board,
)
from gridwatch.district.signboards import FaceName, Signboard, SignboardFace
from gridwatch.district.wording import Kind, OfficerError

if TYPE_CHECKING:
    from gridwatch.district.district import District

DAY = date(2026, 11, 20)
FACES = {
    "faces": {
        "texts": {"goals": "水清岸绿", "duties": {"village": "日常巡查"}},
        "qr": {"template": "{river}-{code}-{nothing}"},
    }
}


def test_the_old_face_is_kept_with_the_days_it_stood(district: District) -> None:
    board = replace(district.signboards[0], condition="信息更新不及时")
    before = replace(district, signboards=(board,))
    face = SignboardFace("新人己", "村级河长")
    after = patched(before, replace_faces(before, [board], [face], DAY, "换牌1号"))
    (new,) = after.signboards
    assert (new.face, new.installed, new.condition) == (face, DAY, "完好")
    assert new.erected == board.installed
    (old,) = after.former_faces
    assert (old.signboard_uid, old.installed, old.until, old.face) == (
        board.uid,
        board.installed,
        DAY,
        board.face,
    )
    (record,) = after.publications
    assert (record.what, record.on, record.document) == ("face", DAY, "换牌1号")
    assert "新人己" in record.content


def test_a_replacement_is_undone_without_a_trace(district: District) -> None:
    changes = replace_faces(
        district, district.signboards, [SignboardFace("新人己")], DAY
    )
    back = patched(patched(district, changes), changes.inverse())
    assert back == district


def test_a_defect_other_than_outdated_text_is_not_mended_by_a_new_face(
    district: District,
) -> None:
    board = replace(district.signboards[0], condition="设置不规范")
    before = replace(district, signboards=(board,))
    after = patched(before, replace_faces(before, [board], [SignboardFace()], DAY))
    assert after.signboards[0].condition == "设置不规范"


def test_a_board_that_is_gone_or_newer_is_not_replaced(district: District) -> None:
    board = district.signboards[0]
    for wrong in (
        replace(board, removed=DAY),
        replace(board, installed=date(2027, 1, 1)),
    ):
        with pytest.raises(OfficerError, match="nothing was changed"):
            replace_faces(district, [wrong], [SignboardFace()], DAY)
    with pytest.raises(OfficerError, match="No board is chosen"):
        replace_faces(district, [], [], DAY)


def test_a_board_is_put_up_taken_away_and_restored(district: District) -> None:
    new = Signboard("x", " B7 ", "town", "永久", "S1", DAY)
    stood = patched(district, erect_board(district, new))
    board = stood.signboards[-1]
    assert (board.code, board.erected, board.condition) == ("B7", DAY, "完好")
    gone = patched(stood, remove_board(board, date(2026, 12, 1), "道路施工"))
    assert gone.signboards[-1].removed == date(2026, 12, 1)
    with pytest.raises(OfficerError, match="taken away"):
        remove_board(gone.signboards[-1], date(2026, 12, 2))
    with pytest.raises(OfficerError, match="only put up"):
        remove_board(board, date(2026, 1, 1))
    assert patched(gone, restore_board(gone.signboards[-1])).signboards[-1] == board
    for code in ("", "B1"):
        with pytest.raises(OfficerError, match="nothing was written"):
            erect_board(district, Signboard("y", code))


def test_a_new_face_names_todays_chiefs_and_never_a_mobile(district: District) -> None:
    people = [
        replace(p, office_phone=f"0000-6990000{n}", mobile=f"1000000000{n}")
        for n, p in enumerate(district.persons)
    ]
    known = replace(
        district, persons=tuple(people), rules=replace(district.rules, data=FACES)
    )
    face = new_face(known, known.signboards[0], DAY)
    assert (face.chief, face.post, face.phone) == (
        "西村丙",
        "村级河长",
        "0000-69900002",
    )
    assert face.names == (
        FaceName("区级河长", "区长甲", "0000-69900000"),
        FaceName("镇级河长", "镇长乙", "0000-69900001"),
    )
    assert (face.river, face.length) == ("云溪河", "1.80公里")
    assert (face.goals, face.duties) == ("水清岸绿", "日常巡查")
    assert face.published == "2026年11月20日"
    assert "1000000000" not in str(face.names) + face.phone


def test_words_of_the_old_face_stay(district: District) -> None:
    old = replace(district.signboards[0], face=SignboardFace("旧", goals="自己的目标"))
    assert new_face(district, old, DAY).goals == "自己的目标"


def test_a_vacant_post_is_printed_as_pending(district: District) -> None:
    vacant = replace(district, terms=tuple(t for t in district.terms if t.uid != "t2"))
    assert new_face(vacant, vacant.signboards[0], DAY).chief == "待定"


def test_the_qr_code_follows_the_template_of_the_district(district: District) -> None:
    board = district.signboards[0]
    face = SignboardFace(river="云溪河", qr=True, sketch=True)
    known = replace(district, rules=replace(district.rules, data=FACES))
    assert qr_words(known, board, face) == "云溪河-B1-"
    broken = {"faces": {"qr": {"template": "{river"}}}
    odd = replace(district, rules=replace(district.rules, data=broken))
    assert qr_words(odd, board, face) == "{river"
    text = face_text(known, board, face)
    assert text.segment == known.segments[0]
    assert face_text(known, board, SignboardFace()).qr == ""


def test_a_batch_is_closed_with_its_last_board(district: District) -> None:
    first = district.signboards[0]
    second = replace(first, uid="b2", code="B2")
    start = replace(district, signboards=(first, second))
    faces = [SignboardFace("新人己"), SignboardFace("新人庚", names=(FaceName("甲"),))]
    ordered = patched(
        start, open_batch(start, "十一月换牌", (first, second), faces, DAY)
    )
    (batch,) = batches(ordered)
    assert (batch.name, batch.done, len(batch.items)) == ("十一月换牌", 0, 2)
    assert [item.face for item in batch.items] == faces
    half = patched(ordered, mark_replaced(ordered, batch, ["b"], date(2026, 11, 25)))
    (batch,) = batches(half)
    assert (batch.done, batch.closed) == (1, None)
    assert half.signboards[0].face.chief == "新人己"
    with pytest.raises(OfficerError):
        mark_replaced(half, batch, ["b"], DAY)
    whole = patched(half, mark_replaced(half, batch, ["b2"], date(2026, 11, 28)))
    (batch,) = batches(whole)
    assert (batch.done, batch.closed) == (2, date(2026, 11, 28))
    assert len(whole.former_faces) == 2
    assert len(whole.publications) == 1


def test_a_batch_may_be_closed_early(district: District) -> None:
    boards, faces = district.signboards, [SignboardFace("新人己")]
    ordered = patched(district, open_batch(district, "试换", boards, faces, DAY))
    closed = patched(ordered, close_batch(batches(ordered)[0], DAY))
    assert batches(closed)[0].closed == DAY
    assert batches(closed)[0].text.zh == "已办结（2026-11-20），更换 0/1 块"


def test_records_of_other_programs_are_no_batches(district: District) -> None:
    changes = replace_faces(district, district.signboards, [SignboardFace()], DAY)
    done = patched(district, changes)
    assert batches(done) == ()
    odd = replace(done.publications[0], content="not json")
    assert batches(replace(done, publications=(odd,))) == ()
    assert all(one.kind is not Kind.PHOTO for one in changes.items)
