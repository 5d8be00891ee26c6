"""Two years of an invented organisation, played from a seed through the same actions as real work.

The same seed on the same day tells the same story; only identifiers differ.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush, merge
from itertools import islice
from random import Random

from core.demo import areas, care, clearance, cleared_people, education, grid, matters, visits
from core.demo.carriers import carrier_lives
from core.demo.files import file_lives
from core.demo.grievances import grievance_lives, recent_steps
from core.demo.life_stories import (
    AUDITOR,
    CLERK,
    HANDLER,
    REGISTRAR,
    SECOND,
    SECURITY,
    SUPERVISOR,
    Event,
    Events,
    Life,
    Setting,
    officer_life,
    person_life,
)
from core.demo.organisation import UnitPlan, staff_numbers, units
from core.desks.administration.officers import ChangeRoles, OpenAccount
from core.desks.administration.policy_adoption import AdoptPolicy
from core.desks.people.people import AddUnit
from core.model.action import Action
from core.model.progress import Progress, no_progress
from core.model.query import Is, Query
from core.model.store import Store
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.role_separation import ADMINISTERS

SPAN = timedelta(days=730)
BATCH = 5000
"""Actions in one transaction."""
TOLD_EVERY = 25
"""Actions after which it is told how far the story is, and the officer may stop it."""
NEWCOMERS = 0.08
"""The share of the staff that joins while the story runs."""


@dataclass(frozen=True, slots=True)
class Part:
    """An officer of the story besides the first."""

    part: str
    name: str
    roles: tuple[str, ...]


FIRST_OFFICER = "陈建国"
CAST = (
    Part(CLERK, "林静", ("clerk",)),
    Part(SECOND, "周海燕", ("clerk",)),
    Part(HANDLER, "高志强", ("handler",)),
    Part(SUPERVISOR, "欧阳明远", ("supervisor",)),
    Part(care.CARE_CLERK, "沈慧", ("care_clerk",)),
    Part(care.HELPER, "马晓东", ("helper",)),
    Part(care.SECOND_HELPER, "何雨", ("helper",)),
    Part(care.LEAVING_HELPER, "罗敏", ("helper",)),
    Part(grid.GRID_CLERK, "郭建平", ("grid_clerk",)),
    Part(grid.GRID_LEAD, "唐丽华", ("grid_lead",)),
    Part(education.EDUCATION_CLERK, "宋文博", ("education_clerk",)),
    Part(SECURITY, "方静怡", ("security_officer",)),
    Part(AUDITOR, "程守正", ("auditor",)),
    Part(cleared_people.CONFIDENTIALITY_CLERK, "邱文静", ("confidentiality_clerk",)),
    Part(cleared_people.SECOND_CONFIDENTIALITY_CLERK, "龙启明", ("confidentiality_clerk",)),
    Part(areas.AREA_KEEPER, "江志远", ("area_keeper",)),
    Part(areas.GATE, "石磊", ("gate",)),
    Part(visits.SECOND_GATE, "向前", ("gate",)),
    Part(visits.HOST, "韦佳", ("host",)),
    Part(matters.FIXER, "梁振华", ("fixing_officer",)),
)


@dataclass
class StoryClock:
    """The wall clock of every officer; the story moves it on."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the hour it is in the story."""
        return self.now


@dataclass
class Tally:
    """How much of a story was played."""

    played: int = 0
    """How many events there were, refused ones among them."""
    refused: list[Refused] = field(default_factory=list)


class _Telling:
    """A life while it is told."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.refusal: Refused | None = None
        """Why its last event was refused, if it was."""

    def next(self) -> Event | None:
        """Return the next event, if there is one; a life that does not know what to do about a refusal ends."""
        refusal, self.refusal = self.refusal, None
        try:
            return self._events.throw(refusal) if refusal else next(self._events)
        except (StopIteration, Refused):
            return None


def play(
    store: Store,
    seats: Sequence[int],
    *,
    people: int,
    grievances: int,
    seed: int = 1,
    today: date,
    progress: Progress = no_progress,
) -> Tally:
    """Fill a new store: `seats` are the first officer's and one for each of `CAST`, in this order.

    `progress` is told the days of the story. Just as many people and grievances are registered as are asked for.
    """
    start = datetime.combine(today - SPAN, time(8))
    end = datetime.combine(today, time(8, 30))
    clock = StoryClock(start)
    tree = list(units(people))
    with store.transaction():
        offices = _open_offices(store, seats, clock)
        offices[REGISTRAR].do_all(_unit_actions(tree))
    setting = Setting(Random(seed), offices, [unit for unit in tree if unit.parent], end)
    lives = merge(
        _people(setting, people, start, end),
        _grievances(setting, grievances, start, end),
        care.care_lives(setting, people, start, end),
        grid.grid_lives(setting, people, start, end),
        education.education_lives(setting, start, end),
        file_lives(setting, start, end),
        areas.areas_lives(setting, start, end),
        visits.visits_lives(setting, people, start, end),
        matters.matters_lives(setting, people, start, end),
        clearance.clearance_lives(setting, people, start, end),
        carrier_lives(setting, people, start, end),
        [(end, recent_steps(setting, end))],
        key=lambda life: life[0],
    )
    events = _in_order(lives, end)
    tally = Tally()

    def told() -> None:
        progress((clock.now - start).days, SPAN.days)

    while _play(store, setting, clock, islice(events, BATCH), tally, told):
        pass
    return tally


def _open_offices(store: Store, seats: Sequence[int], clock: Callable[[], datetime]) -> dict[str, Office]:
    """Open the accounts of the cast and sign everybody in.

    The first officer ends as system administrator with every role that does not administer, given by the security
    officer: a demo is for looking round.
    """
    first = Office(store, seats[0], clock)
    offices = {REGISTRAR: first}
    for part, seat in zip(CAST, seats[1:], strict=True):
        opened = OpenAccount(name=part.name, seat=seat, site=store.site)
        first.do(opened)
        first.do(_roles(first, opened.target, part.roles))
        offices[part.part] = Office(store, seat, clock)
    working = [name for name, role in first.policy.roles.items() if not role.duties & ADMINISTERS]
    offices[SECURITY].do(_roles(first, first.officer, ("system_administrator", *working)))
    (pack,) = first.find(Query("policy"))
    offices[SECURITY].do(AdoptPolicy(target=pack.id))
    first.refresh()
    return offices


def _roles(office: Office, officer: str, roles: tuple[str, ...]) -> ChangeRoles:
    (account,) = office.find(Query("account", Is("officer", (officer,))))
    return ChangeRoles(target=account.id, roles=roles)


def _unit_actions(tree: Iterable[UnitPlan]) -> Iterator[AddUnit]:
    for unit in tree:
        yield AddUnit(target=unit.id, code=unit.code, name=unit.name, parent=unit.parent)


def _people(setting: Setting, people: int, start: datetime, end: datetime) -> Iterator[Life]:
    newcomers = round(people * NEWCOMERS)
    numbers = staff_numbers()
    officers = [part for part in setting.offices if part != REGISTRAR]
    for place in range(people - newcomers):
        life = person_life(setting, start, next(numbers), newcomer=False)
        yield start, officer_life(setting, officers[place], life) if place < len(officers) else life
    for moment in _moments(Random(f"{setting.rng.random()} people"), newcomers, start, end):
        yield moment, person_life(setting, moment, next(numbers), newcomer=True)


def _grievances(setting: Setting, grievances: int, start: datetime, end: datetime) -> Iterator[Life]:
    first = start + timedelta(hours=1)  # the staff is there
    moments = _moments(Random(f"{setting.rng.random()} grievances"), grievances, first, end - timedelta(days=1))
    return grievance_lives(setting, first, moments)


def _moments(rng: Random, count: int, start: datetime, end: datetime) -> list[datetime]:
    return sorted(start + (end - start) * rng.random() for _ in range(count))


def _in_order(lives: Iterable[Life], end: datetime) -> Iterator[tuple[Event, _Telling]]:
    """Yield in order of time the events of lives that come in order of their beginning; those after `end` never are."""
    waiting: list[tuple[datetime, int, Event, _Telling]] = []

    def wait(number: int, life: _Telling) -> None:
        event = life.next()
        if event is not None and event.moment <= end:
            heappush(waiting, (event.moment, number, event, life))

    def until(moment: datetime) -> Iterator[tuple[Event, _Telling]]:
        while waiting and waiting[0][0] <= moment:
            _, number, event, life = heappop(waiting)
            yield event, life
            wait(number, life)

    for number, (beginning, events) in enumerate(lives):
        yield from until(beginning)
        wait(number, _Telling(events))
    yield from until(end)


def _play(
    store: Store,
    setting: Setting,
    clock: StoryClock,
    events: Iterable[tuple[Event, _Telling]],
    tally: Tally,
    told: Callable[[], None],
) -> bool:
    """Let the officers do what the events say, in one transaction; return whether there were any."""
    before = tally.played
    with store.transaction():
        for event, life in events:
            clock.now = event.moment
            action = event.action() if callable(event.action) else event.action
            office = setting.offices[event.who]
            try:
                office.do(_looked_at(office, action))
            except Refused as refusal:
                life.refusal = refusal
                tally.refused.append(refusal)
            tally.played += 1
            if tally.played % TOLD_EVERY == 0:
                told()
    return tally.played > before


def _looked_at(office: Office, action: Action) -> Action:
    """Return an action as done by an officer who looks first at what is to be decided."""
    if not action.approves:
        return action
    return action.as_seen(office.get(action.on.kind, action.target))
