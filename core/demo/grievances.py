"""What may become of one invented grievance: its matter, who brings it, and its way to the end, which not all reach."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from core.demo import grievance_events, phrases
from core.demo.grievance_case import Case
from core.demo.life_stories import CLERK, HANDLER, SECOND, Event, Events, Life, Setting, chosen, later
from core.desks import grievances as desk
from core.desks.grid.vocabulary import OPEN
from core.desks.grievances import Channel, StepKind, Urgency
from core.desks.partners.register import AddPartner, CheckStanding, EndPartner
from core.model.query import Blank, Is, Not, Query, both
from core.office.refusals import Refused

TWINS = 0.04
"""The share of grievances that are the same matter as one before."""
TWIN_DAYS = timedelta(days=40)
"""Within how many days such a one follows."""
WAITING = timedelta(days=8), timedelta(days=14)
"""How old the grievances are of which many are still to be accepted when the story ends, and soon."""

_CHANNELS = {
    Channel.MAILBOX: 45, Channel.WALK_IN: 18, Channel.PHONE: 12, Channel.LISTENING: 10, Channel.GRID: 7,
    Channel.CIRCUIT: 5, Channel.LETTER: 3,
}  # fmt: skip
_DAYS_TO_ACCEPT = {(1, 3): 50, (4, 9): 35, (10, 14): 10, (16, 40): 5}
_DAYS_BETWEEN_STEPS = {(2, 7): 45, (7, 14): 40, (15, 40): 15}


def grievance_lives(setting: Setting, start: datetime, moments: Sequence[datetime]) -> Iterator[Life]:
    """Yield the lives of the partners and of grievances that are received at these moments, in order of time."""
    yield start, _partners(setting, start)
    yield start, _recusals(setting, start)
    recent: list[Case] = []
    for moment in moments:
        twin = setting.rng.choice(recent) if recent and setting.rng.random() < TWINS else None
        case = Case(setting, moment, twin)
        if WAITING[0] < moments[-1] - moment < WAITING[1] and case.chance(0.6):
            case.fate = "forgotten"
        if twin is None:
            recent = [each for each in (*recent[-30:], case) if each.received > moment - TWIN_DAYS]
        yield moment, _events(case)


def _partners(setting: Setting, start: datetime) -> Events:
    """Enter the partners; the standing of one law firm is checked again and again, of another once, of one never."""
    added = [AddPartner(**partner) for partner in phrases.PARTNERS]
    moment = later(setting.rng, start, 0, 1)
    for action in added:
        yield Event(moment, CLERK, action)
    firms = [action.target for action in added if action.licence]
    for firm in firms[:2]:
        yield Event(moment, CLERK, CheckStanding(target=firm, checked=moment.date()))
    yield Event(later(setting.rng, moment, 90, 100), CLERK, EndPartner(target=added[-1].target))
    again = later(setting.rng, moment, 360, 362)
    yield Event(again, SECOND, CheckStanding(target=firms[0], checked=again.date()))


def _recusals(setting: Setting, start: datetime) -> Events:
    """Let two officers declare that they are too close to somebody on the staff."""
    moment = later(setting.rng, start, 1, 2)
    clerk = setting.offices[CLERK]
    officers = tuple(each.person for each in clerk.find(Query("officer", Not(Blank("person")))))
    close = clerk.find(Query("person", Not(Is("id", officers)), order=("number",), limit=2))
    for who, person in zip((CLERK, HANDLER), close, strict=False):
        yield Event(moment, who, desk.DeclareRecusal(person=person.id))


def _events(case: Case) -> Events:
    """Yield what happens to a grievance."""
    clerk, other = case.rng.choice(((CLERK, SECOND), (SECOND, CLERK)))
    yield _registered(case, clerk)
    if case.is_recused(clerk):
        clerk = other
    if case.twin and case.chance(0.6) and _can_be_merged(case, clerk):
        yield case.event(clerk, desk.MergeGrievance, into=case.twin.target, reason=case.say(phrases.SAME))
    elif case.fate in ("redirected", "declined") and case.now().urgency is Urgency.URGENT:
        return  # a second officer has to look at it, and has not yet
    elif case.fate == "redirected":
        case.wait(1, 12)
        to, told = case.facts["competent"], case.say(phrases.REDIRECTED)
        yield case.event(clerk, desk.RedirectGrievance, redirected_to=to, told=told)
    elif case.fate == "declined":
        case.wait(2, 14)
        yield case.event(clerk, desk.DeclineGrievance, told=case.say(phrases.DECLINED))
    elif case.fate != "forgotten":
        officer = case.hand_to()
        if officer is None:
            return  # it waits for an officer whom it does not concern
        yield from _accepted(case, clerk, officer)
        yield from _handled(case, case.rng.randint(1, 4))
        if case.fate == "worked":
            yield from case.finished()
            yield from grievance_events.reviewed(case)


def _registered(case: Case, clerk: str) -> Event:
    words = (phrases.OPENINGS, case.matter.facts, phrases.HISTORY, case.matter.wishes, phrases.ENDINGS)
    who, name = case.petitioner
    case.wait(0, 1)
    case.moment = min(case.moment, case.setting.end)  # whatever came in is registered when the story ends
    return case.event(
        clerk,
        desk.RegisterGrievance,
        channel=chosen(case.rng, _CHANNELS),
        received=case.received,
        subject=case.subject.format_map(case.facts),
        text="".join(case.say(choices) for choices in words),
        category=case.matter.category,
        petitioner_is=who,
        petitioner=name,
        urgency=Urgency.URGENT if case.chance(0.07) else Urgency.ORDINARY,
        unit=case.unit,
        cell=_cell(case),
        person=_complained_of(case) if case.matter.of_person else "",
    )


def _cell(case: Case) -> str:
    """Return the cell of the unit it comes from, if the unit has one now."""
    cells = case.office(CLERK).find(Query("cell", both(OPEN, Is("unit", (case.unit,))), limit=1))
    return cells[0].id if cells else ""


def _complained_of(case: Case) -> str:
    """Return somebody of the unit; often one to whom an officer has declared to be close, once one has."""
    clerk = case.office(CLERK)
    recusals = clerk.find(Query("recusal", Blank("grievance"), limit=2))
    if not recusals:
        return ""
    if case.chance(0.4):
        return str(case.rng.choice(recusals).person)
    staff = clerk.find(Query("person", both(Is("unit", (case.unit,)), Blank("left")), limit=20))
    return case.rng.choice(staff).id if staff else ""


def _can_be_merged(case: Case, clerk: str) -> bool:
    assert case.twin
    case.moment += timedelta(microseconds=1)  # nothing else happens between asking and doing
    merge = desk.MergeGrievance(target=case.target, into=case.twin.target, reason="同")
    try:
        case.office(clerk).rehearse((merge,))
    except Refused:
        return False
    return True


def _accepted(case: Case, clerk: str, officer: str) -> Events:
    at_once = case.chance(0.9)
    case.wait(*chosen(case.rng, _DAYS_TO_ACCEPT))
    yield case.event(clerk, desk.AcceptGrievance, accepted=case.today(), handler=officer if at_once else "")
    if not at_once:
        case.wait(1, 5)
        yield case.event(clerk, desk.AssignGrievance, handler=officer)


def _handled(case: Case, steps: int) -> Events:
    """Steps, and between them what only some grievances meet."""
    for _ in range(steps):
        yield _step(case)
        for turn, share in grievance_events.BETWEEN.items():
            if case.chance(share):
                yield from turn(case)
    for turn, share in grievance_events.AFTER.items():
        if case.chance(share):
            yield from turn(case)


def _step(case: Case) -> Event:
    kind = case.rng.choice(tuple(phrases.STEPS))
    case.wait(*chosen(case.rng, _DAYS_BETWEEN_STEPS))
    coming: dict[str, Any] = {}
    if case.chance(0.6):
        coming = {
            "next": case.say(phrases.NEXT),
            "next_due": grievance_events.workday(case.today(case.rng.randint(3, 15))),
        }
    text = case.say(phrases.STEPS[kind])
    return case.event(case.handler, desk.TakeStep, step=kind, day=case.today(), text=text, **coming)


def recent_steps(setting: Setting, moment: datetime) -> Events:
    """Yield steps of this morning on the newest cases in hand, so that something is due today and all week."""
    for who in (CLERK, SECOND, HANDLER):
        office = setting.offices[who]
        mine = Query("grievance", Is("handler", (office.officer,)), ("-stage", "-received"), limit=40)
        in_hand = [each for each in office.find(mine) if each.stage is desk.Stage.ACCEPTED][:5]
        for grievance, days in zip(in_hand, (0, 0, 1, 3, 6), strict=False):
            step = desk.TakeStep(
                target=grievance.id,
                step=StepKind.CONSULTATION,
                day=moment.date(),
                text=phrases.STEPS[StepKind.CONSULTATION][0],
                next="约反映人补充材料",
                next_due=moment.date() + timedelta(days=days),
            )
            yield Event(moment, who, step)
