"""Whatever an action drafts that a record does not take is refused by name, before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from core.desks.grid import Cell
from core.model.action import Action, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.office.refusals import Refused
from core.wording.field_errors import draft_faults
from tests.support.every_case import every
from tests.support.site_driver import write


class _Spoil(Action):
    """Draft whatever the test wants."""

    on = Cell
    duty = "grid.keep"

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        return (Draft("cell", self.target, FIELDS),)


FIELDS: dict[str, Any] = {}


@pytest.fixture
def cell(office: Office) -> Cell:
    made = Cell(code="01", name="甲")
    write(office, create(made))
    return made


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"code": "1" * 61}, "“1{61}” cannot stand as Code of Cell: This is too long: at most 60 characters."),
        ({"name": ""}, "cannot stand as Name of Cell: This must be filled in."),
        ({"start": "2026-13-01"}, "“2026-13-01” cannot stand as Start of Cell"),
        ({"name": "乙", "code": 5}, "“5” cannot stand as Code of Cell"),
    ],
)
@pytest.mark.parametrize("way", ["do", "rehearse"])
def test_what_a_field_does_not_take_is_a_refusal_that_names_it(
    office: Office, cell: Cell, fields: Mapping[str, Any], why: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "FIELDS", fields)
    spoil = _Spoil(target=cell.id)
    with pytest.raises(Refused, match=why):
        office.do(spoil) if way == "do" else office.rehearse((spoil,))
    assert office.find(Query("cell")) == [cell]


@every("kind", [each for each in RECORDS.values() if not each.is_derived], lambda each: each.kind)
def test_what_a_record_holds_is_taken_again(kind: type[Record], sample: Callable[..., Any]) -> None:
    assert list(draft_faults(create(sample(kind)))) == []
