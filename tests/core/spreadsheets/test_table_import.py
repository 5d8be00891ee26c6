"""A list of which each row is a record: declared in a few lines, and every row is told apart by what is here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances.intake import RegisterGrievance
from core.desks.partners.register import AddPartner, AmendPartner, PartnerType
from core.desks.people.people import AddPerson, AddUnit
from core.importing.plan import Plan, apply, plan
from core.model.query import Query
from core.office.office import Office
from core.spreadsheets.cells import Cell
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS
from core.spreadsheets.table_import import TableImport

BEFORE = dict(IMPORTS)


class Directory(TableImport):
    """The directory of partners 协作单位名录."""

    name = "sample_directory"
    label = "Import of partners"
    duty = "partners.keep"
    makes, amends = AddPartner, AmendPartner
    match = ("licence", "name")
    headings: Any = {
        "name": ("名称", "partner"),
        "type": ("类别",),
        "contact": ("联系窗口",),
        "licence": ("许可证号", "licence no."),
    }
    said_as: Any = {PartnerType.LAW_FIRM: ("律所", "律师事务所"), PartnerType.COURT: ("法院",)}


class FirstList(TableImport):
    """A directory that only adds."""

    name = "sample_first"
    label = "First list"
    duty = "partners.keep"
    makes = AddPartner
    match = ("name",)
    headings: Any = {"name": ("名称",), "contact": ("联系窗口",)}


class Newcomers(TableImport):
    """People who are entered with their unit and the day they came."""

    name = "sample_newcomers"
    label = "Newcomers"
    duty = "people.keep"
    makes = AddPerson
    match = ("number",)
    headings: Any = {"number": ("工号",), "name": ("姓名",), "unit": ("单位",), "joined": ("入职日期",)}


class Cases(TableImport):
    """Grievances by number, with a category of the policy pack and the moment they came."""

    name = "sample_cases"
    label = "Cases"
    duty = "grievances.register"
    makes = RegisterGrievance
    match = ("number",)
    headings: Any = {
        "number": ("编号",),
        "subject": ("主题",),
        "text": ("内容",),
        "category": ("分类",),
        "received": ("时间",),
    }


IMPORTS.clear()
IMPORTS.update(BEFORE)

HEADING = ("名称", "类别", "联系窗口", "许可证号")


def read(
    office: Office, *rows: Sequence[Cell], of: type[TableImport] = Directory, heading: Sequence[Cell] = HEADING
) -> Plan:
    numbered = list(enumerate((heading, *rows), 1))
    mapping = recognise(numbered, of.columns)
    return plan(office, of, read_table(numbered, mapping), mapping)


def outcomes(found: Plan) -> list[str]:
    return [verdict.outcome.value for verdict in found.verdicts]


def remarks(found: Plan, row: int = 0) -> str:
    return " ".join(map(str, found.verdicts[row].remarks))


@pytest.fixture
def firm(office: Office) -> str:
    """A law firm that is here."""
    action = AddPartner(name="海天律师事务所", type=PartnerType.LAW_FIRM, contact="王律师", licence="L-17")
    office.do(action)
    return action.target


def test_columns_follow_from_the_arguments_of_the_action() -> None:
    name, kind, _contact, licence = Directory.columns
    assert (name.headers, name.required) == (("名称", "Name", "partner"), True)
    assert (kind.headers, kind.required) == (("类别", "Kind of partner"), False)
    assert licence.headers == ("许可证号", "Licence", "licence no.")
    assert (Directory.on, Directory.titled) == ("partner", ("licence", "name"))


def test_rows_are_new_changed_or_the_same_and_what_no_row_names_is_missing(office: Office, firm: str) -> None:
    office.do(AddPartner(name="中级法院", type=PartnerType.COURT))
    office.do(AddPartner(name="市医院", type=PartnerType.HOSPITAL))
    found = read(
        office,
        ("海天律师事务所", "律所", "李律师", "L-17"),
        ("中级法院", "", "", ""),
        ("人民调解委员会", "other", "", ""),
    )
    assert outcomes(found) == ["changed", "same", "new", "missing"]
    assert remarks(found) == "“联系窗口”: 王律师 becomes 李律师."
    assert found.verdicts[3].title == "市医院"
    assert apply(office, found) == 2
    assert (office.get("partner", firm).contact, office.count(Query("partner"))) == ("李律师", 4)


def test_an_empty_cell_erases_nothing(office: Office, firm: str) -> None:
    assert outcomes(read(office, ("海天律师事务所", "", "", "L-17"))) == ["same"]


@pytest.mark.parametrize("licence", ["l－17", "Ｌ-17", " L‐17 "])
def test_a_number_is_matched_however_it_is_written(office: Office, firm: str, licence: str) -> None:
    """And its spelling is no change."""
    assert outcomes(read(office, ("海天律师事务所", "", "", licence))) == ["same"]


def test_the_name_counts_where_there_is_no_number_here_or_in_the_row(office: Office, firm: str) -> None:
    assert outcomes(read(office, ("海天律师事务所", "", "李律师", ""))) == ["changed"]
    assert outcomes(read(office, ("海天律师事务所", "", "", "L-18"))) == ["bad"]  # the other has a number


def test_of_several_with_one_name_a_person_decides(office: Office, firm: str) -> None:
    office.do(AmendPartner(target=firm, name="海天", type=PartnerType.LAW_FIRM, licence="L-17"))
    office.do(AddPartner(name="海天律师事务所"))
    office.do(AmendPartner(target=firm, name="海天 律师事务所", type=PartnerType.LAW_FIRM, licence="L-17"))
    found = read(office, ("海天律师事务所", "", "", ""))
    assert outcomes(found) == ["doubtful"]  # and neither of them is missing
    assert remarks(found) == "Several here are called 海天律师事务所; give the number to tell them apart."


def test_one_number_is_one_record_and_a_row_without_what_tells_it_apart_is_bad(office: Office) -> None:
    found = read(office, ("甲所", "", "", "9"), ("乙所", "", "", "9"))
    assert (outcomes(found), remarks(found, 1)) == (
        ["new", "doubtful"],
        "Row 2 is about the same and differs from it in: 名称.",
    )
    people = read(office, ("", "张三", "", ""), ("", "李四", "", ""), of=Newcomers, heading=PEOPLE)
    assert outcomes(people) == ["bad", "bad"]
    assert remarks(people) == "“工号” is empty. Fill it in, or leave the row out."


def test_what_is_private_is_left_out_of_every_list_and_that_is_said(office: Office) -> None:
    found = read(office, ("新所", "汉", "中共"), heading=("名称", "民族", "政治面貌"))
    assert [str(note) for note in found.notes] == [
        f"The column “{heading}” is left out on purpose: it is private." for heading in ("民族", "政治面貌")
    ]


def test_a_row_that_repeats_another_is_the_same_and_one_that_says_otherwise_is_doubtful(office: Office) -> None:
    found = read(office, ("新所", "律所", "甲", "9"), ("新所", "律所", "甲", "9"), ("新所", "律所", "乙", "9"))
    assert outcomes(found) == ["new", "same", "doubtful"]
    assert remarks(found, 1) == "It repeats row 2."
    assert remarks(found, 2) == "Row 2 is about the same and differs from it in: 联系窗口."


@pytest.mark.parametrize("word", ["律所", "律 师 事 务 所", "law firm", "LAW_FIRM"])
def test_a_word_of_a_closed_list_is_known_by_its_label_and_by_what_lists_write(office: Office, word: str) -> None:
    apply(office, read(office, ("新所", word, "", "")))
    assert [each.type for each in office.find(Query("partner"))] == [PartnerType.LAW_FIRM]


def test_a_word_that_is_unknown_says_which_there_are(office: Office) -> None:
    found = read(office, ("新所", "酒店", "", ""))
    assert outcomes(found) == ["bad"]
    assert remarks(found).startswith("“酒店” cannot be used as “类别”. Write one of these: agency, court, ")


def test_a_value_that_a_field_does_not_take_names_its_column(office: Office) -> None:
    found = read(office, ("新所", "", "联" * 101, ""))
    assert (outcomes(found), remarks(found)) == (["bad"], "“联系窗口” is too long: 100 characters at most.")


def test_without_an_action_that_amends_a_record_stays_and_the_difference_is_told(office: Office, firm: str) -> None:
    found = read(office, ("海天律师事务所", "李律师"), of=FirstList, heading=("名称", "联系窗口"))
    assert (outcomes(found), found.actions) == (["same"], ())
    assert remarks(found) == "“联系窗口” is 王律师 here and stays so; in the file: 李律师."
    assert list(found.told) == list(found.verdicts)


PEOPLE = ("工号", "姓名", "单位", "入职日期")


@pytest.mark.parametrize("unit", ["一部", "01", " 一 部 "])
def test_what_a_field_refers_to_is_found_by_its_name_or_code(office: Office, unit: str) -> None:
    made = AddUnit(name="一部", code="01")
    office.do_all((made, AddUnit(name="一部分", code="011")))
    apply(office, read(office, ("7", "张 三", unit, date(2026, 3, 2)), of=Newcomers, heading=PEOPLE))
    (person,) = office.find(Query("person"))
    assert (person.name, person.unit, person.joined) == ("张三", made.target, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("二部", "“单位”: nothing here is called “二部”. Enter it first, correct the name, or leave the cell empty."),
        ("科室", "“单位”: 2 here are called “科室”. Write the number or code instead of the name."),
    ],
)
def test_a_name_that_means_nothing_or_several_leaves_the_row_out(office: Office, unit: str, why: str) -> None:
    office.do_all(AddUnit(name="科室", code=code) for code in ("1", "2"))
    found = read(office, ("7", "张三", unit, ""), of=Newcomers, heading=PEOPLE)
    assert (outcomes(found), remarks(found), found.actions) == (["bad"], why, ())


def test_a_choice_of_the_policy_pack_is_found_by_name_or_path_and_a_text_keeps_its_lines(office: Office) -> None:
    heading, known = ("编号", "主题", "内容", "分类", "时间"), office.policy.options("categories")[0]
    row = ("1", "题", "一\n二", known, datetime(2026, 11, 2, 9, 30))
    (case,) = read(office, row, of=Cases, heading=heading).actions
    told = case.model_dump()
    assert (told["text"], told["category"], told["received"]) == ("一\n二", known, datetime(2026, 11, 2, 9, 30))
    found = read(office, ("1", "题", "", "没有的类", date(2026, 11, 2)), of=Cases, heading=heading)
    assert remarks(found).startswith("“分类”: “没有的类” is not in the list of the policy pack.")
