"""How what is listed is classified."""

from typing import Annotated, Any

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddUnit
from core.model.field import About
from core.model.query import Is, Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.rules.classified import classification_of, highest_listed
from core.values.classification import Classification, highest


def test_the_highest_of_some_levels() -> None:
    assert highest(()) is None
    assert highest((None, None)) is None
    assert highest((Classification.SECRET, None, Classification.INTERNAL)) is Classification.SECRET
    assert highest(Classification) is Classification.TOP_SECRET


def test_a_part_is_classified_as_its_whole() -> None:
    assert classification_of(RECORDS["step"]) is RECORDS["grievance"].classification is Classification.INTERNAL
    assert classification_of(RECORDS["unit"]) is None


def test_what_lists_nothing_is_not_classified(office: Office) -> None:
    office.do(AddUnit(name="机关"))
    assert highest_listed(Query("grievance"), office) is None
    assert highest_listed(Query("unit"), office) is None
    office.do(RegisterGrievance(subject="拖欠工资", received=office.now))
    assert highest_listed(Query("grievance"), office) is Classification.INTERNAL
    assert highest_listed(Query("grievance", Is("subject", ("别的",))), office) is None


def test_entries_about_records_are_classified_as_these(office: Office) -> None:
    assert highest_listed(Query("agenda", Is("of_kind", ("grievance",))), office) is None
    office.do(RegisterGrievance(subject="拖欠工资", received=office.now))
    assert highest_listed(Query("agenda"), office) is Classification.INTERNAL


class Reader:
    """Lists records that say how they are classified."""

    def __init__(self, *levels: Classification) -> None:
        self.levels = levels

    def keys(self, query: Query) -> list[Classification]:
        """Return those that the condition asks for."""
        condition: Any = query.where
        return [level for level in self.levels if level in condition.values]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ((), None),
        ((Classification.SECRET,), Classification.SECRET),
        ((Classification.SECRET, Classification.TOP_SECRET, Classification.INTERNAL), Classification.TOP_SECRET),
    ],
)
def test_a_field_says_it_of_each_record(
    levels: tuple[Classification, ...], shown: Classification | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Carrier(Record):
        """A document."""

        level: Annotated[Classification | None, About("Level")] = None

    assert columns(Carrier)["level"].type is Classification
    monkeypatch.setitem(RECORDS, "carrier", Carrier)
    monkeypatch.setattr(Carrier, "kind", "carrier")
    reader: Any = Reader(*levels)
    assert highest_listed(Query("carrier"), reader) is shown
