"""Shares in percent: they add up, and neither hide what is there nor claim to be all."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.percentages import percents, reached, share, shares

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=100)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([5, 3, 2, 2], [42, 25, 17, 16]),
        ([1] * 6, [17, 17, 17, 17, 16, 16]),
        ([1] * 3, [34, 33, 33]),
        ([1, 299], [1, 99]),
        ([1, 1, 9998], [1, 1, 98]),
        ([0, 4], [0, 100]),
        ([7], [100]),
        ([0, 0], [0, 0]),
    ],
)
def test_the_shares_of_counts(counts: list[int], found: list[int]) -> None:
    assert percents(counts) == found


@given(COUNTS)
def test_they_add_up_to_all_and_nothing_that_is_there_has_none(counts: list[int]) -> None:
    found = percents(counts)
    assert sum(found) == (100 if any(counts) else 0)
    assert [each > 0 for each in found] == [count > 0 for count in counts]
    assert all(count == sum(counts) for count, each in zip(counts, found, strict=True) if each == 100)


@given(COUNTS)
def test_more_is_never_shown_as_less(counts: list[int]) -> None:
    ordered = sorted(zip(counts, percents(counts), strict=True))
    assert all(less <= more + (one == other) for (one, less), (other, more) in pairwise(ordered))


@given(st.lists(st.integers(0, 1000), min_size=101, max_size=300))
def test_of_very_many_parts_those_below_one_percent_say_so(counts: list[int]) -> None:
    total = sum(counts)
    for count, shown in zip(counts, shares(counts), strict=True):
        assert (shown == "0%") == (total > 0 and count == 0)
        assert shown != "100%" or count == total


def test_a_part_of_very_many_that_is_nearly_all_is_not_all() -> None:
    assert shares([10**6, *[1] * 150])[:2] == [">99%", "<1%"]


@pytest.mark.parametrize(("part", "whole", "found"), [(1, 300, "1%"), (299, 300, "99%"), (0, 3, "0%"), (0, 0, "")])
def test_the_share_of_one_part(part: int, whole: int, found: str) -> None:
    assert share(part, whole) == found


@pytest.mark.parametrize(
    ("part", "whole", "found"), [(1, 300, 1), (299, 300, 99), (7, 8, 87), (0, 3, 0), (3, 3, 100), (0, 0, None)]
)
def test_what_is_held_against_a_bound_is_rounded_down(part: int, whole: int, found: int | None) -> None:
    assert reached(part, whole) == found
