"""Two years of invented secret posts: taken over, filled, assessed again or forgotten, left, and cooled off."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from heapq import merge
from random import Random
from typing import Any

from core.demo.cleared_people import SECOND_SECRECY_CLERK, SECRECY_CLERK, ClearedPeople
from core.demo.declarations import declaration_lives
from core.demo.life_stories import REGISTRAR, SUPERVISOR, Events, Life, Setting
from core.demo.secret_posts import CONDITION, DESTINATIONS, GROUNDS, KINDS, UNMET
from core.desks.clearance.appointing import (
    ApproveAppointment,
    NoteFiling,
    PrepareAppointment,
    SuspendAccess,
)
from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.assessing import (
    AnswerAssessment,
    BeginAssessment,
    DecideAssessment,
    ProposeFinding,
    TellResult,
)
from core.desks.clearance.cooling import ApproveCoolingDecision, AskCoolingDecision, TellDuties
from core.desks.clearance.departing import (
    AnswerDeparture,
    ApproveDeparture,
    AskDeparture,
    RecordExitTalk,
    SubmitDeparture,
)
from core.desks.clearance.levels import ApproveLevelChange, AskLevelChange
from core.desks.clearance.objecting import AssessAnew, RecordAppeal
from core.desks.clearance.posting import AskPostChange, FixPost, ProposePost, ReviewPost
from core.desks.clearance.taking_over import ConfirmTakenOver, TakeOverAppointment
from core.desks.clearance.vocabulary import (
    USUAL,
    AssessmentKind,
    ClearanceSettings,
    CoolingDecisionKind,
    Finding,
    Handled,
    LeavingReason,
    Level,
    PostStage,
)
from core.rules.checklist import Result
from core.values.dates import months_later

PEOPLE_PER_POST, FEWEST, MOST = 41, 8, 48
TRAINED_AFTER = timedelta(days=380)
"""From when on everybody has had the sessions of a year, so that somebody can be appointed."""


def clearance_lives(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    """Yield what becomes of each secret post, and of what people declare."""
    chance = Random()  # of its own: what is told besides changes nothing in the lives of others
    chance.setstate(setting.rng.getstate())
    story = Story(setting, Random(f"{chance.random()} clearance"), end)
    first = start + timedelta(hours=7)
    count = max(FEWEST, min(MOST, people // PEOPLE_PER_POST))
    posts = (
        (first + timedelta(minutes=place), story.post(place, count, first + timedelta(minutes=place)))
        for place in range(count)
    )
    filled = first + TRAINED_AFTER
    lives = merge(
        posts,
        (
            (filled + timedelta(days=place), story.filled_later(place, filled + timedelta(days=place)))
            for place in range(4, count, 6)
        ),
        [(first + timedelta(days=300), story.reviews(story.later(first, 300, 303)))],
        declaration_lives(story, count, start, end),
        key=lambda life: life[0],
    )
    yield from lives


class Story(ClearedPeople):
    """The posts, and what becomes of who is on them."""

    # What becomes of a post

    def reviews(self, moment: datetime) -> Events:
        """Review the posts once a year, all but a few that nobody thinks of."""
        while moment < self.end:
            for place, post in enumerate(self.find("post", stage=PostStage.IN_FORCE)):
                if place % 7 != 6:
                    yield self.event(moment, ReviewPost(target=post.id))
            moment = self.later(moment + timedelta(days=340), 0, 3)

    def post(self, place: int, count: int, moment: datetime) -> Events:
        """Propose and fix a post; then somebody is taken over on it, or appointed later, or nobody."""
        kind = KINDS[place % len(KINDS)]
        unit = self.setting.units[(place * 7) % len(self.setting.units)].id
        unusual = place % 13 == 5
        proposed = ProposePost(
            code=f"SM-{place + 1:03}", name=kind.name, unit=unit, level=kind.level, basis=kind.basis,
            handles=Handled.SECRET if unusual else USUAL[kind.level], headcount=1 + (place % 3 == 0),
            scope="本岗位职责范围内的涉密事项。",
        )  # fmt: skip
        if place == count - 1:
            last = self.end - timedelta(days=2)
            yield self.event(last, proposed)  # it waits to be fixed
            return
        yield self.event(moment, proposed)
        moment = self.later(moment, 1, 2)
        yield self.event(moment, FixPost(target=proposed.target), SUPERVISOR)
        self.posts[place] = proposed.target
        if place % 6 != 4 and place % 9 != 7:
            yield from self.taken_over(proposed.target, place, moment)
        if place == 2:
            yield self.event(
                self.end - timedelta(days=1),
                AskPostChange(target=proposed.target, level=Level.CORE, handles=Handled.TOP_SECRET, headcount=1,
                              reason="承担任务密级提高。"),
            )  # fmt: skip

    def taken_over(self, post: str, place: int, moment: datetime) -> Events:
        """Take over who was on the post before this program was there; another officer confirms it."""
        person = self.somebody()
        if person is None:
            return
        level = self.find("post", id=post)[0].level
        today = moment.date()
        since = today - timedelta(days=self.rng.randint(200, 2500))
        cooled = {}
        if place % 8 == 3:
            gone = today - timedelta(days=self.rng.randint(60, 200))
            since = gone - timedelta(days=900)
            cooled = {"cooling_since": gone, "cooling_until": months_later(gone, 36 if level == Level.CORE else 24)}
        reviewed = max(since, today - timedelta(days=self.rng.randint(30, 330)))
        entered = TakeOverAppointment(
            person=person, post=post, since=since, commitment=since, certificate=f"SG{place + 1:04}", reviewed=reviewed,
            **cooled,
        )  # fmt: skip
        moment = self.later(moment, 2, 6)
        yield self.event(moment, entered)
        moment = self.later(moment, 1, 5)
        yield self.event(moment, ConfirmTakenOver(target=entered.target), SUPERVISOR)
        if cooled:
            (cooling,) = self.find("cooling_off", appointment=entered.target)
            yield from self.cooled(cooling.id, place, moment)
        else:
            yield from self.on_post(entered.target, place, moment)

    def filled_later(self, place: int, moment: datetime) -> Events:
        """Assess somebody and appoint him; one is not passed at first, and appeals."""
        person, post = self.somebody(), self.posts.get(place, "")
        if person is None or not post:
            return
        fails = place == 10
        moment = self.later(moment, 1, 30)
        moment = yield from self.assessed(person, post, AssessmentKind.FIRST, moment, fails=fails)
        if fails:
            moment = yield from self.appealed(post, moment)
        moment = self.later(moment, 2, 9)
        prepared = PrepareAppointment(person=person, post=post, since=moment.date(), commitment=moment.date())
        yield self.event(moment, prepared)
        if place == 16:
            return  # it waits for the approval
        moment = self.later(moment, 1, 6)
        yield self.event(moment, ApproveAppointment(target=prepared.target), REGISTRAR if fails else SUPERVISOR)
        yield from self.on_post(prepared.target, place, moment)

    def assessed(self, person: str, post: str, kind: AssessmentKind, moment: datetime, *, fails: bool = False) -> Any:
        """Assess a person from the first item to telling the result; return when that was."""
        begun = BeginAssessment(person=person, post=post, assessed_as=kind, own_statement=moment.date())
        yield self.event(moment, begun)
        yield from self.answered(begun.target, SECRECY_CLERK, moment, unmet="A10" if fails else "")
        finding, why = (Finding.FAIL, UNMET) if fails else (Finding.PASS, "")
        moment = self.later(moment, 1, 4)
        yield self.event(moment, ProposeFinding(target=begun.target, proposal=finding, proposal_reasons=why))
        moment = self.later(moment, 1, 6)
        yield self.event(moment, DecideAssessment(target=begun.target, finding=finding, reasons=why), REGISTRAR)
        if fails or self.chance(0.9):
            moment = self.later(moment, 1, 5)
            yield self.event(moment, TellResult(target=begun.target, told=moment.date()))
        return moment

    def answered(self, assessment: str, who: str, moment: datetime, unmet: str = "") -> Events:
        """Answer the list before appointment, item by item."""
        for item in self.setting.offices[who].policy.checklist("appointment"):
            found = Result.NOT_MET if item == unmet else Result.NOT_APPLICABLE if item == "A11" else Result.MET
            note = UNMET if item == unmet else ""
            yield self.event(moment, AnswerAssessment(target=assessment, item=item, result=found, note=note), who)

    def appealed(self, post: str, moment: datetime) -> Any:
        """Let the person appeal: other people assess anew; return when they decided."""
        first = self.find("assessment", post=post)[-1]
        moment = self.later(moment, 2, 8)
        second = self.officer(SECOND_SECRECY_CLERK)
        given = {"filed": moment.date(), "grounds": GROUNDS, "assessor": second}
        yield self.event(moment, RecordAppeal(target=first.id, **given))
        (appeal,) = self.find("appeal", assessment=first.id)
        moment = self.later(moment, 2, 8)
        anew = AssessAnew(target=appeal.id, own_statement=moment.date())
        yield self.event(moment, anew, SECOND_SECRECY_CLERK)
        (again,) = self.find("assessment", appeal=appeal.id)
        yield from self.answered(again.id, SECOND_SECRECY_CLERK, moment, unmet="A10")
        conditional = {"proposal": Finding.CONDITIONAL, "proposal_reasons": CONDITION}
        yield self.event(moment, ProposeFinding(target=again.id, **conditional), SECOND_SECRECY_CLERK)
        moment = self.later(moment, 2, 6)
        decided = DecideAssessment(target=again.id, finding=Finding.CONDITIONAL, reasons=CONDITION)
        yield self.event(moment, decided, SUPERVISOR)
        yield self.event(moment, TellResult(target=again.id, told=moment.date()))
        return moment

    # What becomes of who is on a post

    def on_post(self, appointment: str, place: int, moment: datetime) -> Events:
        """File the person, assess again in time or too late, until the person leaves or the story ends."""
        if place % 5 != 1:
            moment = self.later(moment, 5, 30)
            yield self.event(moment, NoteFiling(target=appointment, filed=moment.date()))
        leaves = moment + timedelta(days=self.rng.randint(40, 500)) if place % 5 == 0 else None
        while True:
            held: Appointment = self.find("appointment", id=appointment)[0]
            due = held.next_review
            if leaves and (due is None or leaves.date() <= due):
                yield from self.departed(held, place, leaves)
                return
            if due is None or place % 11 == 6:  # nobody thinks of it
                return
            moment = max(self.later(moment, 1, 3), datetime.combine(due - timedelta(days=20), time(9)))
            if moment > self.end:
                break
            moment = yield from self.assessed(held.person, held.post, AssessmentKind.PERIODIC, moment)
        if place == 1:
            yield from self.lowered(appointment)
        elif place == 12:
            suspended = SuspendAccess(
                target=appointment,
                suspended_until=self.end.date() + timedelta(days=20),
                suspended_because="长期借出在外。",
            )
            yield self.event(self.end - timedelta(days=6), suspended, SUPERVISOR)

    def lowered(self, appointment: str) -> Events:
        """Lower the level of somebody whose post handles less: a cooling-off runs for the old one."""
        moment = self.end - timedelta(days=70)
        cut = {"level": Level.GENERAL, "since": moment.date(), "reason": "不再接触机密级事项。"}
        yield self.event(moment, AskLevelChange(target=appointment, document="保委〔2026〕7号", **cut))
        (change,) = self.find("level_change", appointment=appointment)
        yield self.event(moment + timedelta(days=1), ApproveLevelChange(target=change.id), SUPERVISOR)

    def departed(self, held: Appointment, place: int, moment: datetime) -> Events:
        """Clear somebody who leaves; the last ones are still being cleared, or wait for the approval."""
        if place == 10 * (place // 10) and place:
            moment = max(moment, self.end - timedelta(days=9))
        reason = self.rng.choice(tuple(LeavingReason))
        asked = AskDeparture(
            person=held.person, leaves_because=reason, asked=moment.date(), destination=self.rng.choice(DESTINATIONS)
        )
        yield self.event(moment, asked)
        items = list(self.setting.offices[SECRECY_CLERK].policy.checklist("departure"))
        moment = self.later(moment, 1, 5)
        open_one = place == 20
        for item in items[:6] if open_one else items:
            yield self.event(moment, AnswerDeparture(target=asked.target, item=item, result=Result.MET))
        if open_one:
            return
        talk = {"talk": moment.date(), "talk_by": self.officer(SECRECY_CLERK), "exit_commitment": moment.date()}
        yield self.event(moment, RecordExitTalk(target=asked.target, **talk))
        least, _most = self._months(held.level)
        yield self.event(moment, SubmitDeparture(target=asked.target, months=least, managed_by="原单位"))
        moment = self.later(moment, 1, 4)
        yield self.event(moment, ApproveDeparture(target=asked.target), SUPERVISOR)
        (cooling,) = self.find("cooling_off", departure=asked.target)
        yield from self.cooled(cooling.id, place, moment)

    def _months(self, level: Level) -> tuple[int, int]:
        return self.setting.offices[SECRECY_CLERK].policy.settings(ClearanceSettings).cooling_months(level)

    def cooled(self, cooling: str, place: int, moment: datetime) -> Events:
        """Tell the duties; at the end it is decided, prolonged, or nobody thinks of it."""
        if place % 4 != 2:
            moment = self.later(moment, 1, 9)
            yield self.event(moment, TellDuties(target=cooling, told=moment.date()))
        until: date = self.find("cooling_off", id=cooling)[0].until
        moment = max(moment, datetime.combine(until, time(10)) - timedelta(days=5))
        if moment > self.end or place % 16 == 3:
            return
        longer = {"proposal": CoolingDecisionKind.PROLONG, "months": 6, "reason": "所知悉事项尚未解密。"}
        ended = {"proposal": CoolingDecisionKind.END, "talk": moment.date()}
        yield self.event(moment, AskCoolingDecision(target=cooling, **(longer if place % 3 == 1 else ended)))
        (asked,) = self.find("cooling_decision", cooling_off=cooling)
        yield self.event(moment + timedelta(days=6), ApproveCoolingDecision(target=asked.id), SUPERVISOR)
