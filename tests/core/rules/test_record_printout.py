"""A record on paper: what it and its parts say, in the words of lists, as far as whoever prints it may read."""

from collections.abc import Callable
from datetime import date

import pytest

from core.desks.care.children import Support
from core.desks.care.vocabulary import Measure
from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit, AmendPerson
from core.desks.people.records import Person
from core.model.printout import PAPERS, papers_of
from core.office.office import Office
from core.office.refusals import NoSuchRecord
from core.rules.record_printout import record_printout, table_of
from core.values.mask import MASK


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The papers of the desks, to be added to."""
    monkeypatch.setattr("core.model.printout.PAPERS", dict(PAPERS))


@pytest.fixture
def person(office: Office) -> str:
    unit, person = (
        AddUnit(name="一部", code="01"),
        AddPerson(name="张三", number="7", phone="1390000", joined="2020-02-03"),
    )
    office.do_all((unit, person))
    return person.target


def rows(office: Office, kind: str, record: str, part: int = 0) -> tuple[tuple[str, ...], ...]:
    *_others, made = papers_of(kind)
    (table,) = made.draw(office, record, str).sections[part].tables
    return table.rows


def test_it_says_every_field_that_says_something(office: Office, person: str) -> None:
    record_printout("sample", "Sheet", Person, title="Sheet of a person", preface="For the file.", leave_out=("post",))
    office.do(AmendPerson(target=person, name="张三", number="7", phone="1390000", joined="2020-02-03", post="科员"))
    made = papers_of("person")[-1].draw(office, person, str)
    assert (made.title, made.signed_by, made.day) == ("Sheet of a person", "甲站", office.today)
    assert made.contact == office.title("officer", office.officer)
    assert made.sections[0].paragraphs == ("For the file.",)
    said = dict(rows(office, "person", person))
    assert said == {
        "Full name": "张三",
        "Staff number": "7",
        "Telephone": "1390000",
        "Joined": "2020-02-03",
        "Entered": "2026-11-23",
    }


def test_what_an_officer_need_not_see_is_masked_on_paper_too(
    office: Office, person: str, colleague: Callable[..., Office]
) -> None:
    record_printout("sample", "Sheet", Person)
    assert dict(rows(colleague("李明", "clerk"), "person", person))["Telephone"] == MASK


def test_what_an_officer_may_not_read_is_not_printed(
    office: Office, person: str, colleague: Callable[..., Office]
) -> None:
    record_printout("sample", "Sheet", Person)
    with pytest.raises(NoSuchRecord):
        rows(colleague("李明", "auditor"), "person", person)


def test_a_table_has_the_fields_that_are_asked_for_under_their_labels(office: Office, person: str) -> None:
    table = table_of(office, Person, [office.get("person", person)], ("name", "post", "joined"), str)
    assert (table.header, table.rows) == (("Full name", "Post", "Joined"), (("张三", "", "2020-02-03"),))


def test_of_what_an_officer_may_not_read_the_paper_says_what_it_is(
    office: Office, colleague: Callable[..., Office]
) -> None:
    case = RegisterGrievance(subject="欠薪", received=office.now)
    office.do(case)
    support = Support(
        file="f" * 32,
        helper=office.officer,
        measure=Measure.LEGAL_AID,
        what="援助",
        due=date(2026, 12, 1),
        grievance=case.target,
    )
    readers = {office: "欠薪", colleague("李明", "care_clerk"): "Grievance"}
    for reader, called in readers.items():
        (row,) = table_of(reader, Support, [support], ("what", "grievance"), str).rows
        assert row[0] == "援助"
        assert called in row[1]
