"""Secret posts: proposing, fixing, changing, reviewing and abolishing them."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.clearance import fields
from core.desks.clearance.post_record import IN_FORCE, Post, PostChange
from core.desks.clearance.rules import holders, terms
from core.desks.clearance.vocabulary import APPROVE, HOLDING, KEEP, USUAL, Handled, Level, PostStage
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say

DRAFT = (PostStage.DRAFT,)


def _unusual(level: Level, handles: Handled) -> Iterable[Sentence]:
    """Yield that a level does not go with what is handled; it is told, and not refused."""
    if USUAL[level] != handles:
        yield say(
            N_("A post of the level “{level}” usually handles “{usual}”, and this one “{handles}”: check both."),
            level=say(level.label),
            usual=say(USUAL[level].label),
            handles=say(handles.label),
        )


class ProposePost(Action):
    """Propose a secret post, with its level and why it is secret. A supervisor fixes it."""

    on = Post
    creates = True
    duty = KEEP
    key = "n"
    stamps = {"proposed": Start.TODAY, "proposed_by": Start.ME}

    code: fields.PostCode
    name: fields.PostName
    unit: Annotated[fields.PostUnit, REQUIRED]
    level: fields.Level
    handles: fields.Handles
    headcount: fields.Headcount = 1
    basis: fields.Basis
    scope: fields.KnownScope = ""
    leader: fields.Leader = ""

    def foresee(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Say that level and what is handled do not go together."""
        return _unusual(self.level, self.handles)


class AmendPost(Action):
    """Correct a secret post that is not fixed yet. One in force is changed with “Ask post change”."""

    on = Post
    duty = KEEP
    key = "e"
    stages = DRAFT
    amends = True
    stamps = {"proposed_by": Start.ME}

    code: fields.PostCode
    name: fields.PostName
    unit: Annotated[fields.PostUnit, REQUIRED]
    level: fields.Level
    handles: fields.Handles
    headcount: fields.Headcount = 1
    basis: fields.Basis
    scope: fields.KnownScope = ""
    leader: fields.Leader = ""


class FixPost(Action):
    """Fix the secret post that another officer proposed: it is in force from today."""

    on = Post
    duty = APPROVE
    key = "a"
    stages = DRAFT
    leads_to = PostStage.IN_FORCE
    other_than = ("proposed_by",)
    approves = ("code", "name", "unit", "level", "handles", "headcount", "basis", "scope", "leader")
    stamps = {"fixed": Start.TODAY, "fixed_by": Start.ME, "reviewed": Start.TODAY}

    def foresee(self, record: Post, context: Context) -> Iterable[Sentence]:
        """Say that level and what is handled do not go together."""
        return _unusual(record.level, record.handles)

    def written(self, record: Post, context: Context) -> dict[str, Any]:
        """Add when it is reviewed next."""
        return super().written(record, context) | _reviewed_again(context)


class DropPost(Action):
    """Do not fix a secret post that was proposed, with the reason."""

    on = Post
    duty = APPROVE
    stages = DRAFT
    leads_to = PostStage.ABOLISHED
    stamps = {"abolished": Start.TODAY}

    abolished_because: Annotated[fields.Reason, REQUIRED]


class ReviewPost(Action):
    """Note that a secret post was reviewed and stays as it is. What changes is asked for with “Ask post change”."""

    on = Post
    duty = KEEP
    key = "r"
    stages = IN_FORCE
    stamps = {"reviewed": Start.TODAY}

    def written(self, record: Post, context: Context) -> dict[str, Any]:
        """Add when it is reviewed next."""
        return super().written(record, context) | _reviewed_again(context)


class AbolishPost(Action):
    """Abolish a secret post that nobody holds any more, with the reason."""

    on = Post
    duty = APPROVE
    key = "d"
    stages = IN_FORCE
    leads_to = PostStage.ABOLISHED
    other_than = ("proposed_by",)
    stamps = {"abolished": Start.TODAY, "next_review": None}

    abolished_because: Annotated[fields.Reason, REQUIRED]

    def refuse(self, record: Post, context: Context) -> Iterable[Sentence]:
        """Reject while somebody holds it, or is to be appointed to it."""
        for each in holders(record.id, context):
            yield say(
                N_("{name} is on this post, or is to be. Let the departure be approved first: “Ask departure”."),
                name=each.name,
            )


class AskPostChange(Ask):
    """Ask for another level, scope or headcount of a post in force. Another officer decides."""

    on = Post
    adds = PostChange
    duty = KEEP
    key = "c"

    level: fields.Level
    handles: fields.Handles
    headcount: fields.Headcount = 1
    scope: fields.KnownScope = ""
    document: fields.Document = ""
    reason: Annotated[fields.Reason, REQUIRED]

    @classmethod
    def suggest(cls, record: Post, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        names = ("level", "handles", "headcount", "scope")
        return super().suggest(record, context) | {name: getattr(record, name) for name in names}

    def refuse(self, record: Post, context: Context) -> Iterable[Sentence]:
        """Reject a lower level without the decision of who fixed it, and what changes nothing."""
        yield from super().refuse(record, context)
        yield from lowering_faults(record.level, self.level, self.document)
        names = ("level", "handles", "headcount", "scope")
        if all(getattr(self, name) == getattr(record, name) for name in names):
            yield say(N_("This is what stands already. Change something, or choose “Review post”."))

    def foresee(self, record: Post, context: Context) -> Iterable[Sentence]:
        """Say that level and what is handled do not go together."""
        return _unusual(self.level, self.handles)


def lowering_faults(before: Level, after: Level, document: str) -> Iterable[Sentence]:
    """Yield that a level is not lowered by hand."""
    if after.rank > before.rank and not document:
        yield say(
            N_(
                "From “{before}” to “{after}” is a lower level, and no office lowers one by itself. Enter the number of"
                " the decision of the originator or a superior."
            ),
            before=say(before.label),
            after=say(after.label),
        )


class ApprovePostChange(Approve):
    """Approve the change of a secret post that another officer asked for. Who is on it is assessed for a raise."""

    on = PostChange
    key = "f"

    def grant(self, request: PostChange, whole: Post, context: Context) -> Iterable[Draft]:
        """Write the new version; who holds the post at a lower level than it has now is assessed again at once."""
        yield amend(
            whole, level=request.level, handles=request.handles, headcount=request.headcount, scope=request.scope,
            document=request.document or whole.document, reviewed=context.today, **_reviewed_again(context),
        )  # fmt: skip
        for each in holders(whole.id, context):
            if each.stage in HOLDING and each.level.rank > request.level.rank:
                yield amend(each, next_review=context.today)


class DeclinePostChange(Decline):
    """Decline the change of a secret post that another officer asked for."""

    on = PostChange
    key = "m"


class WithdrawPostChange(Withdraw):
    """Withdraw the change of a secret post that was asked for."""

    on = PostChange
    duty = KEEP


def _reviewed_again(context: Context) -> dict[str, Any]:
    return {"next_review": months_later(context.today, terms(context).post_review_months)}
