"""What the records about one person have in common: who it is, and that this person has no part in them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.desks.clearance import fields
from core.desks.clearance.vocabulary import COMPARTMENT, READ
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.record import Record
from core.rights.four_eyes import entries_of, is_about
from core.values.classification import Classification
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class OfPerson(Record):
    """A record of the register of cleared people that is about one of them."""

    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ

    name: fields.Name = ""
    person: fields.Person

    def bars(self, officer: str, context: Context) -> Iterable[Sentence]:
        """Nobody decides, or prepares, what is about himself."""
        if is_about(self, entries_of(officer, context), context):
            called = getattr(context.get("officer", officer), "title", officer)
            yield say(N_("{name} is the person concerned and has no part in this."), name=called)


def waits_for(what: str, *, on: str, stage: LabelledEnum, duty: str, asked_by: str) -> Deadline:
    """Return the deadline of what one officer laid before another: it stands on top until it is decided."""
    return Deadline(
        what, on=on, stages=(stage,), duty=duty, unit="unit", pressing=True, asked_by=asked_by,
        why=N_("Due {day}: laid before a second officer on that day."),
    )  # fmt: skip


def known_of(person: str, context: Context) -> dict[str, Any]:
    """Return name and unit of a person, as a record keeps them."""
    found = context.get("person", person)
    return {"name": found.name, "unit": found.unit} if found is not None else {}


def newest(days: Iterable[date | None]) -> date | None:
    """Return the newest of these days: what is entered late moves nothing back."""
    return max((day for day in days if day), default=None)
