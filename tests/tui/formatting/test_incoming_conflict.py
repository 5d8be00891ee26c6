"""A field that a transfer leaves with two values is told by names, as lists show them, and by no identifier."""

import re

import pytest

from core.desks.people.people import AddPerson, AddUnit
from core.office.office import Office
from core.results.transfer import IncomingConflict
from core.values.ids import new_id
from tui.formatting.incoming_conflict import told
from tui.language import language, set_language

IDENTIFIER = re.compile("[0-9a-f]{8}")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "Person “张三”, Unit: here “焊接车间”, there “one that is not known here yet”"),
        ("zh_CN", "人员“张三”，单位：本站“焊接车间”，对方“本站点尚未收到的一条”"),
    ],
)
def test_records_and_values_are_told_by_their_names(office: Office, code: str, said: str) -> None:
    set_language(code)
    unit, person = AddUnit(name="焊接车间", code="07"), AddPerson(name="张三")
    office.do_all([unit, person])
    (clash,) = office.visible_conflicts([IncomingConflict("person", person.target, "unit", unit.target, new_id())])
    shown = language().say(told(clash, office))
    assert shown == said
    assert not IDENTIFIER.search(shown)


def test_nothing_is_told_as_empty(office: Office) -> None:
    set_language("en")
    person = AddPerson(name="张三")
    office.do(person)
    (clash,) = office.visible_conflicts([IncomingConflict("person", person.target, "post", None, "科员")])
    assert "here “empty”, there “科员”" in str(told(clash, office))
