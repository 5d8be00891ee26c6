"""Importing a roster: who is new, changed, doubtful or missing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.officers import EditPolicy
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, RecordLeaving, RecordReturn
from core.desks.people.records import Person
from core.importing.plan import KeptOut, Plan, RowRefused, apply, remember
from core.model.query import Is, Query
from core.office.office import Office
from core.spreadsheets.declaration import IMPORTS, Outcome, Verdict
from core.values.mask import MASK

Preview = Callable[..., Plan]

HEADING = ("工号", "姓名", "单位", "职务", "电话", "身份证号", "入职日期")
ID_NUMBER = "11010519491231002X"
ZHANG = ("1001", "张　三", "总公司/一部", "科员", 13800138000.0, ID_NUMBER, "2019-07-01")


def remarks(verdict: Verdict) -> str:
    return " ".join(str(remark) for remark in verdict.remarks)


def person(office: Office, name: str) -> Person:
    found: list[Person] = office.find(Query("person", Is("name", (name,))))
    assert len(found) == 1
    return found[0]


def test_a_row_becomes_a_person_in_a_unit_that_is_added_with_those_above(office: Office, preview: Preview) -> None:
    plan = preview("staff_list", HEADING, ZHANG, ("1002", "李 四", "总公司＞一部"))
    assert "“总公司/一部” is new" in remarks(plan.verdicts[0])
    assert plan.verdicts[1].remarks == ()
    assert apply(office, plan) == 2
    made = person(office, "张三")
    assert (made.number, made.post, made.phone, made.id_number) == ("1001", "科员", "13800138000", ID_NUMBER)
    assert made.joined == date(2019, 7, 1)
    units = {unit.id: unit for unit in office.find(Query("unit"))}
    assert len(units) == 2
    assert (units[made.unit].name, units[units[made.unit].parent].name) == ("一部", "总公司")
    assert person(office, "李四").unit == made.unit


def test_the_same_file_again_adds_nothing(office: Office, preview: Preview) -> None:
    apply(office, preview("staff_list", HEADING, ZHANG))
    again = preview("staff_list", HEADING, ZHANG)
    assert (again.counts, again.actions) == ({Outcome.SAME: 1}, ())


def test_only_what_the_file_gives_is_changed(office: Office, preview: Preview) -> None:
    apply(office, preview("staff_list", HEADING, ZHANG))
    before = person(office, "张三")
    plan = preview("staff_list", ("工号", "姓名", "职务", "电话"), ("1001", "张三", "科长", ""))
    assert "“职务”: 科员 becomes 科长." in remarks(plan.verdicts[0])
    apply(office, plan)
    assert person(office, "张三") == before.model_copy(update={"post": "科长"})


def test_a_transfer_in_a_file_leaves_a_former_placement_from_its_day(office: Office, preview: Preview) -> None:
    apply(office, preview("staff_list", HEADING, ZHANG))
    before = person(office, "张三")
    heading = ("工号", "姓名", "职务", "任现职日期")
    apply(office, preview("staff_list", heading, ("1001", "张三", "科员", "2021-03-01")))
    assert (person(office, "张三"), office.count(Query("placement"))) == (before, 0)
    apply(office, preview("staff_list", heading, ("1001", "张三", "科长", "2021-03-01")))
    (placement,) = office.find(Query("placement"))
    assert (placement.post, placement.since, placement.until) == ("科员", date(2019, 7, 1), date(2021, 2, 28))
    again = preview("staff_list", heading, ("1001", "张三", "科长", "2021-03-01"))
    assert again.counts == {Outcome.SAME: 1}


def test_who_has_left_is_doubtful_until_the_return_is_noted(office: Office, preview: Preview) -> None:
    apply(office, preview("staff_list", HEADING, ZHANG))
    back = person(office, "张三").id
    office.do(RecordLeaving(target=back, left=date(2026, 11, 1)))
    (verdict,) = preview("staff_list", HEADING, ZHANG).verdicts
    assert (verdict.outcome, "Record return" in remarks(verdict)) == (Outcome.DOUBTFUL, True)
    office.do(RecordReturn(target=back, joined=date(2026, 11, 20)))
    assert preview("staff_list", HEADING, ZHANG).counts == {Outcome.SAME: 1}  # its day of joining is the first one


def test_a_person_without_a_number_is_found_by_name_and_unit_and_given_it(office: Office, preview: Preview) -> None:
    office.do(AddUnit(name="一部", target="1" * 32))
    office.do(AddPerson(name="张三", unit="1" * 32))
    plan = preview("staff_list", HEADING, ("1001", "张三", "一部"))
    assert plan.counts == {Outcome.CHANGED: 1}
    apply(office, plan)
    assert person(office, "张三").number == "1001"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "王五", "一部"), "Several here are called 王五"),
        (("", "赵六", "二部"), "in the unit “一部” here"),
        (("1", "钱七", "一部"), "belongs to 赵六 here"),
        (("2", "孙八", "一部"), "孙八 left on 2026-11-23"),
        (("9", "周九", "共有"), "several units “共有”"),
    ],
)
def test_what_fits_more_than_one_or_another_is_left_to_a_person(
    office: Office, preview: Preview, row: tuple[str, ...], reason: str
) -> None:
    unit, left = "1" * 32, "2" * 32
    office.do_all(AddUnit(name=name, target=target) for name, target in (("一部", unit), ("二部", "3" * 32)))
    office.do_all(AddUnit(name="共有", parent=parent) for parent in (unit, "3" * 32))
    office.do_all(AddPerson(name="王五", unit=unit, number=number) for number in ("7", "8"))
    office.do_all((AddPerson(name="赵六", unit=unit, number="1"), AddPerson(name="孙八", number="2", target=left)))
    office.do(RecordLeaving(target=left, left=date(2026, 11, 23)))
    verdict = preview("staff_list", HEADING, row).verdicts[0]
    assert (verdict.outcome, verdict.actions) == (Outcome.DOUBTFUL, ())
    assert reason in remarks(verdict)


def test_namesakes_with_numbers_of_their_own_are_people_of_their_own(office: Office, preview: Preview) -> None:
    apply(office, preview("staff_list", HEADING, ("1", "王五", "一部"), ("2", "王五", "一部")))
    assert office.count(Query("person", Is("name", ("王五",)))) == 2


def test_a_person_twice_in_a_file_is_taken_once(preview: Preview) -> None:
    rows = [("1", "王五", "一部"), ("1", "王五", "二部"), ("1", "王五", "一部"), ("", "吴十", ""), ("", "吴十", "")]
    outcomes = [verdict.outcome for verdict in preview("staff_list", HEADING, *rows).verdicts]
    assert outcomes == [Outcome.NEW, Outcome.DOUBTFUL, Outcome.SAME, Outcome.NEW, Outcome.SAME]


def test_people_the_file_does_not_name_are_listed_and_left_alone(office: Office, preview: Preview) -> None:
    office.do_all((AddPerson(name="王五", number="1"), AddPerson(name="赵六", number="2")))
    plan = preview("staff_list", HEADING, ("1", "王五"))
    assert [(each.number, each.title) for each in plan.verdicts if each.outcome == Outcome.MISSING] == [
        (None, "赵六 2")
    ]
    apply(office, plan)
    assert person(office, "赵六").left is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("1", "  "), "“姓名” is empty"),
        (("1", "王" * 61, "新部"), "“姓名” is too long: 60"),
        (("1", "王五", "新部", "", "", "110105194912310021"), "check character"),
        (("1", "王五", "新部", "", "", 110105194912310020.0), "rounded"),
        (("1", "王五", "新部", "", "", "", "1/2/3"), "more than one date"),
        (("1", "王五", "部" * 61), "cannot be the path of a unit"),
        (("1", "王五", "部/" * 15_000), "too many levels"),
    ],
)
def test_a_bad_row_adds_neither_person_nor_unit_and_stops_no_other(
    office: Office, preview: Preview, row: tuple[Any, ...], reason: str
) -> None:
    plan = preview("staff_list", HEADING, row, ZHANG)
    assert (plan.verdicts[0].number, plan.verdicts[0].outcome) == (2, Outcome.BAD)
    assert reason in remarks(plan.verdicts[0])
    assert apply(office, plan) == 1
    assert {unit.name for unit in office.find(Query("unit"))} == {"总公司", "一部"}


def test_columns_on_the_private_sphere_are_left_out_and_the_preview_says_so(preview: Preview) -> None:
    plan = preview("staff_list", (*HEADING[:2], "民族", "政治面貌", "备注"), ("1", "王五", "汉", "群众", "无"))
    assert [str(note) for note in plan.notes] == [
        "The column “民族” is left out on purpose: it is private.",
        "The column “政治面貌” is left out on purpose: it is private.",
        "The column “备注” is not known here and is left out.",
    ]


def test_nobody_maps_a_private_column_to_another_field(office: Office, preview: Preview) -> None:
    remember(office, IMPORTS["staff_list"], {"民族": "post"})
    with pytest.raises(KeptOut, match="民族"):
        preview("staff_list", (*HEADING[:2], "民族"), ("1", "王五", "汉"))


def test_an_officer_who_may_not_see_a_field_neither_reads_nor_erases_it(
    office: Office, preview: Preview, colleague: Callable[..., Office], xlsx: Callable[..., Path]
) -> None:
    text = office.policy.text + '\n[roles.keeper]\nlabel = "keeper"\nzh = "登记员"\n'
    text += 'duties = ["common.read", "people.read", "people.keep"]\n'
    office.do(EditPolicy(target=office.find(Query("policy"))[0].id, text=text))
    apply(office, preview("staff_list", HEADING, ZHANG))
    keeper = colleague("李明", "keeper")
    plan = preview("staff_list", HEADING, (*ZHANG[:3], "科长", "13900139000"), by=keeper)
    assert f"“电话”: {MASK} becomes 13900139000." in remarks(plan.verdicts[0])
    apply(keeper, plan)
    after = person(office, "张三")
    assert (after.phone, after.id_number, after.post) == ("13900139000", ID_NUMBER, "科长")


def test_a_change_made_since_the_preview_is_not_overwritten(office: Office, preview: Preview) -> None:
    apply(office, preview("staff_list", HEADING, ZHANG))
    plan = preview("staff_list", ("工号", "姓名", "职务"), ("1001", "张三", "科长"))
    known = person(office, "张三")
    given = AmendPerson.suggest(known, office.context())
    office.do(AmendPerson(target=known.id, **{**given, "phone": "110"}))
    with pytest.raises(RowRefused, match=r"row 2 .* 张三 1001 has been changed"):
        apply(office, plan)
    assert (person(office, "张三").phone, person(office, "张三").post) == ("110", "科员")
