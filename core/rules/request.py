"""Requests 申请: what one officer asks for and another decides.

A desk declares what is asked for, as a part of the record that it changes, and who asks, approves, declines and
withdraws it::

    class Extension(Request):
        kind = "extension"
        duty, decided_with = "hazards.read", "hazards.approve"
        to_decide = N_("decide the extension")
        asked_while = (Stage.OPEN,)

        hazard: Owner
        reason: Reason
        days: Days

    class AskExtension(Ask):
        '''Ask for more time, once. A second officer decides.'''

        on, adds, duty, only_once = Hazard, Extension, "hazards.handle", True

        reason: Reason
        days: Days

    class ApproveExtension(Approve):
        '''Approve the extension another officer asked for.'''

        on = Extension

        def grant(self, request: Extension, whole: Hazard, context: Context) -> Iterable[Draft]:
            yield amend(whole, extension=request.days)

From it follow the entry in Today of those who may decide and did not ask, the sum behind its day, that whoever asked,
or wrote any of it last, does not decide, that just what was looked at is approved, and that nothing is asked for twice.
What goes on after the decision, as a transfer does, is `Requested` and has stages of its own.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, NamedTuple

from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role, Start
from core.model.query import Is, Query, both
from core.model.reader import Finder
from core.model.record import Record, children_of, columns, owner_field
from core.values.field_types import REQUIRED, Line
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class RequestStage(LabelledEnum):
    """What became of a request."""

    WAITS = "waits", N_("waits for a decision")
    APPROVED = "approved", N_("approved")
    DECLINED = "declined", N_("declined")
    WITHDRAWN = "withdrawn", N_("withdrawn")


class DecisionStages(NamedTuple):
    """The stages of a kind at which it waits for the decision, and which the decision leads to."""

    waits: LabelledEnum
    approved: LabelledEnum
    declined: LabelledEnum
    withdrawn: LabelledEnum


Remark = Annotated[Line, About(N_("Reason of the decision"))]


class Requested(Record):
    """Something that one officer asks for and another decides. A kind says its stages, or is a `Request`."""

    decided_with: ClassVar[str] = ""
    """The duty (`core.policy.pack`) that decides it."""
    to_decide: ClassVar[str] = ""
    """What the agenda says until it is decided (a catalogue key)."""
    decision_stages: ClassVar[DecisionStages] = DecisionStages(*RequestStage)
    not_asked: ClassVar[frozenset[str]] = frozenset({"stage", "decided", "decided_by", "remark"})
    """The fields that are written by the decision or after it; all others say what is asked for."""
    asked_while: ClassVar[tuple[LabelledEnum, ...]] = ()
    """Of what is a part of another record: the stages of that at which it is asked for and approved; empty: all. When
    the record leaves them, what waits lapses."""

    asked: Annotated[datetime, About(N_("Asked for on"), column=16, index=True)]
    asked_by: Annotated[str, About(N_("Asked for by"), column=12, refers="officer", says=Role.DOER)]
    decided: Annotated[date | None, About(N_("Decided"))] = None
    decided_by: Annotated[str, About(N_("Decided by"), refers="officer", says=Role.DOER)] = ""
    remark: Remark = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Declare until when it is to be decided, and at which stages nothing more comes of it."""
        if cls.kind:
            waits = Deadline(
                cls.to_decide, on="asked", stages=(cls.decision_stages.waits,), duty=cls.decided_with, pressing=True,
                asked_by="asked_by", why=N_("Due {day}: asked for on that day, it waits for a second officer."),
            )  # fmt: skip
            cls.deadlines = (waits, *cls.deadlines)
            cls.ends = cls.ends or cls.decision_stages[1:]
        super().__pydantic_init_subclass__(**kwargs)

    @property
    def title(self) -> str:
        """When it was asked for."""
        return f"{self.asked:%Y-%m-%d %H:%M}"

    @classmethod
    def asked_fields(cls) -> tuple[str, ...]:
        """Return the fields that say what is asked for: the decision is on these, as they were looked at."""
        return tuple(name for name, column in columns(cls).items() if name not in cls.not_asked and not column.derived)

    @classmethod
    def on_record(cls, record: str, stages: tuple[LabelledEnum, ...], reader: Finder) -> list[Any]:
        """Return the requests of this kind on a record that are at one of these stages."""
        owner = owner_field(cls)
        assert owner is not None, f"{cls.kind} is no part of another record"
        return reader.find(Query(cls.kind, both(Is(owner.name, (record,)), Is("stage", stages))))

    def whole(self, context: Context) -> Any:
        """Return the record that this is a part of; None if there is none."""
        owner = owner_field(type(self))
        return context.get(owner.about.refers, getattr(self, owner.name)) if owner else None

    def involved(self, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Yield officers besides whoever asked who had a part in it and so do not decide it, with the reason."""
        return ()


class Request(Requested):
    """A request that ends with the decision."""

    stage: Annotated[RequestStage, About(N_("Stage"), column=20, index=True)] = RequestStage.WAITS


class Ask(Action):
    """What asking for something has in common: it `adds` a request to the record, or makes one by itself."""

    only_once: ClassVar[bool] = False
    """Whether what was decided is not asked for again."""
    stamps = {"asked": Start.NOW, "asked_by": Start.ME}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take the stages at which it is asked for from what is asked for."""
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.stages and (request := cls._request()):
            cls.stages = request.asked_while

    @classmethod
    def _request(cls) -> type[Requested] | None:
        return cls.adds if cls.adds is not None and issubclass(cls.adds, Requested) else None

    @classmethod
    def earlier(cls, record: Any, context: Context) -> list[Any]:
        """Return the requests because of which nothing is asked for now: one that waits, or all that were decided."""
        request = cls._request()
        if request is None:
            return []
        waits, approved, declined, _ = request.decision_stages
        return request.on_record(record.id, (waits, approved, declined) if cls.only_once else (waits,), context)

    @classmethod
    def obstacles(cls, record: Any, context: Context) -> Iterable[Sentence]:
        """Yield which request stands in the way: one that waits, and where there is only one, one that was decided."""
        for each in cls.earlier(record, context)[:1]:
            if each.decided:
                said = N_("{what}: this was decided on {day} already; there is only one.")
            else:
                said = N_("{what}: this was asked for on {day} already and waits for a second officer.")
            yield say(said, what=say(each.label), day=each.decided or each.asked.date())

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a second request while one waits, and where there is only one, after the decision."""
        yield from self.obstacles(record, context)


class _OnRequest(Action):
    """What is done to a request while it waits."""

    on: ClassVar[type[Requested]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take from what is decided at which stage, and to which it leads."""
        super().__pydantic_init_subclass__(**kwargs)
        if hasattr(cls, "on"):
            cls.stages = cls.stages or (cls.on.decision_stages.waits,)
            cls.leads_to = cls.leads_to or cls.outcome(cls.on.decision_stages)

    @classmethod
    def outcome(cls, stages: DecisionStages) -> LabelledEnum:
        """Return the stage that it leads to."""
        raise NotImplementedError


class _Decide(_OnRequest):
    """What approving and declining have in common: another officer does it, who had just this before him."""

    other_than = ("asked_by",)
    stamps = {"decided": Start.TODAY, "decided_by": Start.ME}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take from what is decided who decides it, and which of its fields say what is asked for."""
        super().__pydantic_init_subclass__(**kwargs)
        if hasattr(cls, "on"):
            cls.duty = cls.duty or cls.on.decided_with
            cls.approves = cls.on.asked_fields()

    def involved(self, record: Any, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Whom the request names."""
        request: Requested = record
        return request.involved(context)


class Approve(_Decide):
    """Approve what another officer asked for."""

    @classmethod
    def outcome(cls, stages: DecisionStages) -> LabelledEnum:
        """Return the stage of what was approved."""
        return stages.approved

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject what came too late for the record that it is a part of."""
        whole = record.whole(context)
        if record.asked_while and whole is not None and whole.stage not in record.asked_while:
            yield say(N_("It is too late for this: the stage is “{stage}”. Decline it."), stage=say(whole.stage.label))

    def grant(self, request: Any, whole: Any, context: Context) -> Iterable[Draft]:
        """Yield what becomes of the record that the request is a part of."""
        return ()

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Note the decision, and carry out what was asked for."""
        yield from super().changes(record, context)
        whole = record.whole(context)
        if whole is not None:
            yield from self.grant(record, whole, context)


class Decline(_Decide):
    """Decline what another officer asked for, with the reason."""

    remark: Annotated[Remark, REQUIRED]

    @classmethod
    def outcome(cls, stages: DecisionStages) -> LabelledEnum:
        """Return the stage of what was declined."""
        return stages.declined


class Withdraw(_OnRequest):
    """Take back what was asked for: nobody decides it any more."""

    @classmethod
    def outcome(cls, stages: DecisionStages) -> LabelledEnum:
        """Return the stage of what was withdrawn."""
        return stages.withdrawn


def requests_on(kind: str) -> list[type[Requested]]:
    """Return the kinds of requests that are parts of records of a kind."""
    return [part for part in children_of(kind) if issubclass(part, Requested)]


def waiting(record: Record, reader: Finder) -> list[Requested]:
    """Return the requests on a record that wait for a decision, of those that the reader may read."""
    return [
        each
        for kind in requests_on(record.kind)
        for each in kind.on_record(record.id, (kind.decision_stages.waits,), reader)
    ]


def lapsed(drafts: Collection[Draft], context: Context) -> Iterator[Draft]:
    """Yield the withdrawal of what waits for a decision on records that these drafts bring to a later stage."""
    drafted = {draft.record for draft in drafts}
    for draft in drafts:
        stage = draft.fields.get("stage")
        for kind in requests_on(draft.kind) if stage else ():
            waits, *_, withdrawn = kind.decision_stages
            if kind.asked_while and stage not in kind.asked_while:
                found = kind.on_record(draft.record, (waits,), context)
                yield from (amend(each, stage=withdrawn) for each in found if each.id not in drafted)
