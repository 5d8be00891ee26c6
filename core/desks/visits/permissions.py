"""Standing permissions 长期准入: who comes often is reviewed once, for a year at most."""

from datetime import date
from typing import Annotated

from core.desks.visits import fields
from core.desks.visits.vocabulary import READ, REVIEW, WIDE
from core.model.context import Context
from core.model.field import About, Role
from core.model.query import EVERYTHING, Between, Blank, Condition, Is, both
from core.model.record import derived
from core.model.viewer import Viewer
from core.rules.request import Request, RequestStage
from core.values.sentence import N_


class StandingPermission(Request):
    """That a person or the people of a firm may come in again and again until a day. Each entry is a visit."""

    kind = "standing_permission"
    label = N_("Standing permission")
    plural = N_("Standing permissions")
    compartment = "areas"
    duty = READ
    decided_with = REVIEW
    to_decide = N_("decide the permission")
    order = ("-until", "id")
    issued = ("number", "site")
    not_asked = Request.not_asked | {"ended", "ended_by", "ended_why"}

    number: Annotated[str, About(N_("Number"), column=12, index=True, search=True)]
    site: Annotated[str, About(N_("Site"), refers="site")] = ""
    who: fields.For
    areas: fields.Areas
    since: fields.Since
    until: fields.Until
    host: fields.Host = ""
    why: fields.Why
    ended: Annotated[date | None, About(N_("Ended"), column=10)] = None
    ended_by: Annotated[str, About(N_("Ended by"), refers="officer", says=Role.DOER)] = ""
    ended_why: fields.EndedWhy = ""

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the number is compared by."""
        return self.number.casefold()

    @property
    def title(self) -> str:
        """The number."""
        return self.number

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Gate, reviewers and the clerk read all; others those that they asked for."""
        bound = viewer.units is not None or viewer.cells is not None
        return EVERYTHING if not bound and viewer.duties & WIDE else Is("asked_by", (viewer.officer,))

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        approved = both(Is("stage", (RequestStage.APPROVED,)), Blank("ended"))
        return {
            N_("in force"): both(approved, Between("since", None, context.today), Between("until", context.today)),
            N_("run out"): both(approved, Between("until", None, context.today)),
            **super().filters(context),
        }
