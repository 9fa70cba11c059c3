import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.cartography.classing import MOST_CLASSES, Method, limits_between


@pytest.mark.parametrize("method", Method)
def test_nothing_to_tell_apart_is_one_class(method):
    assert limits_between(np.array([]), 5, method) == ()
    assert limits_between(np.array([np.nan, 3.0, 3.0]), 5, method) == ()


def test_equal_counts_cut_where_the_shares_are():
    limits = limits_between(np.arange(1.0, 101.0), 4, Method.QUANTILE)
    assert limits == (25.0, 50.0, 75.0)


def test_natural_breaks_fall_into_the_gaps():
    groups = np.concatenate([np.arange(5) + start for start in (0.0, 100.0, 300.0)])
    assert limits_between(groups, 3, Method.NATURAL, whole=True) == (4.0, 104.0)


def squares(values, limits):
    place = np.searchsorted(limits, values)
    return sum(((values[place == k] - values[place == k].mean()) ** 2).sum()
               for k in range(len(limits) + 1))  # fmt: skip


def test_natural_breaks_are_the_best_there_are():
    values = np.random.default_rng(7).integers(0, 60, 40).astype(float)
    limits = limits_between(values, 3, Method.NATURAL, whole=True)
    points = np.unique(values)[:-1]
    best = min(squares(values, [a, b]) for a in points for b in points if a < b)
    assert squares(values, limits) == pytest.approx(best)


def test_limits_are_round():
    values = np.random.default_rng(1).uniform(400, 1300, 500)
    for limit in limits_between(values, 5, Method.NATURAL):
        assert limit == round(limit, -1)


def test_many_values_are_cut_soon_and_into_all_classes():
    values = np.random.default_rng(2).lognormal(5, 1, 200_000)
    limits = limits_between(values, 9, Method.NATURAL)
    assert len(limits) == 8


@given(
    st.lists(st.one_of(st.integers(0, 50), st.just(None)), min_size=1, max_size=80),
    st.integers(2, 12),
    st.sampled_from(Method),
)
def test_counts_fall_into_rising_classes_none_of_which_is_empty(found, count, method):
    values = np.array([np.nan if v is None else float(v) for v in found])
    limits = limits_between(values, count, method, whole=True)
    assert list(limits) == sorted(set(limits))
    assert len(limits) < max(2, min(count, MOST_CLASSES))
    known = values[~np.isnan(values)]
    if method is not Method.EQUAL and len(known):
        place = np.searchsorted(limits, known)
        assert set(place.tolist()) == set(range(len(limits) + 1))
