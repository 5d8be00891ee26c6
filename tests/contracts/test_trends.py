"""A trend tells what was counted on the day: of a story of two years, each week is counted as it ends and kept."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.demo import story
from core.demo.story import CAST, SPAN, StoryClock, play
from core.desks.clearance.figures import RUNNING
from core.desks.grievances.clock import ApproveExtension, DeclineExtension
from core.desks.grievances.intake import RegisterGrievance
from core.desks.grievances.reviewing import DecideReview
from core.desks.grievances.vocabulary import Decision
from core.model.action import Action
from core.model.figure import FIGURES, Figure
from core.model.past import WEEKS, week_ends
from core.model.query import EVERYTHING, NOTHING, Blank, Condition, Not, Query
from core.office.office import Office
from tests.conftest import in_memory
from tests.support.memory_site import MemorySite

TODAY = date(2026, 11, 29)
WITH_PAST = [figure for figure in FIGURES.values() if figure.past]
each_figure = pytest.mark.parametrize("figure", WITH_PAST, ids=lambda each: each.name)

BEGUN_AT_ONCE: dict[str, Condition] = {RUNNING.name: Not(Blank("departure"))}
"""Of what such figures count is compared only this: the rest begins on a day before the one on which it is approved."""

Told = dict[date, dict[str, int | None]]


class WeeklyCount(StoryClock):
    """The clock of a story, which has every figure counted before a week ends."""

    told: Told
    reader: Office | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        before = getattr(self, "now", None)
        if name == "now" and before and self.reader:
            for day in (before.date() + timedelta(days=n) for n in range((value.date() - before.date()).days)):
                if (TODAY - day).days % 7 == 0:
                    object.__setattr__(self, "now", datetime.combine(day, datetime.max.time()))
                    self.told[day] = {
                        each.name: number_of(each, self.reader, begun_at_once(each)) for each in WITH_PAST
                    }
        object.__setattr__(self, name, value)


def begun_at_once(figure: Figure) -> Condition:
    """Return of which records a figure is compared."""
    return BEGUN_AT_ONCE.get(figure.name, EVERYTHING)


def number_of(figure: Figure, office: Office, where: Condition = EVERYTHING) -> int | None:
    """Return what a figure comes to, a share in percent."""
    number = figure.number(office, where)
    return number.count if number.whole is None else number.percent


def at_once(office: Office, action: Action) -> Action:
    """Return an action that hides nothing of the past: what came in is entered at once, and nothing is given up again.

    What is entered late was not known when the week ended; a matter that is handled anew gives up its first end, and
    one whose extension is approved after its term has run out gives up that it was late.
    """
    if isinstance(action, RegisterGrievance):
        return action.model_copy(update={"received": office.now})
    if isinstance(action, DecideReview) and action.decision == Decision.REVOKED:
        return action.model_copy(update={"decision": Decision.UPHELD})
    if isinstance(action, ApproveExtension):
        extension = office.get("extension", action.target)
        if office.get("grievance", extension.grievance).run_out(office.today):
            return DeclineExtension(target=action.target, remark="期限已过。")
    return action


@pytest.fixture(scope="module")
def lived() -> tuple[Office, Told]:
    """An office at the end of a story, and what was counted as its weeks ended."""
    site: MemorySite = in_memory()
    told: Told = {}
    looked_at = story._looked_at

    def clock(start: datetime) -> WeeklyCount:
        watching = WeeklyCount(start)
        watching.told = told
        watching.reader = Office(site.store, 1, watching)
        return watching

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "StoryClock", clock)
        patch.setattr(story, "_looked_at", lambda office, action: looked_at(office, at_once(office, action)))
        play(site.store, range(1, len(CAST) + 2), people=40, grievances=120, seed=1, today=TODAY)
    return Office(site.store, 1, lambda: datetime.combine(TODAY, datetime.max.time())), told


@each_figure
def test_what_a_trend_tells_of_a_week_is_what_was_counted_then(lived: tuple[Office, Told], figure: Figure) -> None:
    office, told = lived
    days = [TODAY - timedelta(weeks=ago) for ago in reversed(range(1, SPAN.days // 7))]
    trend = figure.trend(office, days, begun_at_once(figure))
    assert dict(zip(days, trend, strict=True)) == {day: told[day][figure.name] for day in days}


@each_figure
def test_a_trend_ends_with_the_number_of_today(lived: tuple[Office, Told], figure: Figure) -> None:
    office, _told = lived
    trend = figure.trend(office, week_ends(office.today))
    assert len(trend) == WEEKS
    assert trend[-1] == number_of(figure, office)


@each_figure
def test_a_trend_asks_for_nothing_that_lists_may_not_tell(lived: tuple[Office, Told], figure: Figure) -> None:
    pasts = figure.past if isinstance(figure.past, tuple) else (figure.past,)
    for past in filter(None, (*pasts, figure.past_of)):
        assert lived[0]._allowed(Query(figure.kind, past(TODAY, TODAY))).where != NOTHING
