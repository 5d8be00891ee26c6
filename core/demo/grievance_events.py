"""What only some invented grievances meet: supervision, more time, a pause, advice, another handler, a review."""

from collections.abc import Callable, Mapping
from datetime import date

from core.demo import phrases
from core.demo.grievance_case import Case
from core.demo.life_stories import CLERK, HANDLER, SECOND, SUPERVISOR, Events, chosen
from core.desks import grievances as desk
from core.desks.grievances import Decision, Outcome, Stage
from core.desks.grievances.reviewing import parted
from core.desks.partners.register import PartnerType
from core.model.query import Is, Query, both
from core.values.workdays import Workdays

_WEEK = Workdays()
_DECISIONS = {Decision.UPHELD: 50, Decision.CHANGED: 25, Decision.REVOKED: 25}


def workday(day: date) -> date:
    """Return a day, or the first working day after it."""
    return _WEEK.next_workday(day)


def supervised(case: Case) -> Events:
    """A supervisor presses; most are answered."""
    case.wait(1, 6)
    due = workday(case.today(case.rng.randint(3, 7)))
    yield case.event(SUPERVISOR, desk.SuperviseGrievance, instruction=case.say(phrases.INSTRUCTIONS), due=due)
    if case.chance(0.85):
        asked = case.parts("supervision")[0]
        case.wait(1, 9)
        yield case.event(case.handler, desk.AnswerSupervision, asked.id, answer=case.say(phrases.ANSWERS))


def more_time(case: Case) -> Events:
    """More time is asked for before the term has run out, and mostly given."""
    case.wait(1, 20)
    now = case.now()
    if case.parts("extension") or now.run_out(case.today()):
        return
    yield case.event(case.handler, desk.AskExtension, reason=case.say(phrases.EXTENSION_REASONS))
    if case.chance(0.9):
        case.wait(1, 4)
        asked = case.parts("extension")[0]
        if case.chance(0.8):
            yield case.event(SUPERVISOR, desk.ApproveExtension, asked.id)
        else:
            yield case.event(SUPERVISOR, desk.DeclineExtension, asked.id, remark=case.say(phrases.NO_MORE_TIME))


def rested(case: Case) -> Events:
    """The clock stands still for some time, unless the term has run out."""
    case.wait(1, 5)
    if case.now().run_out(case.today()):
        return
    days = case.rng.randint(30, 85)
    yield case.event(
        case.handler, desk.PauseGrievance, pause_reason=case.say(phrases.PAUSE_REASONS), paused_until=case.today(days)
    )
    case.wait(days - 10, days + 5)
    yield case.event(case.handler, desk.ResumeGrievance)


def consulted(case: Case) -> Events:
    """Others are asked together; some consultations are cancelled, a few are never held."""
    case.wait(1, 3)
    day = workday(case.today(case.rng.randint(3, 8)))
    question, invited = case.say(phrases.QUESTIONS), case.say(phrases.INVITED)
    yield case.event(case.handler, desk.ConveneConsultation, day=day, question=question, invited=invited)
    convened = case.parts("consultation")[0]
    case.wait(8, 14)
    if case.chance(0.8):
        opinion = case.say(phrases.OPINIONS)
        yield case.event(case.handler, desk.HoldConsultation, convened.id, held=day, attended=invited, opinion=opinion)
    elif case.chance(0.6):
        yield case.event(case.handler, desk.CancelConsultation, convened.id, cancelled=case.say(phrases.CANCELLED))


def referred(case: Case) -> Events:
    """A partner is asked: takes it on or refuses; brings a result, is no longer needed, or is still waited for."""
    case.wait(1, 4)
    lasting = Is("name", tuple(partner["name"] for partner in phrases.PARTNERS[:-1]))  # with the last, work ends
    usable = both(lasting, Is("type", tuple(each for each in PartnerType if each != PartnerType.LAW_FIRM)))
    partner = case.rng.choice(case.office(CLERK).find(Query("partner", usable)))
    due = case.today(15)
    yield case.event(case.handler, desk.ReferGrievance, partner=partner.id, text=case.say(phrases.REFERRALS), due=due)
    sent = case.parts("referral")[0]
    case.wait(3, 18)
    if case.chance(0.15):
        reason = case.say(phrases.REFUSALS)
        yield case.event(case.handler, desk.RefuseReferral, sent.id, answered=case.today(), reason=reason)
    elif case.chance(0.95):
        yield case.event(case.handler, desk.AcceptReferral, sent.id, answered=case.today(), due=case.today(20))
        yield from _ended(case, sent.id)


def _ended(case: Case, referral: str) -> Events:
    case.wait(5, 25)
    if case.chance(0.75):
        result = case.say(phrases.RESULTS)
        yield case.event(case.handler, desk.FinishReferral, referral, finished=case.today(), result=result)
    elif case.chance(0.6):
        reason = case.say(phrases.WITHDRAWALS)
        yield case.event(case.handler, desk.WithdrawReferral, referral, finished=case.today(), reason=reason)


def handed_on(case: Case) -> Events:
    """Another officer takes it over; sometimes because the one who had it is too close to it."""
    before = case.handler
    others = [who for who in (CLERK, SECOND, HANDLER) if who != before]
    if all(map(case.is_recused, others)):
        return
    case.wait(1, 3)
    if case.chance(0.3):
        yield case.event(before, desk.StepAside)
    yield case.event(case.clerk(), desk.AssignGrievance, handler=case.hand_to(*others))


Turn = Callable[[Case], Events]
BETWEEN: Mapping[Turn, float] = {supervised: 0.04, consulted: 0.03, referred: 0.06, handed_on: 0.015}
"""What may come after each step, and how often."""
AFTER: Mapping[Turn, float] = {more_time: 0.07, rested: 0.1}
"""What may come after the last step."""


MOST_REVIEWS = 2
"""There is a review and a second one; a third is refused."""


def reviewed(case: Case) -> Events:
    """Of what was closed, some is reviewed, and some of that again; what is revoked is handled anew."""
    share = 0.08
    while case.now().stage == Stage.CLOSED and len(case.parts("review")) < MOST_REVIEWS and case.chance(share):
        share = 0.3
        reviewer = _reviewer(case)
        if reviewer is None:
            return
        case.wait(3, 25)
        officer, reason = case.office(reviewer).officer, case.say(phrases.OBJECTIONS)
        clerk = case.clerk(reviewer)  # who notes it does not decide it
        yield case.event(clerk, desk.AskReview, asked=case.today(), reason=reason, reviewer=officer)
        if case.chance(0.2):
            return  # it still waits, and is late some day
        review = case.parts("review")[0]
        case.wait(5, 35)
        decision = chosen(case.rng, _DECISIONS)
        outcome = Outcome.PARTLY if decision == Decision.CHANGED else None
        reasons = case.say(phrases.DECISIONS[decision])
        yield case.event(reviewer, desk.DecideReview, review.id, decision=decision, outcome=outcome, reasons=reasons)
        if decision == Decision.REVOKED:
            yield from case.finished()


def _reviewer(case: Case) -> str | None:
    """Return an officer who had no part in it so far."""
    had = parted(case.now(), case.parts("review"), case.office(CLERK).context())
    free = (who for who in (SECOND, CLERK, SUPERVISOR) if case.office(who).officer not in had)
    return next((who for who in free if not case.is_recused(who)), None)
