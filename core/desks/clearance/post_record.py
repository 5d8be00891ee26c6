"""The secret post 涉密岗位, and what is changed of one in force: asked for by one officer, approved by another."""

from datetime import date
from typing import Annotated

from core.desks.clearance import fields
from core.desks.clearance.of_person import waits_for
from core.desks.clearance.vocabulary import (
    APPROVE,
    COMPARTMENT,
    KEEP,
    READ,
    USUAL,
    Handled,
    Level,
    PostStage,
)
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role
from core.model.query import Condition, Having, Is, Not, both
from core.model.record import Record, derived
from core.model.rule import Unique
from core.rules.request import Request
from core.values.classification import Classification
from core.values.cleaning import code_key
from core.values.sentence import N_

IN_FORCE = (PostStage.IN_FORCE,)


class Post(Record):
    """A post whose work touches secrets, at its level."""

    kind = "post"
    label = N_("Secret post")
    plural = N_("Secret posts")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    order = ("code", "id")
    ends = (PostStage.ABOLISHED,)
    path = (PostStage.DRAFT, PostStage.IN_FORCE, PostStage.ABOLISHED)
    unique = (Unique(("key",), N_("There is a post with the code {code} already. Give this one another code.")),)
    deadlines = (
        waits_for(
            N_("decide the secret post"), on="proposed", stage=PostStage.DRAFT, duty=APPROVE, asked_by="proposed_by"
        ),
        Deadline(
            N_("review the secret post"), on="next_review", stages=IN_FORCE, unit="unit", duty=KEEP, since="reviewed",
            counted=N_("fixed or reviewed on {day}"),
        ),
    )  # fmt: skip

    code: fields.PostCode
    name: fields.PostName
    unit: fields.PostUnit = ""
    level: fields.Level
    handles: fields.Handles
    headcount: fields.Headcount
    stage: Annotated[PostStage, About(N_("Stage"), column=8, index=True)] = PostStage.DRAFT
    basis: fields.Basis
    scope: fields.KnownScope = ""
    leader: fields.Leader = ""
    proposed: Annotated[date, About(N_("Proposed on"))]
    proposed_by: Annotated[str, About(N_("Proposed by"), refers="officer", says=Role.DOER)]
    fixed: Annotated[date | None, About(N_("Fixed on"))] = None
    fixed_by: Annotated[str, About(N_("Fixed by"), refers="officer", says=Role.DOER)] = ""
    reviewed: Annotated[date | None, About(N_("Last reviewed"))] = None
    next_review: Annotated[date | None, About(N_("Next review"), column=10, index=True)] = None
    document: fields.Document = ""
    abolished: Annotated[date | None, About(N_("Abolished on"))] = None
    abolished_because: fields.Reason = ""

    @property
    def title(self) -> str:
        """The name, with the code."""
        return f"{self.name} {self.code}"

    @derived(About(N_("Compared as"), index=True))
    def key(self) -> str:
        """What the code is compared by."""
        return code_key(self.code)

    @derived(About(N_("Unusual level"), index=True))
    def unusual(self) -> bool:
        """Whether the level and what is handled do not go together as they usually do."""
        return USUAL[self.level] != self.handles

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        in_force = Is("stage", IN_FORCE)
        held = Having("appointment", "post", Is("holds", (True,)))
        return {
            **super().filters(context),
            N_("in force"): in_force,
            N_("to approve"): Is("stage", (PostStage.DRAFT,)),
            N_("filled"): both(in_force, held),
            N_("vacant"): both(in_force, Not(held)),
            N_("unusual level"): both(in_force, Is("unusual", (True,))),
        }


class PostChange(Request):
    """Another level, scope or headcount of a post in force: its new version."""

    kind = "post_change"
    label = N_("Change of a secret post")
    plural = N_("Changes of secret posts")
    compartment = COMPARTMENT
    classification = Classification.INTERNAL
    duty = READ
    decided_with = APPROVE
    to_decide = N_("decide on the post change")
    asked_while = IN_FORCE

    post: Annotated[str, About(N_("Secret post"), refers="post", owner=True, index=True)]
    level: Annotated[Level, About(N_("Level of the post"))]
    handles: Annotated[Handled, About(N_("Handles up to"))]
    headcount: Annotated[int, About(N_("Headcount"))]
    scope: fields.KnownScope = ""
    document: fields.Document = ""
    reason: fields.Reason
