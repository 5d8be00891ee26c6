"""Importing the tree of categories into the policy pack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.importing.plan import Plan, apply
from core.office.office import Office
from core.spreadsheets.declaration import Outcome

Preview = Callable[..., Plan]

HEADING = ("一级分类", "二级分类", "三级分类")


def test_the_tree_takes_the_place_of_the_one_in_the_pack(office: Office, preview: Preview) -> None:
    before = office.policy
    rows = [("劳动", "工资", "拖欠"), ("劳动", "工资", "加班"), ("劳动", "休假"), ("其他",)]
    plan = preview("categories", HEADING, *rows)
    assert plan.counts[Outcome.NEW] == 4
    assert plan.counts[Outcome.MISSING] == len(before.options("categories"))
    apply(office, plan)
    paths = ("其他", "劳动", "劳动/工资", "劳动/工资/拖欠", "劳动/工资/加班", "劳动/休假")
    assert sorted(office.policy.options("categories")) == sorted(paths)
    assert office.policy.options("compartments") == before.options("compartments")
    assert office.policy.roles == before.roles


def test_the_same_file_again_changes_nothing(office: Office, preview: Preview) -> None:
    rows = [("劳动", "工资", "拖欠"), ("其他",)]
    apply(office, preview("categories", HEADING, *rows))
    again = preview("categories", HEADING, *rows)
    assert (again.counts, again.actions) == ({Outcome.SAME: 2}, ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "工资"), "“一级分类” is empty"),
        (("劳动", "", "拖欠"), "“二级分类” is empty although"),
        (("劳动/工资",), "holds a slash"),
    ],
)
def test_a_bad_row_is_named_with_its_reason(preview: Preview, row: tuple[str, ...], reason: str) -> None:
    bad, good = preview("categories", HEADING, row, ("其他", "其他")).verdicts[:2]
    assert (bad.number, bad.outcome, good.number) == (2, Outcome.BAD, 3)
    assert reason in str(bad.remarks[0])


def test_a_file_with_nothing_good_in_it_does_not_empty_the_tree(preview: Preview) -> None:
    assert preview("categories", HEADING, ("a/b",)).actions == ()


def test_hostile_names_stay_names(office: Office, preview: Preview) -> None:
    names = ('"]\n[roles.clerk]', "a.b", "'''", "\\", "#", "=1+1")
    apply(office, preview("categories", HEADING, *((name, "二", "三") for name in names)))
    firsts = {path for path in office.policy.options("categories") if "/" not in path}
    assert firsts == {'"] [roles.clerk]', "a.b", "'''", "\\", "#", "=1+1"}


def test_the_tree_of_a_real_office(preview: Preview, sample: Callable[[str], Path]) -> None:
    # Six rows are of religion, ethnicity and assembly, which no tag here may tell of.
    assert preview("categories", file=sample("category-tree.xlsx")).counts == {Outcome.SAME: 511, Outcome.BAD: 6}
