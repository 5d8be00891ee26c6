"""What the lives of the story share, and what may become of one invented person: events in order, each an action.

A life is a generator. It is asked for its next event only after the last one was played, so it may look at what came
of it. Chance may lead it to what a rule refuses: then nothing was done, and the refusal is raised in the life, which
goes another way (`whatever_may_be`) or ends.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any, NamedTuple

from core.demo.names import person_name
from core.demo.organisation import POSTS, UnitPlan, extension
from core.desks.administration.officers import IdentifyOfficer
from core.desks.people.people import AddPerson, AmendPerson, RecordLeaving, RecordReturn, TakeBackLeaving
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.id_number import check_character
from core.values.workdays import Workdays

NO_SUCH_REGION = "990101"
"""Identity numbers begin with it, so that none of them is anybody's."""
REGISTRAR, CLERK, SECOND, HANDLER, SUPERVISOR = "registrar", "clerk", "second", "handler", "supervisor"
SECURITY, AUDITOR = "security", "auditor"
"""The parts that officers play."""

_WEEK = Workdays()


class Event(NamedTuple):
    """Something an officer does at a moment."""

    moment: datetime
    who: str
    action: Action | Callable[[], Action]
    """What is done, or how it is decided at that moment: a story is thought of before it happens."""


Events = Generator[Event, None, None]
Life = tuple[datetime, Events]
"""When a life begins, and its events; they never come before that."""


def whatever_may_be(events: Events) -> Events:
    """Yield a part of a life that ends when one of its events is refused; the life goes on after it."""
    with suppress(Refused):
        yield from events


@dataclass
class Setting:
    """What lives share: chance, the officers, the units, and the people so far."""

    rng: Random
    offices: Mapping[str, Office]
    units: list[UnitPlan]
    end: datetime
    """When the story ends."""
    people: list[tuple[str, str]] = field(default_factory=list)
    """Name and unit of everybody on the staff."""
    leavers: Iterator[str] = field(default_factory=lambda: cycle(("gone", "back", "gone", "a mistake", "gone")))
    """What becomes of those who leave, one after another."""


def chosen(rng: Random, weights: Mapping[Any, int]) -> Any:
    """Return one of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def later(rng: Random, moment: datetime, least: int, most: int) -> datetime:
    """Return an hour of work so many days after a moment; never on a weekend."""
    day = _WEEK.next_workday(moment.date() + timedelta(days=rng.randint(least, most)))
    return max(moment, datetime.combine(day, time(rng.randint(8, 17), rng.randrange(60))))


def person_life(setting: Setting, moment: datetime, number: str, newcomer: bool) -> Events:
    """Enter somebody in the register; a few move to another unit, a few leave, and of those some return."""
    rng = setting.rng
    joined = moment.date() if newcomer else moment.date() - timedelta(days=rng.randint(30, 12_000))
    unit = rng.choice(setting.units).id
    particulars = {
        "name": person_name(rng),
        "number": number,
        "unit": unit,
        "post": rng.choice(POSTS),
        "phone": extension(rng) if rng.random() < 0.8 else "",
        "id_number": identity_number(rng, joined) if rng.random() < 0.3 else "",
        "joined": joined,
    }
    action = AddPerson(**particulars)
    setting.people.append((action.name, unit))
    yield Event(moment, REGISTRAR, action)
    moved = later(rng, moment, 10, 700)
    own = Random(f"{number} {action.name}")  # what is told besides changes nothing in the lives of others
    if rng.random() < 0.06:
        place = {"unit": rng.choice(setting.units).id, "post": own.choice((particulars["post"], own.choice(POSTS)))}
        since = moved.date() - timedelta(days=own.choice((0, 0, 3, 8)))  # some are entered late
        yield Event(moved, REGISTRAR, AmendPerson(target=action.target, since=since, **(particulars | place)))
    if rng.random() < 0.06:
        left = later(rng, moved, 5, 400)
        yield Event(left, REGISTRAR, RecordLeaving(target=action.target, left=left.date()))
        yield from _afterwards(setting, own, action.target, left)


def _afterwards(setting: Setting, rng: Random, person: str, left: datetime) -> Events:
    """Take a leaving back that was a mistake, or let who has left come back, perhaps to another unit."""
    becomes = next(setting.leavers)
    if becomes == "a mistake":
        yield Event(later(rng, left, 1, 6), REGISTRAR, TakeBackLeaving(target=person))
    elif becomes == "back":
        again = later(rng, left, 20, 150)
        unit = rng.choice(("", rng.choice(setting.units).id))
        yield Event(again, REGISTRAR, RecordReturn(target=person, joined=again.date(), unit=unit))


def officer_life(setting: Setting, part: str, life: Events) -> Events:
    """Enter in the register, in place of somebody else, who plays a part, and say so; the officer moves nowhere."""
    entered = next(life)
    office = setting.offices[part]
    registrar = setting.offices[REGISTRAR]
    assert isinstance(entered.action, AddPerson)
    person = entered.action.model_copy(update={"name": registrar.title("officer", office.officer)})
    yield entered._replace(action=person)
    (account,) = registrar.find(Query("account", Is("officer", (office.officer,))))
    yield Event(entered.moment, REGISTRAR, IdentifyOfficer(target=account.id, person=person.target))


def identity_number(rng: Random, joined: date) -> str:
    """Return a number with a right check character (GB 11643) of somebody who was 18 to 35 on joining."""
    born = joined - timedelta(days=rng.randint(18 * 366, 35 * 365))
    digits = f"{NO_SUCH_REGION}{born:%Y%m%d}{rng.randrange(1000):03}"
    return digits + check_character(digits)
