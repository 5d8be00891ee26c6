"""Doubts 存疑: records that a site changed after the last place at which it is believed (changes §9.4)."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

from core.model.action import Action, create
from core.model.change import HOME, LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import ANY, About, Names, Role, Start
from core.model.query import NOTHING, AnyOf, Blank, Condition, Is, Query, Via, both
from core.model.record import RECORDS, Record
from core.model.viewer import Viewer
from core.rights.visibility import readable
from core.values.sentence import N_


class Doubt(Record):
    """A record that may hold what a stolen key wrote. Nothing is removed: an officer looks at it, and puts it right."""

    kind = "doubt"
    label = N_("Doubt")
    plural = N_("Doubts")
    compartment = LOCAL
    duty = "conflicts.resolve"
    order = ("seen_on", "-found")
    deadlines = (
        Deadline(
            N_("look at a doubtful change"), on="found", until=("seen_on",), duty="conflicts.resolve",
            why=N_("Due {day}: found on that day, and nobody has looked at it yet."),
        ),
    )  # fmt: skip

    of_kind: Annotated[str, About(N_("Kind"), column=14, names=Names.KIND)]
    of: Annotated[str, About(N_("Record"), column=40, refers=ANY, index=True)]
    site: Annotated[str, About(N_("Written by"), column=16, refers="site", index=True)]
    found: Annotated[date, About(N_("Found"), column=10)]
    seen_on: Annotated[date | None, About(N_("Looked at"), column=10)] = None
    seen_by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""

    bears = "of"

    @property
    def title(self) -> str:
        """The identifier of the record; `Office.called` knows its name."""
        return self.of

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Whoever may read the record may know of the doubt."""
        rules = []
        for kind, declared in RECORDS.items():
            if (
                declared.compartment not in HOME
                and not declared.is_derived
                and (rule := readable(viewer, declared)) != NOTHING
            ):
                rules.append(both(Is("of_kind", (kind,)), Via("of", kind, rule)))
        return AnyOf(tuple(rules))


def doubts(site: str, places: Collection[str], context: Context, *, complete: bool) -> Iterable[Draft]:
    """Yield a doubt for each record that a site changed after these places, if it is not doubted already."""
    open_ones = context.find(Query("doubt", both(Is("site", (site,)), Blank("seen_on"))))
    known = {doubt.of for doubt in open_ones}
    for kind, record in context.changed_after(site, places, complete=complete):
        if record not in known:
            yield create(Doubt(of_kind=kind, of=record, site=site, found=context.today))


class SettleDoubt(Action):
    """Record that you have looked at what the site changed here, in the history, and have put right what was wrong."""

    on = Doubt
    duty = "conflicts.resolve"
    key = "c"
    once = "seen_on"
    stamps = {"seen_on": Start.TODAY, "seen_by": Start.ME}
