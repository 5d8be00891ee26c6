"""Handing over: all open work of a person to another, in one step, and a record that it was done."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from core.desks.grid import fields
from core.desks.grid.appointments import appoint, appointment_faults
from core.desks.grid.backdating import entered
from core.desks.grid.dependents import Dependent, dependents, given, giving, summed
from core.desks.grid.records import Cell, Handover
from core.desks.grid.rules import memberships, person_faults
from core.desks.grid.vocabulary import HAND_OVER, LEADING, Part
from core.desks.people.records import Person
from core.desks.people.service import DAY
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About
from core.model.query import Is, Query
from core.rights.four_eyes import eyes_faults, officer_faults
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def officers(person: str, context: Context) -> list[str]:
    """Return which officers a person is."""
    return [officer.id for officer in context.find(Query("officer", Is("person", (person,))))]


def officer_work(person: str, context: Context) -> list[Dependent]:
    """Return what hangs on a person as an officer, as far as whoever acts may see it."""
    return [found for officer in officers(person, context) for found in dependents(context, "officer", officer)]


def hangs_on(person: str, context: Context) -> list[tuple[Sentence, int]]:
    """Return what hangs on a person as far as the officer may see, for the preview of a hand-over."""
    found = list(summed((*dependents(context, "person", person), *officer_work(person, context))))
    own = len(memberships(context, "person", person))
    return [*found, (say(N_("Memberships in cells, which end")), own)] if own else found


class HandOver(Action):
    """Give everything open that is this person's work to another, in one step: cells, cases, files, programmes."""

    on = Person
    duty = HAND_OVER
    key = "o"
    destination_argument = "to"

    to: Annotated[fields.TakenOverBy, REQUIRED]
    day: fields.From
    leaves: Annotated[bool, About(N_("Leaves all cells"), help=N_("For somebody who goes away altogether."))] = True

    @classmethod
    def suggest(cls, record: Person, context: Context) -> dict[str, Any]:
        """Start from the day after the person's last day, or today."""
        return {"day": min(record.left + DAY if record.left else context.today, context.today)}

    def side_effects(self, record: Person, context: Context) -> Iterable[tuple[Sentence, int]]:
        """Everything open that is his work."""
        return hangs_on(record.id, context)

    def refuse(self, record: Person, context: Context) -> Iterable[Sentence]:
        """Reject whoever does not work here or is the person, and what the desk of a record would not give him."""
        yield from person_faults(self.to, self.day, context)
        if self.to == record.id:
            yield say(N_("Choose somebody else: this is the person whose work is handed over."))
        for cell, part in dependents(context, "person", record.id):
            if isinstance(cell, Cell):
                yield from appointment_faults(cell, Part(part), self.to, self.day, context)
        work = officer_work(record.id, context)
        successor = self._successor(context)
        if work and not successor:
            yield say(
                N_("{count} records are an officer's work, and whom you chose is no officer. Choose one who is."),
                count=len(work),
            )
            return
        faults = (fault for found in work for fault in _faults(found, successor, context))
        yield from {fault.say(): fault for fault in faults}.values()  # each reason once

    def _successor(self, context: Context) -> str:
        return next(iter(officers(self.to, context)), "")

    def changes(self, record: Person, context: Context) -> Iterable[Draft]:
        """Rewrite whose work each is, and keep a record of it."""
        led, work = list(dependents(context, "person", record.id)), officer_work(record.id, context)
        yield from entered(self._moves(record, led, work, context), context)
        count = len(led) + len(work)
        yield create(Handover(person=record.id, to=self.to, day=self.day, by=context.officer, records=count))

    def _moves(
        self, record: Person, led: Iterable[Dependent], work: Iterable[Dependent], context: Context
    ) -> Iterator[Draft]:
        primary = False
        for found, field in led:
            if not isinstance(found, Cell):
                yield amend(found, **{field: self.to})
                continue
            for draft in self._leads(found, Part(field), record.id, context):
                first = bool(draft.fields.get("primary"))
                # Each cell by itself would be the first one that the successor comes to.
                yield (
                    Draft(draft.kind, draft.record, {**draft.fields, "primary": False}) if first and primary else draft
                )
                primary = primary or first
        successor = self._successor(context)
        for each in work:
            yield from given(each, "officer", successor, context)
        if self.leaves:
            for membership in memberships(context, "person", record.id):
                yield amend(membership, until=max(self.day, membership.since))

    def _leads(self, cell: Cell, part: Part, leaver: str, context: Context) -> Iterator[Draft]:
        """Appoint the successor; of a lead and deputy who would be one person, the other part falls vacant."""
        for draft in appoint(cell, part, self.to, self.day, context):
            if not (self.leaves and draft.fields.get("person") == leaver):
                yield draft
        other = next(each for each in LEADING if each != part)
        if getattr(cell, other) == self.to:
            yield amend(cell, **{other: ""})


def _faults(found: Dependent, successor: str, context: Context) -> Iterable[Sentence]:
    """Yield why the desk of a record would not let this officer give it to the successor."""
    action = giving(found, "officer", successor, context)
    if action:
        yield from eyes_faults(action, found[0], (), context)
        yield from officer_faults(action, found[0], context)
        yield from action.refusals(found[0], context)
