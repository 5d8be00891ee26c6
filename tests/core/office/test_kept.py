"""What is kept of what was read: as long as nothing is written, and for the day."""

from datetime import timedelta

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused

PEOPLE = Query("person")


def count(office: Office) -> int:
    return office.kept(PEOPLE, lambda: office.count(PEOPLE))


def test_what_was_read_is_read_again_once_anything_was_written(office: Office) -> None:
    before = count(office)
    office.do(AddPerson(name="张三", number="7"))
    assert count(office) == before + 1
    with pytest.raises(Refused):
        office.do(AddPerson(name="李四", number="7"))
    assert count(office) == before + 1


def test_as_long_as_nothing_is_written_nothing_is_read(office: Office) -> None:
    before = count(office)
    assert office.kept(PEOPLE, lambda: pytest.fail("read again")) == before


def test_another_day_is_another_question(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(office)
    tomorrow = office.now + timedelta(days=1)
    monkeypatch.setattr(office, "_clock", lambda: tomorrow)
    assert office.kept(PEOPLE, lambda: before + 5) == before + 5
