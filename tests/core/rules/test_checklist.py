"""A checklist: the office writes the items, a desk asks them, and an action demands that they are met."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from core.desks.administration.officers import EditPolicy
from core.model.action import ACTIONS, create
from core.model.printout import papers_of
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from core.policy.editing import with_figure
from core.policy.pack import Policy, PolicyRefused
from core.rules.checklist import Result
from tests.support.declared import desk

ITEMS = """
[checklists.moving_out]
version = 3

[checklists.moving_out.items]
D01 = "提醒谈话"
D02 = "离岗承诺书"
D03 = "载体清退"
"""


@pytest.fixture(autouse=True)
def moving_outs() -> Iterator[ModuleType]:
    """A desk whose records are cleared by a list."""
    with desk("tests.support.moving_out_desk") as declared:
        yield declared


@pytest.fixture
def moving_out(office: Office) -> str:
    write_pack(office, office.policy.text + ITEMS)
    asked = ACTIONS["ask_moving_out"].model_validate({"who": "张三"})
    office.do(asked)
    return asked.target


def write_pack(office: Office, text: str) -> None:
    (pack,) = office.find(Query("policy"))
    office.do(EditPolicy(target=pack.id, text=text))


def answer(office: Office, moving_out: str, item: str, result: Result = Result.MET, note: str = "") -> None:
    given = {"target": moving_out, "item": item, "result": result, "note": note}
    office.do(ACTIONS["answer_moving_out"].model_validate(given))


def approve(office: Office, moving_out: str) -> None:
    office.do(ACTIONS["approve_moving_out"](target=moving_out))


def answers(office: Office) -> list[tuple[str, str, str, str, int]]:
    found = office.find(Query("moving_out_answer"))
    return [(each.item, each.asked, each.result, each.note, each.version) for each in found]


def test_an_answer_keeps_what_was_asked_and_in_which_version(office: Office, moving_out: str) -> None:
    answer(office, moving_out, "D01", Result.NOT_MET, "出差未归")
    assert answers(office) == [("D01", "提醒谈话", "not_met", "出差未归", 3)]
    (given,) = office.find(Query("moving_out_answer"))
    assert (given.by, given.day, given.moving_out) == (office.officer, office.today, moving_out)


def test_answering_again_takes_the_place_of_the_answer_and_history_has_both(office: Office, moving_out: str) -> None:
    answer(office, moving_out, "D01", Result.NOT_MET, "出差未归")
    answer(office, moving_out, "D01")
    assert answers(office) == [("D01", "提醒谈话", "met", "", 3)]
    (given,) = office.find(Query("moving_out_answer"))
    assert [entry.before.get("result") for entry in office.history(given)] == [None, "not_met"]


def test_what_demands_the_list_says_each_item_that_is_open_or_not_met(office: Office, moving_out: str) -> None:
    answer(office, moving_out, "D01")
    answer(office, moving_out, "D02", Result.NOT_MET, "未签")
    with pytest.raises(Refused) as refused:
        approve(office, moving_out)
    said = [str(finding) for finding in refused.value.findings]
    assert said == ["Not answered yet: D03 载体清退.", "Not met: D02 离岗承诺书."]
    answer(office, moving_out, "D02")
    answer(office, moving_out, "D03", Result.NOT_APPLICABLE)
    approve(office, moving_out)
    assert office.get("moving_out", moving_out).approved == office.today


def test_an_answer_that_is_taken_back_is_open_again(office: Office, moving_out: str) -> None:
    for item in ("D01", "D02", "D03"):
        answer(office, moving_out, item)
    answer(office, moving_out, "D03", Result.OPEN)
    with pytest.raises(Refused, match="Not answered yet: D03"):
        approve(office, moving_out)


def test_without_a_list_in_the_pack_nothing_is_met(office: Office, moving_out: str) -> None:
    write_pack(office, office.policy.text.replace(ITEMS, ""))
    with pytest.raises(Refused, match=r"no checklist “moving_out”.*\[checklists.moving_out.items\]"):
        approve(office, moving_out)
    with pytest.raises(Refused, match="“D01” is no item of this checklist"):
        answer(office, moving_out, "D01")


def test_what_is_not_met_is_told_in_a_note(office: Office, moving_out: str) -> None:
    with pytest.raises(Refused, match="Say in the note what is not met: 提醒谈话"):
        answer(office, moving_out, "D01", Result.NOT_MET)


def test_of_two_answers_to_one_item_the_one_that_is_not_met_counts(
    office: Office, moving_out: str, moving_outs: ModuleType
) -> None:
    """As when two sites have answered it, each without knowing of the other."""
    for item in ("D01", "D02", "D03"):
        answer(office, moving_out, item)
    given = {"item": "D02", "asked": "离岗承诺书", "result": "not_met", "version": 3}
    other = moving_outs.MovingOutAnswer(moving_out=moving_out, **given)
    office._store.write([create(other)], officer=office.officer, action="answer_moving_out")
    with pytest.raises(Refused, match="Not met: D02"):
        approve(office, moving_out)
    answer(office, moving_out, "D02")  # and says it for both
    approve(office, moving_out)


# The list in the policy pack


def test_a_list_whose_items_change_gets_a_later_version_by_itself(office: Office, moving_out: str) -> None:
    answer(office, moving_out, "D01")
    write_pack(office, with_figure(office.policy.text, ("checklists", "moving_out", "items", "D01"), "离岗谈话"))
    assert office.policy.checklists["moving_out"].version == 4
    assert office.policy.checklist("moving_out")["D01"] == "离岗谈话"
    assert answers(office) == [("D01", "提醒谈话", "met", "", 3)]  # what was asked then
    with pytest.raises(Refused, match="D02") as refused:
        approve(office, moving_out)
    assert "D01" not in str(refused.value)  # an item that is worded anew is answered still


def test_a_version_that_was_written_stays_and_one_without_other_items_too(office: Office, moving_out: str) -> None:
    text = office.policy.text.replace("version = 3", "version = 9")
    write_pack(office, text)
    assert office.policy.checklists["moving_out"].version == 9
    write_pack(office, text.replace("提醒谈话", "谈话").replace("version = 9", "version = 12"))
    assert office.policy.checklists["moving_out"].version == 12


def test_an_item_that_is_new_is_open_in_what_was_complete(office: Office, moving_out: str) -> None:
    for item in ("D01", "D02", "D03"):
        answer(office, moving_out, item)
    write_pack(office, with_figure(office.policy.text, ("checklists", "moving_out", "items", "D04"), "账号注销"))
    with pytest.raises(Refused, match="Not answered yet: D04 账号注销"):
        approve(office, moving_out)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("[checklists]\nx = 1", "A table belongs here"),
        ("[checklists.x]\nversion = 1", "This must be filled in"),
        ("[checklists.x]\nversion = 0\nitems = {A = 'a'}", "This must be 1 or more"),
        ("[checklists.x.items]\nA = ''", "This must be filled in"),
        ("[checklists.x.items]\nA = 1", "A text in quotes belongs here"),
        ("[checklists.x.items]\n'A 1' = 'a'", "cannot be used"),
        ("[checklists.x]\nitem = {A = 'a'}", "cannot be used|filled in"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_its_place(written: str, why: str) -> None:
    with pytest.raises(PolicyRefused, match=why) as refused:
        Policy(written)
    assert "Checklist" in str(refused.value)


# On paper


def test_the_sheet_has_every_item_also_those_to_be_filled_in(office: Office, moving_out: str) -> None:
    answer(office, moving_out, "D02", Result.NOT_APPLICABLE)
    (sheet,) = papers_of("moving_out")
    _about, listed = sheet.draw(office, moving_out, str).sections
    assert listed.heading == "Handover list"
    assert [row[:3] for row in listed.tables[0].rows] == [
        ("D01", "提醒谈话", "not answered"),
        ("D02", "离岗承诺书", "not applicable"),
        ("D03", "载体清退", "not answered"),
    ]
