"""The matter 涉密事项 itself, and who may know that there is one."""

from datetime import date
from typing import Annotated

from core.desks.matters import fields
from core.desks.matters.vocabulary import APPROVE, READ, MatterSettings, MatterStage
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import EVERYTHING, AllOf, AnyOf, Blank, Condition, Having, Is, Not, Via, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.model.viewer import Viewer
from core.rules.request import RequestStage
from core.values.bounds import LAST_DAY
from core.values.classification import Classification
from core.values.cleaning import code_key
from core.values.dates import months_later
from core.values.sentence import N_

FIXED = (MatterStage.FIXED,)
LIVING = (MatterStage.PROPOSED, MatterStage.FIXED)
STRICT = (Classification.TOP_SECRET,)
"""The levels of which only those know who are named in the matter."""
KNOWN_BY_DUTY = tuple(each for each in Classification if each not in STRICT)
"""The levels of which whoever has the duty knows."""


class Matter(Record):
    """A matter that is kept secret, by its code name: the level, for how long, on what grounds, and who fixed it."""

    kind = "matter"
    label = N_("Matter")
    plural = N_("Matters")
    compartment = "matters"
    classification = Classification.INTERNAL
    duty = READ
    order = ("lifted", "alias", "id")
    unique = (Unique(("key",), N_("There is a matter with the code name {alias} already.")),)
    path = (MatterStage.PROPOSED, MatterStage.FIXED, MatterStage.LIFTED)
    ends = (MatterStage.LIFTED, MatterStage.DECLINED)
    deadlines = (
        Deadline(
            N_("fix or decline the matter"), on="proposed", stages=(MatterStage.PROPOSED,), owner=("fixer",),
            unit="unit", why=N_("Due {day}: proposed on that day, it waits for whoever is responsible for fixing."),
        ),
        Deadline(
            N_("yearly review"), on="next_review", stages=FIXED, owner=("fixer",), unit="unit", since="reviewed",
            counted=N_("fixed or reviewed on {day}"), soon=MatterSettings,
        ),
        Deadline(
            N_("lift it or prolong it"), on="expires", stages=FIXED, owner=("fixer",), unit="unit",
            since="since", counted=N_("term counted from {day}"), soon=MatterSettings,
        ),
    )  # fmt: skip
    indexes = (("lifted", "alias"), ("stage", "level"), ("stage", "next_review"))

    alias: fields.Alias
    level: fields.Level = Classification.SECRET
    stage: Annotated[MatterStage, About(N_("Stage"), column=8, index=True)] = MatterStage.PROPOSED
    unit: fields.Unit = ""
    fixer: fields.Fixer
    next_review: Annotated[date | None, About(N_("Review by"), column=10, index=True)] = None
    years: fields.Years = 0
    condition: fields.Condition = ""
    since: fields.Since
    basis: fields.Basis = ""
    drafter: fields.Drafter
    originator: fields.Originator = ""
    derived_from: fields.DerivedFrom = ""
    proposed: Annotated[date | None, About(N_("Proposed on"))] = None
    fixed: Annotated[date | None, About(N_("Fixed on"), index=True)] = None
    fixed_by: Annotated[str, About(N_("Fixed by"), refers="officer", says=Role.DOER)] = ""
    declined_why: fields.DeclinedWhy = ""
    reviewed: Annotated[date | None, About(N_("Last reviewed"), index=True)] = None
    decision: fields.Decision = ""
    lifted: fields.Lifted | None = None
    lifted_by: Annotated[str, About(N_("Matter lifted by"), refers="officer", says=Role.DOER)] = ""
    lifted_why: fields.LiftedWhy = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the code name is compared by."""
        return code_key(self.alias)

    @derived(About(N_("End of term"), column=10, index=True))
    def expires(self) -> date | None:
        """The day on which its term ends; None while it ends by a condition alone."""
        return min(months_later(self.since, 12 * self.years), LAST_DAY) if self.years else None

    @property
    def title(self) -> str:
        """The code name."""
        return self.alias

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Of what is top secret, those alone who are named in it; of the rest, whoever reads matters of its unit."""
        named = named_in(viewer)
        if viewer.units is None and viewer.cells is not None:
            return named
        within = EVERYTHING if viewer.units is None else Is("unit", tuple(sorted(viewer.units)))
        return AnyOf((named, both(within, Is("level", KNOWN_BY_DUTY))))

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        in_force = Is("stage", FIXED)
        return {
            N_("in force"): in_force,
            N_("proposed"): Is("stage", (MatterStage.PROPOSED,)),
            N_("lifted"): Is("stage", (MatterStage.LIFTED,)),
            N_("nobody in scope"): AllOf((in_force, Not(Having("matter_scope", "matter", Blank("ended"))))),
            **super().filters(context),
        }


def is_officer(officer: str) -> Condition:
    """Return the condition of a field that refers to a person: that it is this officer."""
    return Via("person", "person", Having("officer", "person", Is("id", (officer,))))


def named_in(viewer: Viewer) -> Condition:
    """Return in which matters an officer is named: as drafter, fixer or reader, as one who knows or takes part.

    Who is asked to let somebody in, and may, is named in it while that waits.
    """
    me = (viewer.officer,)
    knows = both(Blank("until"), is_officer(viewer.officer))
    conditions: list[Condition] = [
        Is("drafter", me),
        Is("fixer", me),
        Having("matter_reader", "matter", both(Blank("ended"), Is("officer", me))),
        Having("knowledge", "matter", knows),
        Having("participation", "matter", Is("owner", me)),
    ]
    if APPROVE in viewer.duties:
        waits = Is("stage", (RequestStage.WAITS,))
        conditions += [
            Having(kind, "matter", both(waits, Is("asked_of", me))) for kind in ("knowledge_request", "mark_change")
        ]
    return AnyOf(tuple(conditions))
