"""Fits by control points: exact where they are, honest where not, no bad point used."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.district.wording import OfficerError
from gridwatch.intake.controlpoints import fit_from, read_table
from gridwatch.intake.coordinates import Coordinates
from gridwatch.intake.fitting import ControlPoint, fitted

OLD = np.array(
    [
        (486_000.0, 4_471_000.0), (512_000.0, 4_469_000.0), (498_000.0, 4_452_000.0),
        (505_000.0, 4_480_000.0), (480_000.0, 4_458_000.0), (519_000.0, 4_485_000.0),
    ]
)  # fmt: skip


def moved(points, east=84.0, north=-52.0, ppm=6.0, seconds=1.5):
    """Return points after a similarity about their middle."""
    middle = OLD.mean(axis=0)
    angle = math.radians(seconds / 3600)
    turn = np.array(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    )
    return middle + (1 + ppm * 1e-6) * (points - middle) @ turn.T + (east, north)


def control(old, new):
    return [
        ControlPoint(f"K{n}", tuple(a), tuple(b), n + 2)
        for n, (a, b) in enumerate(zip(old.tolist(), new.tolist(), strict=True))
    ]


def written(path, old, new, head="点名,x_old,y_old,x_new,y_new", encoding="utf-8"):
    rows = [head]
    for n, (a, b) in enumerate(zip(old, new, strict=True)):
        rows.append(f"K{n}," + ",".join(f"{v:.4f}" for v in (*a, *b)))
    path.write_text("\n".join(rows), encoding=encoding)
    return path


@given(
    st.floats(-300, 300), st.floats(-300, 300), st.floats(-80, 80), st.floats(-60, 60),
    st.integers(2, 6),
)  # fmt: skip
def test_a_similarity_is_found_again(east, north, ppm, seconds, count):
    new = moved(OLD, east, north, ppm, seconds)
    fit = fitted(control(OLD[:count], new[:count]), 2436, 4548)
    assert fit.rms < 1e-6
    assert np.abs(fit.moved(OLD) - new).max() < 1e-4
    assert len(fit.left_out) == (count if count > 2 else 0)


def test_residuals_are_told_point_by_point():
    new = moved(OLD)
    new[2] += (0.6, -0.8)
    fit = fitted(control(OLD, new), 2436, 4548, "控制点.csv")
    sizes = [math.hypot(*r) for r in fit.residuals]
    assert max(range(6), key=sizes.__getitem__) == 2
    assert max(range(6), key=fit.left_out.__getitem__) == 2
    assert fit.left_out[2] > sizes[2]
    assert "K2" in fit.words.zh
    assert "控制点.csv" in fit.words.en


def test_a_gross_point_is_named_and_nothing_is_fitted():
    new = moved(OLD)
    new[4] += (0.0, 40.0)
    with pytest.raises(OfficerError, match=r"K4 \(40"):
        fitted(control(OLD, new), 2436, 4548)


def test_two_gross_points_of_six_are_both_named():
    new = moved(OLD)
    new[0] += (500.0, 0.0)
    new[4] += (0.0, 40.0)
    with pytest.raises(OfficerError) as refused:
        fitted(control(OLD, new), 2436, 4548)
    assert "K0" in refused.value.text.zh
    assert "K4" in refused.value.text.zh
    assert "K1" not in refused.value.text.zh


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_are_no_fit(count):
    with pytest.raises(OfficerError, match="at least 2"):
        fitted(control(OLD[:count], moved(OLD)[:count]), 2436, 4548)


def test_one_place_twice_is_one_point():
    old = OLD[[0, 0]]
    with pytest.raises(OfficerError, match="different places"):
        fitted(control(old, moved(old)), 2436, 4548)


def test_two_points_fit_but_nothing_checks_them():
    fit = fitted(control(OLD[:2], moved(OLD)[:2]), 2436, 4548)
    assert "nothing checks" in fit.doubts[0].en
    assert fit.worst_left_out is None


def test_points_of_other_places_are_refused():
    with pytest.raises(OfficerError, match="no change between two"):
        fitted(control(OLD, OLD + np.array([5_000.0, 0.0])), 2436, 4548)


def test_numbers_that_are_none_are_refused():
    new = moved(OLD)
    new[1, 0] = math.nan
    with pytest.raises(OfficerError, match="K1"):
        fitted(control(OLD, new), 2436, 4548)


def test_a_mirror_image_never_fits():
    with pytest.raises(OfficerError):
        fitted(control(OLD, moved(OLD)[:, ::-1]), None, 4548)


# --- the table --------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("turn_old", [False, True])
@pytest.mark.parametrize("turn_new", [False, True])
def test_north_first_or_east_first_is_seen(tmp_path, encoding, turn_old, turn_new):
    new = moved(OLD)
    old_cells = OLD[:, ::-1] if turn_old else OLD
    new_cells = new[:, ::-1] if turn_new else new
    path = written(tmp_path / "点.csv", old_cells, new_cells, encoding=encoding)
    fit = fit_from(path, Coordinates(2436), 4548)
    assert (fit.old, fit.new) == (2436, 4548)
    assert fit.rms < 0.001
    assert np.abs(Coordinates(2436, fit=fit).placed(OLD, 4548) - new).max() < 0.001


def test_new_coordinates_may_carry_the_number_of_their_zone(tmp_path):
    new = moved(OLD)
    path = written(tmp_path / "点.csv", OLD, new + np.array([39_000_000.0, 0.0]))
    fit = fit_from(path, Coordinates(2436), 4548)
    assert fit.new == 4527
    assert np.abs(Coordinates(2436, fit=fit).placed(OLD, 4548) - new).max() < 0.001


def test_a_local_grid_is_fitted_without_any_crs(tmp_path):
    local = OLD - (200_000.0, 4_400_000.0)
    new = moved(OLD)
    path = written(tmp_path / "点.csv", local, new)
    fit = fit_from(path, Coordinates(), 4548)
    assert fit.old is None
    assert np.abs(Coordinates(fit=fit).placed(local, 4548) - new).max() < 0.001


def test_a_local_grid_with_north_first_is_turned_by_what_fits(tmp_path):
    local = (OLD - (470_000.0, 4_445_000.0))[:, ::-1]
    path = written(tmp_path / "点.csv", local, moved(OLD))
    fit = fit_from(path, Coordinates(), 4548)
    east_first = local[:, ::-1]
    assert np.abs(fit.moved(east_first) - moved(OLD)).max() < 0.001


def test_a_workbook_with_a_title_is_read(tmp_path):
    import xlsxwriter

    path = tmp_path / "点.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("成果")
        sheet.write(0, 0, "某区控制点成果表")
        sheet.write_row(2, 0, ["点号", "旧东坐标", "旧北坐标", "新东坐标", "新北坐标"])
        for n, (a, b) in enumerate(zip(OLD, moved(OLD), strict=True)):
            sheet.write_row(3 + n, 0, [f"G{n}", *a, *b])
    table = read_table(path)
    assert table.names == ("G0", "G1", "G2", "G3", "G4", "G5")
    assert table.rows[0] == 4
    assert fit_from(path, Coordinates(2384), 4548).rms < 0.001


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no columns"),
        ("甲,乙\n1,2\n", "no columns"),
        ("点名,x_old,y_old,x_new,y_new\n", "at least 2"),
        ("点名,x_old,y_old,x_new,y_new\nA,1,2,3,x\n", "Row 2"),
    ],
)
def test_tables_that_are_none_are_refused_in_a_sentence(tmp_path, text, why):
    path = tmp_path / "点.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OfficerError, match=why) as refused:
        fit_from(path, Coordinates(2436), 4548)
    assert "数据没有更改" in refused.value.text.zh


def test_missing_and_broken_files_are_told(tmp_path):
    broken = tmp_path / "点.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    for path in (tmp_path / "gone.csv", broken):
        with pytest.raises(OfficerError, match="cannot be read"):
            fit_from(path, Coordinates(2436), 4548)
