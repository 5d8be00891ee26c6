"""The office: an open store and a signed-in officer. The only door for screens and commands.

Rights, need to know, masking and four eyes are applied here, to reading and to acting alike; no desk checks by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from core import desks  # noqa: F401 - declares every record and action
from core.audit.audit_log import AuditBatch, enter_each, event_of, said_of
from core.audit.key_operations import KeyOperation
from core.audit.store_operations import StoreOperation
from core.desks.administration.officers import GRANT
from core.desks.administration.rights_widenings import HELD_BACK, MOST, Widening
from core.model.action import Action, actions_on, create
from core.model.audit_event import Event
from core.model.change import UNDO, Draft
from core.model.progress import Progress, no_progress
from core.model.query import EVERYTHING
from core.model.record import RECORDS, Record
from core.office.context import ActionContext
from core.office.deed import Deed
from core.office.received import Received
from core.office.refusals import NoSuchRecord, NotAllowed, Refused
from core.office.rule_check import rules_broken
from core.office.undo import NothingToUndo, counter_changes, foreseen
from core.rights.effective_rights import Comparison, changes_rights
from core.rights.four_eyes import changed_since_seen, eyes_faults, is_matter, last_writers, officer_faults, same_person
from core.rights.signing import Signer, one_hand, signature_faults, to_sign
from core.rules.lapsing import ended_with
from core.rules.obligation import concerns_periods, kept_up, with_facts
from core.rules.request import lapsed
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from core.wording.field_errors import draft_faults, named_faults

OUT_OF_REACH = N_("The dates that follow from this are out of range. Check its dates and numbers.")
AT_THIS_STAGE = N_("It cannot be done at this stage: {stage}.")


class Office(Received):
    """An open store as one officer sees and uses it."""

    last_deed: Deed | None = None
    """What this officer did last since he signed on, until it is undone."""

    def may(self, action: type[Action]) -> bool:
        """Whether this officer's roles carry the action's duty."""
        return action.duty in self.viewer.duties

    def require(self, action: type[Action]) -> None:
        """Refuse what this officer's roles do not let him do; raises `NotAllowed`."""
        if not self.may(action):
            self.note_refusal(refusal := NotAllowed(action=say(action.label())), action)
            raise refusal

    def require_duty(self, duty: str, what: str) -> None:
        """Refuse what takes a duty and is no single action, such as an import; raises `NotAllowed`.

        The audit tells it by `what`, a catalogue key.
        """
        if duty not in self.viewer.duties:
            self._store.after_commit(partial(self.note, Event.REFUSED, note=what))
            raise NotAllowed(action=say(what))

    def may_do(self, deed: StoreOperation) -> bool:
        """Whether this officer's roles carry a duty that does something with the whole store."""
        return not deed.duties.isdisjoint(self.viewer.duties)

    def begin(self, deed: StoreOperation) -> None:
        """Enter in the audit that something is done with the whole store; raises `NotAllowed`, which stands there too.

        It is entered before it is done, for what it tells has been told then.
        """
        if not self.may_do(deed):
            self._store.after_commit(partial(self.note, Event.REFUSED, note=deed.label))
            raise NotAllowed(action=say(deed.label))
        self.note(deed.event, note=deed.label)

    def offered(self, kind: str, record: Record | None = None) -> list[type[Action]]:
        """Return the actions this officer may do to a record now, or those that make one of its kind.

        In the order of `actions_on`.
        """
        context = self.context()
        return [
            action
            for action in actions_on(kind)
            if self.may(action)
            and (action.creates if record is None else not action.creates)
            and (record is None or _applies(action, record, context))
            and (record is None or not action.elsewhere or record.id != self.site)
        ]

    def may_decide(self, record: Record, duty: str) -> bool:
        """Whether this officer may take the decision that a record waits for with a duty: at its stage, as second.

        It is asked as for the deed itself; only that the record was looked at meanwhile is left aside.
        """
        context = self.context()
        return any(
            action.duty == duty
            and self.may(action)
            and bool(action.other_than or action.approves or record.is_derived)
            and _applies(action, record, context)
            and not any(self._eyes(_asked(action, record), record, context))
            for action in actions_on(record.kind)
        )

    def do(self, action: Action) -> None:
        """Do one action, whole or not at all; raises `NotAllowed`, `NoSuchRecord` or `Refused`."""
        self.do_all((action,))

    def do_all(self, actions: Iterable[Action], progress: Progress = no_progress, total: int = 0) -> int:
        """Do many actions in one transaction, each seeing the ones before it; return how many.

        All or nothing: the first refusal undoes every one.
        """
        done, written, deeds, moved, begun = list[Action](), list[Draft](), AuditBatch(), False, self.now
        with self._store.transaction():
            for action in actions:
                moved |= self._act(action, deeds, written)
                done.append(action)
                if total and len(done) % 200 == 0:
                    progress(len(done), total)
            if moved:
                self.hold_back()
            deeds.enter(self._store, self.officer, self.now)
        if done:
            self.last_deed = Deed(tuple(done), tuple(written), begun, audited=bool(deeds))
        return len(done)

    def undo(self, *, rehearse: bool = False) -> Sentence:
        """Undo one's own last deed, or only `rehearse` it; return what that does, as a question.

        Raises:
            Refusal: NothingToUndo, NotAllowed, or why it is not undone (`core.office.undo`).
        """
        deed = self.last_deed
        if deed is None:
            raise NothingToUndo
        for action in dict.fromkeys(map(type, deed.actions)):
            self.require(action)
        with self._store.transaction():
            context = self.context()
            drafts = counter_changes(deed, context)
            asked = foreseen(deed, drafts, context)
            if broken := list(rules_broken(drafts, {}, context)):
                raise Refused(deed.called, broken)
            if not rehearse:
                self._take_back(deed, drafts)
        if not rehearse:
            self.last_deed = None
        return asked

    def _take_back(self, deed: Deed, drafts: Sequence[Draft]) -> None:
        verb = deed.action.verb()
        rights = any(changes_rights(draft, self._store) for draft in drafts)
        self._store.write(drafts, officer=self.officer, action=UNDO + verb)
        if due := [*kept_up(drafts, self.context())]:
            self._store.write(due, officer=self.officer, action=UNDO + verb)
        if rights:
            self.hold_back()
        undone = ({"of_kind": each.on.kind, "of": each.target, "action": each.verb()} for each in deed.actions)
        told = [{"event": Event.UNDONE, **said} for said in undone]
        enter_each(self._store, self.officer, self.now, told)

    def rehearse(self, actions: Sequence[Action], *, attempt: bool = True) -> None:
        """Raise what `do_all` would raise, and write nothing; what an officer may not do is audited as an attempt.

        Each action finds the record it is done to as the ones before it would leave it; searches see the store alone.
        """
        targets = {action.target for action in actions[1:]}
        drafted: dict[str, Record] = {}
        for action in actions:
            for draft in self._decided(action, drafted, attempt=attempt):
                if draft.record in targets:
                    before = drafted.get(draft.record) or self._store.get(draft.kind, draft.record, EVERYTHING)
                    fields = before.model_dump() if before else {"id": draft.record}
                    drafted[draft.record] = RECORDS[draft.kind].model_validate({**fields, **draft.fields})

    def to_sign(self, action: Action, *, decide: bool = True) -> list[Signer]:
        """Return who has still to sign an action at the screen; raises what refuses it, if it is to `decide` that."""
        if decide:
            self._decide(action, {}, signed=False)
        return to_sign(action, self.context())

    def entered_first(self, action: Action) -> KeyOperation:
        """Return an action that changes who can open the store, to be entered before it is done; refuses like `do`."""
        if not type(action).key_deed:
            raise TypeError(f"{action.verb()} is no deed with the keys")
        drafts = self._decided(action, {})
        event = event_of(type(action), drafts) or Event.KEYS
        return KeyOperation(self.officer, action.verb(), event, said_of(action, drafts), tuple(drafts))

    def _act(self, action: Action, deeds: AuditBatch, written: list[Draft]) -> bool:
        """Do an action, and add to what was `written`; return whether it changed that on which rights rest."""
        drafts = self._decided(action, {})
        if recurs := concerns_periods(drafts):
            drafts = [*with_facts(drafts, self.context())]
        rights = any(changes_rights(draft, self._store) for draft in drafts)
        self._store.write(drafts, officer=self.officer, action=type(action).verb())
        written += drafts
        if recurs and (due := [*kept_up(drafts, self.context())]):
            self._store.write(due, officer=self.officer, action=type(action).verb())
            written += due
        deeds.add(action, drafts, rights=rights)
        changed = {draft.kind for draft in drafts}
        bound = {"unit": self.viewer.units, "cell": self.viewer.cells}
        if changed & {"policy", "account", "widening"} or any(bound.get(kind) is not None for kind in changed):
            self.refresh()
        return rights

    def hold_back(self, sender: str = "") -> None:
        """Enter what the present transaction would widen, so that rights leave it aside until it is accepted.

        `sender` is the site of which it takes in what it wrote. What an officer does here who says himself what others
        may do widens at once, but for himself.
        """
        mine = GRANT in self.viewer.duties and not sender
        drafts = []
        for widened in Comparison(self._store, self.policy).widened():
            because = widened.pop("because")
            if mine and widened["officer"] not in same_person(self.officer, self.context()):
                continue
            whence = {"site": self._written_by(because, widened.get("field", "")) or sender or self.site}
            whence |= {} if sender else {"by": self.officer}
            opened = widened["records"]
            for records in (opened[start : start + MOST] for start in range(0, len(opened), MOST)):
                told = {**widened, **whence, "records": records, "count": len(records), "day": self.today}
                drafts.append(create(Widening.model_validate(told)))
        if drafts:
            self._store.write(drafts, officer=self.officer, action=HELD_BACK)
        self.refresh()

    def _written_by(self, record: str, field: str) -> str:
        """Return the site that was the last to write a field of a record, or anything of it if none is named."""
        sites = [
            entry.change.stream.site
            for entry in self._store.history(record)
            if field in ("", *entry.change.body.fields)
        ]
        return sites[-1] if sites else ""

    def _decided(self, action: Action, drafted: Mapping[str, Record], *, attempt: bool = True) -> list[Draft]:
        """Return what an action changes, or raise why it may not be done; what is about rights is noted."""
        try:
            return self._decide(action, drafted)
        except Refusal as refusal:
            if attempt and refusal.is_authorisation:
                of = "" if type(action).creates else action.target
                self.note_refusal(refusal, type(action), of_kind=action.on.kind, of=of)
            raise

    def _decide(self, action: Action, drafted: Mapping[str, Record], *, signed: bool = True) -> list[Draft]:
        """Return what an action changes, or raise why it may not be done; `drafted` records win over stored ones.

        Without `signed` it is not asked whether those who sign it have signed.
        """
        if not self.may(type(action)):
            raise NotAllowed(action=say(type(action).label()))
        record = None
        if not type(action).creates:
            kind = type(action).on.kind
            record = drafted.get(action.target) or self._store.get(kind, action.target, self._visible(kind))
            if record is None:
                raise NoSuchRecord(id=action.target)
        context = ActionContext(self)
        asked_by = list(self._four_eyes(action, record, context, stored=action.target not in drafted))
        asked_by += [] if asked_by else one_hand(action, context)
        findings = [*asked_by, *_stage(action, record)]
        try:
            findings = findings or [*_named(action, record, context), *action.refusals(record, context)]
            findings = findings or (list(signature_faults(action, context)) if signed else [])
            drafts = [] if findings else [draft for draft in action.changes(record, context) if draft.fields]
            if record is not None:
                drafts = [*drafts, *lapsed(drafts, context), *ended_with(drafts, context)]
        except ValidationError as error:  # of a record that it would make
            raise Refused(say(type(action).label()), named_faults(error)) from None
        except OverflowError:
            raise Refused(say(type(action).label()), [say(OUT_OF_REACH)]) from None
        if findings:
            raise Refused(say(type(action).label()), findings, is_authorisation=bool(asked_by))
        if unfit := [fault for draft in drafts for fault in draft_faults(draft)]:
            raise Refused(say(type(action).label()), unfit)
        if broken := list(rules_broken(drafts, drafted, context)):
            raise Refused(say(type(action).label()), broken)
        for made in _made(action, drafts):
            asked_by = list(eyes_faults(action, made, (), context))
            if findings := [*asked_by, *officer_faults(action, made, context)]:
                raise Refused(say(type(action).label()), findings, is_authorisation=bool(asked_by))
        return drafts

    def _four_eyes(
        self, action: Action, record: Record | None, context: ActionContext, *, stored: bool
    ) -> Iterable[Sentence]:
        if record is not None:
            yield from self._eyes(action, record, context, stored=stored)
            yield from changed_since_seen(action, self._masked(record))

    def _eyes(
        self, action: Action, record: Record, context: ActionContext, *, stored: bool = True
    ) -> Iterable[Sentence]:
        writers: frozenset[str] = frozenset()
        if type(action).approves and stored:
            of = (record.id, record.kind)
            writers = last_writers(self._store.heads(*of), self._store.history(*of), type(action).approves, self.site)
        yield from eyes_faults(action, record, writers, context)

    # What desks decide with

    def context(self) -> ActionContext:
        """Return what an action may know, for forms that ask `suggest` before there is an action."""
        return ActionContext(self)


def _applies(action: type[Action], record: Record, context: ActionContext) -> bool:
    """Whether an action is such that it can be done to a record; not where that cannot be worked out."""
    try:
        return action.applies(record) and not any(action.obstacles(record, context))
    except Exception:  # as in `core.wording.record_text`: a desk meets what it was not made for
        return False


def _asked(action: type[Action], record: Record) -> Action:
    """Return an action on a record of which nothing was filled in yet."""
    blank: dict[str, Any] = dict.fromkeys(action.model_fields.keys() - {"target"}, "")
    return action.model_construct(None, target=record.id, **blank)


def _stage(action: Action, record: Record | None) -> Iterable[Sentence]:
    if record is not None and action.stages and getattr(record, "stage", None) not in action.stages:
        stage = record.stage  # type: ignore[attr-defined]
        yield say(action.at_other_stages.get(stage, AT_THIS_STAGE), stage=say(stage.label))


def _made(action: Action, drafts: Iterable[Draft]) -> Iterable[Record]:
    """Yield the matter that an action is about to make: whom it is about does not make it either."""
    if type(action).creates and is_matter(type(action).on):
        for draft in drafts:
            if draft.record == action.target:
                yield RECORDS[draft.kind].model_validate({"id": draft.record, **draft.fields})


def _named(action: Action, record: Record | None, context: ActionContext) -> Iterable[Sentence]:
    return () if record is None else officer_faults(action, record, context)
