"""Rounds of checks 巡检: all controls of an area are in order but those that are named; those open a warning."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from core.desks.areas import fields
from core.desks.areas.children import AreaCheck, Control
from core.desks.areas.proposing import controls_there
from core.desks.areas.records import IN_FORCE, Area
from core.desks.areas.vocabulary import AMISS, CHECK, ControlState
from core.desks.grid import Level, RaiseWarning
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.values.cleaning import code_key
from core.values.field_types import Line
from core.values.sentence import N_, Sentence, say

Numbers = Annotated[
    str, About(N_("Faulty ones"), help=N_("Numbers of controls, with spaces between. All others are in order."))
]
ARGUMENTS = {"faulty_ones": ControlState.FAULTY, "absent_ones": ControlState.ABSENT, "off_ones": ControlState.OFF}
"""In which argument of a round the controls stand that were found so."""


class CheckArea(Action):
    """Note a round of checks. Every control is in order but those whose numbers you write."""

    on = Area
    adds = AreaCheck
    duty = CHECK
    key = "r"
    single = True
    stages = IN_FORCE
    stamps = {"by": Start.ME}

    at: fields.CheckedAt
    faulty_ones: Numbers = ""
    absent_ones: Annotated[str, About(N_("Missing ones"), help=N_("Numbers of controls."))] = ""
    off_ones: Annotated[str, About(N_("Ones switched off"), help=N_("Numbers of controls."))] = ""
    seals: fields.SealsSeen = True
    ledger: fields.LedgerSeen = True
    lockers: fields.LockersSeen = True
    findings: fields.Findings = ""
    warning: Annotated[
        Line, About(N_("Warning to the grid"), help=N_("What those need to know who do not read of the area."))
    ] = ""
    level: Annotated[Level, About(N_("Level of the warning"))] = Level.YELLOW

    def _named(self, context: Context) -> tuple[dict[str, ControlState], list[str], list[Any]]:
        """Return how the named controls were found, which numbers are none, and all controls of the area."""
        there = controls_there(self.target, context)
        by_key = {each.key: each.id for each in there}
        found: dict[str, ControlState] = {}
        unknown: list[str] = []
        for argument, state in ARGUMENTS.items():
            for number in _numbers(getattr(self, argument)):
                control = _control(number, by_key)
                if not control or found.get(control, state) != state:
                    unknown.append(number)
                else:
                    found[control] = state
        return found, unknown, there

    def _newly_amiss(self, context: Context) -> list[Control]:
        """Return the controls that were in order before, as far as this round is not older than what is known."""
        found, _unknown, there = self._named(context)
        return [each for each in there if each.id in found and each.state not in AMISS and self._is_news(each)]

    def _is_news(self, control: Control) -> bool:
        """Whether the control has not been looked at later than in this round."""
        return max(control.checked or date.min, control.state_since or date.min) <= self.at.date()

    def refuse(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Reject numbers of no control, or twice; what was found without words; a new fault without a warning."""
        found, unknown, there = self._named(context)
        numbers = "、".join(each.number for each in there) or "—"
        for number in dict.fromkeys(unknown):
            yield say(
                N_("“{number}” is no control of this area, or stands in two places. Its controls: {numbers}."),
                number=number, numbers=numbers,
            )  # fmt: skip
        amiss = bool(found) or not (self.seals and self.ledger and self.lockers)
        if amiss and not self.findings.strip():
            yield say(N_("Not everything was in order. Say under “Findings” what was found."))
        if record.cell and not self.warning and (newly := self._newly_amiss(context)):
            yield say(
                N_("Newly not in order: {count}. Say under “Warning to the grid” what the cell is to know of it."),
                count=len(newly),
            )  # fmt: skip

    def foresee(self, record: Area, context: Context) -> Iterable[Sentence]:
        """Yield how many controls are in order, which are not, and that the cell is warned."""
        found, _unknown, there = self._named(context)
        yield say(N_("Controls in order: {count} of {all}."), count=len(there) - len(found), all=len(there))
        if found:
            titles = "、".join(each.title for each in there if each.id in found)
            yield say(N_("Not in order: {controls}."), controls=titles)
        if newly := self._newly_amiss(context) if record.cell else []:
            yield say(N_("Warnings that the cell gets: {count}."), count=len(newly))

    def written(self, record: Area, context: Context) -> dict[str, Any]:
        """Add how many controls there were, and which of them were not in order."""
        found, _unknown, there = self._named(context)
        named = {
            name: tuple(control for control, state in found.items() if state == wanted)
            for name, wanted in (
                ("faulty", ControlState.FAULTY), ("absent", ControlState.ABSENT), ("off", ControlState.OFF),
            )
        }  # fmt: skip
        return super().written(record, context) | named | {"seen": len(there)}

    def changes(self, record: Area, context: Context) -> Iterator[Draft]:
        """Write the round, how each control was found, and a warning for each that is newly not in order.

        A round that is entered late changes nothing of a control that was looked at after it.
        """
        found, _unknown, there = self._named(context)
        newly = self._newly_amiss(context)
        yield from super().changes(record, context)
        for control in filter(self._is_news, there):
            yield amend(control, **self._as_found(control, found.get(control.id, ControlState.OK), context))
        for control in newly if record.cell else ():
            raised = RaiseWarning(level=self.level, what=self.warning, cell=record.cell, about=control.id)
            yield from raised.changes(None, context)

    def _as_found(self, control: Control, state: ControlState, context: Context) -> dict[str, Any]:
        day = self.at.date()
        since = {} if state == control.state else {"state_since": day}
        return {"state": state, "checked": day, "checked_by": context.officer, **since}


def _numbers(text: str) -> list[str]:
    """Return the numbers that stand in a text with spaces, commas or new lines between."""
    return text.replace(",", " ").replace("，", " ").replace("、", " ").split()


def _control(number: str, by_key: dict[str, str]) -> str:
    """Return the control of a number, which may lack its leading noughts; empty if there is none."""
    key = code_key(number)
    if key in by_key:
        return by_key[key]
    plain = key.lstrip("0")
    found = [control for other, control in by_key.items() if plain and other.lstrip("0") == plain]
    return found[0] if len(found) == 1 else ""
