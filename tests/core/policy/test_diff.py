"""What differs between two texts of a policy pack, figure by figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policy.diff import Difference, differences
from core.policy.editing import with_figures
from core.policy.errors import PolicyRefused

BEFORE = """name = "cn" # ours

[lock]
idle_minutes = 5

[roles.clerk]
duties = ["common.read", "people.read"]
"""


def test_a_figure_is_told_with_both_its_values() -> None:
    after = BEFORE.replace("idle_minutes = 5", "idle_minutes = 9")
    assert differences(BEFORE, after) == [Difference(("lock", "idle_minutes"), 5, 9)]


def test_a_list_is_told_by_what_was_taken_out_and_put_in() -> None:
    (found,) = differences(BEFORE, BEFORE.replace('"people.read"', '"people.keep"'))
    assert found.of_lists
    assert (found.removed, found.added) == (["people.read"], ["people.keep"])


def test_what_is_new_or_gone_has_nothing_on_the_other_side() -> None:
    assert differences("", "a = 1") == [Difference(("a",), None, 1)]
    assert differences("a = 1", "") == [Difference(("a",), 1, None)]
    (found,) = differences("", "a = ['x']")
    assert found.of_lists
    assert (found.removed, found.added) == ([], ["x"])


@pytest.mark.parametrize("after", [BEFORE.replace("# ours", ""), BEFORE.replace("\n\n", "\n"), f"# note\n{BEFORE}"])
def test_comments_and_spacing_do_not_count(after: str) -> None:
    assert differences(BEFORE, after) == []


def test_true_is_not_one() -> None:
    assert differences("a = 1", "a = true") == [Difference(("a",), 1, True)]


@pytest.mark.parametrize(("text", "where"), [("a = ", "end of the text"), ("a = 1\nb = c", "line 2, character 5")])
def test_what_is_no_toml_is_refused_by_its_place(text: str, where: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        differences("", text)
    assert str(refused.value.facts["where"]) == where


@given(st.dictionaries(st.text("abc", min_size=1), st.integers() | st.booleans() | st.text(max_size=5), max_size=4))
def test_what_was_put_in_is_what_differs(figures: dict[str, int | bool | str]) -> None:
    found = differences(BEFORE, with_figures(BEFORE, "own", figures))
    assert {difference.path: difference.after for difference in found} == {
        ("own", name): value for name, value in figures.items()
    }
