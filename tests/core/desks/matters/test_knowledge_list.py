"""The earlier register of who knows what, as offices keep it: 接触绝密级人员登记."""

from datetime import date

from core.desks.matters.vocabulary import Contact, Way
from core.importing.plan import Plan, apply, plan
from core.spreadsheets.cells import Cell
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS, Outcome
from tests.support.matter_case import MATTER, OUTSIDER, PERSON, Case

HEADING = (
    "序号",
    "文件名称",
    "发文机关",
    "人员姓名",
    "接触时间",
    "接触类型",
    "接触方式",
    "文号",
    "承办人",
    "审批领导",
    "政治面貌",
)


def read(case: Case, *rows: tuple[Cell, ...]) -> Plan:
    importer = IMPORTS["knowledge"]
    numbered = list(enumerate((("接触绝密级人员登记",), HEADING, *rows), 1))
    mapping = recognise(numbered, importer.columns)
    return plan(case.officers["clerk"], importer, read_table(numbered, mapping), mapping)


def row(number: int, person: str, day: str, **given: str) -> tuple[Cell, ...]:
    said = {"alias": "甲七号", "contact": "知悉", "way": "阅读", "document": "", "approved": ""} | given
    return (
        *(number, said["alias"], "省局", person, day, said["contact"], said["way"], said["document"], "王某"),
        *(said["approved"], "群众"),
    )


def test_who_knew_before_is_taken_over_line_by_line(case: Case) -> None:
    listed = read(
        case,
        row(1, "张三", "2026.1.8", document="12号"),
        row(2, "张三", "2026年2月3日", contact="接触", way="传达"),
        row(3, "李四", "2026-01-08", approved="王局 3号"),
    )
    assert listed.counts == {Outcome.NEW: 3}
    apply(case.officers["clerk"], listed)
    assert [(each.person, each.since, each.contact, each.way) for each in case.entries] == [
        (PERSON, date(2026, 1, 8), Contact.KNOW, Way.READ),
        (PERSON, date(2026, 2, 3), Contact.CONTACT, Way.TOLD),
        (OUTSIDER, date(2026, 1, 8), Contact.KNOW, Way.READ),
    ]
    assert {each.matter for each in case.entries} == {MATTER}
    assert read(case, row(1, "张三", "2026.1.8")).counts == {Outcome.SAME: 1}


def test_a_line_that_cannot_be_taken_says_why(case: Case) -> None:
    listed = read(
        case,
        row(1, "李四", "2026-01-08"),
        row(2, "张三", "2026-01-08", alias="无此事项"),
        row(3, "张三", ""),
        row(4, "张三", "2026-01-08"),
        row(5, "张三", "2026-01-08"),
        row(6, "张三", "2026-01-08", way="传达"),
    )
    outcomes = [each.outcome for each in listed.verdicts]
    assert outcomes == [*[Outcome.BAD] * 3, Outcome.NEW, Outcome.SAME, Outcome.DOUBTFUL]
    assert "who approved it on paper" in str(listed.verdicts[0].remarks[0])


def test_a_column_of_what_people_believe_is_not_taken(case: Case) -> None:
    importer = IMPORTS["knowledge"]
    mapping = recognise(list(enumerate((HEADING, row(1, "张三", "2026-01-08")), 1)), importer.columns)
    assert "政治面貌" not in mapping.headers.values()
    assert importer.is_private("政治面貌")
