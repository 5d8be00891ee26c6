"""What the program says of a story, compared with the second calculation (`tests.support.figures_oracle`)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from core.desks.areas import Area, AreaSettings
from core.desks.clearance.vocabulary import ClearanceSettings
from core.desks.education import Programme, Session
from core.desks.education.audience import people_for
from core.desks.education.coverage import lapses
from core.desks.education.vocabulary import EducationSettings
from core.desks.grid.figures import grid
from core.desks.grid.gaps import gaps, nowhere
from core.desks.grid.vocabulary import GridSettings
from core.desks.grievances import Grievance, GrievanceSettings
from core.desks.matters.vocabulary import MatterSettings
from core.desks.visits.figures import BANDS, Hours
from core.model.chart import COUNT, Chart, View
from core.model.chart import Line as ChartLine
from core.model.dashboard import DASHBOARDS
from core.model.figure import FIGURES
from core.model.query import EVERYTHING, Condition, Is, Query, both
from core.model.record import RECORDS
from core.model.span import Span
from core.policy.pack import Settings
from core.rules.calendar import calendar, month_span
from core.rules.obligation import owed_periods
from tests.support.figures_oracle import Books, Received
from tests.support.oracle_of_education import Line
from tests.support.oracle_of_periods import ONE
from tests.support.reorganisation_story import Reorganisation

SECTIONS: tuple[type[Settings], ...] = (
    AreaSettings, ClearanceSettings, EducationSettings, GridSettings, GrievanceSettings, MatterSettings,
)  # fmt: skip


def books(story: Reorganisation) -> Books:
    """Open the books of a store for the second calculation."""
    policy = story.office.policy
    terms = {terms.section: policy.settings(terms).model_dump() for terms in SECTIONS}
    return Books(story.site.store.find, story.now, terms, story.rested)


def differing(what: str, program: Mapping[Any, Any], by_hand: Mapping[Any, Any]) -> list[str]:
    """Return where two calculations of a figure differ."""
    return [
        f"{what} of {key}: the program says {program.get(key)}, by hand it is {by_hand.get(key)}"
        for key in {**program, **by_hand}
        if program.get(key) != by_hand.get(key)
    ]


def coverage(story: Reorganisation, by: str, span: Span, where: Condition = EVERYTHING) -> dict[str, Line]:
    """Return what the figures of attendance say, by one of its columns."""
    found = {}
    for figure in (FIGURES[name] for name in COVERAGE):
        of_span = Is("year", (span.year,)) if span.year else EVERYTHING
        found[figure.name] = figure.numbers(story.office, by, both(of_span, where))
    counts = {
        key: {name: numbers[key].count if key in numbers else 0 for name, numbers in found.items()}
        for key in found["covered"]
    }
    return {
        key: Line(*(each[name] for name in COVERAGE[1:]), found["covered"][key].percent) for key, each in counts.items()
    }


COVERAGE = ("covered", "attended", "missed", "owed_makeups", "hours", "missed_repeatedly")


def differences_of_coverage(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, today = story.office, story.today
    for by in ("programme", "unit", "cell", "person"):
        for year in (0, today.year, today.year - 1):
            program = coverage(story, by, Span(year))
            yield from differing(
                f"coverage by {by} in {year or 'all years'}", program, by_hand.coverage(by, year or None)
            )
    for person in story.all("person")[:5]:
        own = coverage(story, "programme", Span(), Is("person", (person.id,)))
        yield from differing(f"coverage of {person.title}", own, by_hand.coverage("programme", of=person.id))
    program = Counter[tuple[date, str, str]]()
    for each in lapses(office, today, office.policy.settings(EducationSettings).lapse_days):
        program[each.on, each.programme, each.period.key if each.period else ""] += each.people
    yield from differing("what lapses", program, by_hand.lapses())


def differences_of_sessions(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, today, rng = story.office, story.today, Random(str(story.today))
    program: dict[str, list[str]] = {}
    for each in owed_periods(Programme, office, today):
        program.setdefault(each.record.id, []).append(each.period.key)
    yield from differing("owed sessions", program, by_hand.owed_sessions())
    programmes = story.all("programme")
    due = {each.id: (each.due, each.oldest.key if each.oldest else "") for each in programmes}
    yield from differing("next session", due, {each.id: by_hand.next_session(each) for each in programmes})
    for day in {today, *rng.sample(turning_points(story), 12)}:
        expected = {each.id: {person.id for person in people_for(each, office, day)} for each in programmes}
        reckoned = {each.id: by_hand.audience(each, day) for each in programmes}
        yield from differing(f"audience on {day}", expected, reckoned)


def turning_points(story: Reorganisation) -> list[date]:
    """Return the days on which something began or ended, and the days after."""
    fields = (
        ("cell", "end"),
        ("cell_place", "until"),
        ("placement", "until"),
        ("membership", "since"),
        ("person", "left"),
    )
    found = {getattr(each, field) for kind, field in fields for each in story.all(kind)} - {None}
    return sorted(found | {day + ONE for day in found})


def differences_of_calendar(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, workdays = story.office, story.office.workdays
    for months in range(-3, 3):
        first, last = month_span(story.today + timedelta(days=30 * months))
        shown = calendar(office, workdays, first, last, Session, (Programme,))
        program = {day.date: [each.id for each in day.entries] for day in shown.days}
        yield from differing("sessions", program, {day.date: by_hand.sessions_on(day.date) for day in shown.days})
        bands = {day.date: {each.id for each in day.bands} for day in shown.days}
        yield from differing("campaigns", bands, {day.date: by_hand.campaigns_on(day.date) for day in shown.days})
        found = shown.conflicts
        clashes = Counter((frozenset((each.first.id, each.second.id)), each.field == "place") for each in found)
        yield from differing("clashes", clashes, Counter(by_hand.clashes(first, last)))
        worked = {
            day.date: day.date in workdays.makeup or (day.date.weekday() < 5 and day.date not in workdays.holidays)
            for day in shown.days
        }
        yield from differing("working days", {day.date: day.worked for day in shown.days}, worked)
        assert [day.date for day in shown.days] == [first + ONE * place for place in range((last - first).days + 1)]


def differences_of_grid(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, found = story.office, grid(story.office)
    own, below = by_hand.grid(), by_hand.grid_below()
    yield from differing("figures of the cell itself", {line.id: dict(line.own) for line in found.lines}, own)
    yield from differing("figures with those below", {line.id: dict(line.below) for line in found.lines}, below)
    yield from differing("state of the cell", {line.id: str(line.state) for line in found.lines}, by_hand.states())
    whole = {name: sum(each[name] for each in own.values()) for name in next(iter(own.values()))}
    yield from differing("the whole grid", dict(found.total), whole)
    yield from differing("people in no cell", {"": nowhere(office)}, {"": len(by_hand.in_no_cell())})
    yield from differing("gaps", Counter((each.kind, each.record) for each in gaps(office, found)), by_hand.gaps())
    cards = story.all("duty_card")
    program = {each.id: [period.key for period in each.overdue(story.today)] for each in cards}
    yield from differing("owed periods", program, {each.id: by_hand.owed_periods(each) for each in cards})
    yield from differing(
        "next duty", {each.id: each.due for each in cards}, {each.id: by_hand.next_duty(each) for each in cards}
    )


def differences_of_grievances(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, context, found = story.office, story.office.context(), story.all("grievance")
    watched = {each.id: {name: getattr(each, name) for name in Grievance.status_columns} for each in found}
    program = {key: Grievance.deadline_status(row, context) for key, row in watched.items()}
    reckoned = {each.id: by_hand.standing(each) for each in found}
    yield from differing("standing", program, reckoned)
    filters = Grievance.filters(context)
    late = office.count(Query("grievance", filters["late"]))
    yield from differing("late", {"": late}, {"": sum(each in ("late", "long_overdue") for each in reckoned.values())})
    soon = office.count(Query("grievance", filters["soon"]))
    yield from differing("due soon", {"": soon}, {"": sum(each == "due_soon" for each in reckoned.values())})
    first = min(each.received.year for each in found)
    spans = [Span(), *(Span(year, quarter) for year in range(first, story.today.year + 1) for quarter in range(5))]
    for span in spans:
        yield from differences_of_analysis(story, by_hand, span)


def differences_of_analysis(story: Reorganisation, by_hand: Books, span: Span) -> Iterable[str]:
    """Yield where the charts of a span differ from a count of the grievances that came in then."""
    found = by_hand.came_in(span.first, span.last)
    whole, *shown = (part.chart(story.office, View(span)) for page in DASHBOARDS["analysis"].pages for part in page)
    told = {str(line.label): line.numbers[COUNT].count for line in whole.lines}
    received = by_hand.received(found)
    reckoned = {"received": received.count, "ended": received.ended, "open": received.open}
    reckoned |= {"merged": received.count - received.ended - received.open, "answered late": received.late}
    yield from differing(f"analysis of {span.key}", told, reckoned)
    charts = {str(chart.title): chart for chart in shown}
    cells = {each.id: each.title for each in story.all("cell")}
    by: Mapping[str, Callable[[Grievance], str]] = {
        "By Category": lambda each: each.category.split("/")[0] or "none",
        "By Channel": lambda each: each.channel.label,
        "By Cell": lambda each: cells.get(each.cell, "none"),
        "By Month": lambda each: f"{each.received:%Y-%m}",
    }
    for title, key in by.items():
        wanted: dict[str, Any] = {}
        for label in {key(each) for each in found}:
            wanted[label] = _told(by_hand.received(each for each in found if key(each) == label))
        if set(wanted) == {"none"}:  # which says nothing
            wanted = {}
        program = {str(line.label): _number(line) for line in charts[title].lines}
        if title == "By Month":
            wanted = {month: wanted[month] for month in sorted(wanted)[-24:]}
        if "others" in program:  # those with the most are named, the others counted together
            named = wanted.keys() & program.keys()
            rest = [each for each in found if key(each) not in named]
            wanted = {label: wanted[label] for label in named} | {"others": _told(by_hand.received(rest))}
        yield from differing(f"{title} in {span.key}", program, wanted)
    ended = [each for each in found if by_hand.kept(each)]
    outcomes = Counter(each.outcome.label for each in ended if each.outcome)
    yield from differing(f"By outcome in {span.key}", _counts(charts["By Outcome"]), outcomes)
    terms = Counter({"in_time": "in time", "late": "late"}[str(by_hand.kept(each))] for each in ended)
    for each in found:
        if standing := by_hand.standing(each):
            terms["open and late" if standing in ("late", "long_overdue") else "open, within the term"] += 1
    yield from differing(f"By term in {span.key}", _counts(charts["By term"]), terms)
    for chart in shown:
        yield from _shares_that_do_not_add_up(chart)


def _told(received: Received) -> tuple[int, int, int]:
    return received.count, received.late, received.ended


def _number(line: ChartLine) -> tuple[int, int, int]:
    late = line.numbers["cases_late"]
    return line.numbers[COUNT].count, late.count, late.whole or 0


def _counts(chart: Chart) -> dict[str, int]:
    return {str(line.label): line.numbers[COUNT].count for line in chart.lines}


def _shares_that_do_not_add_up(chart: Chart) -> Iterable[str]:
    if not chart.divides:
        return  # what came in and went out is no whole
    added = Counter[int]()
    for line, share in zip(chart.lines, chart.shares, strict=True):
        added[line.group] += int(share.rstrip("%"))
    if added and set(added.values()) != {100}:
        yield f"shares of {chart.title}: {added}"


def differences_of_today(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, today = story.office, story.today
    filters = RECORDS["agenda"].filters(office.context())
    spans = {"overdue": (date.min, today - ONE), "today": (today, today), "week": (today + ONE, today + ONE * 7)}
    reckoned = by_hand.due()
    elsewhere = {each.of_kind for each in office.find(Query("agenda"))} - {kind for kind, _ in reckoned}
    assert not elsewhere, f"the second calculation knows nothing of {elsewhere}"
    for flag, (first, last) in spans.items():
        program = dict(office.groups(Query("agenda", filters[flag]), "of_kind"))
        wanted = Counter[str]()
        for (kind, day), number in reckoned.items():
            if first <= day <= last:
                wanted[kind] += number
        yield from differing(f"{flag} in Today", program, wanted)
        yield from differing(
            f"{flag} in Today", {"": office.count(Query("agenda", filters[flag]))}, {"": wanted.total()}
        )


def differences_of_visits(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, today = story.office, story.today
    now = by_hand.gate_now()
    yield from differing("the gate now", {name: FIGURES[name].number(office).count for name in now}, now)
    for span in (Span(), Span(today.year), Span(today.year, (today.month + 2) // 3)):
        reckoned = by_hand.gate_in(span.first, span.last)
        numbers = {name: FIGURES[name].number(office, View(span).of(FIGURES[name])) for name in reckoned}
        told = {name: (each.count, each.whole or 0) for name, each in numbers.items()}
        yield from differing(f"the gate in {span.key}", told, reckoned)
        hours = by_hand.hours(span.first, span.last)
        chart = Hours().chart(office, View(span))
        program = {(line.record[1], name): each.count for line in chart.lines for name, each in line.numbers.items()}
        bands = [(name, range(first, last + 1)) for name, first, last in BANDS]
        wanted = {
            (area, name): sum(hours[area, hour] for hour in band) for area, _hour in hours for name, band in bands
        }
        yield from differing(f"visits by hour in {span.key}", program, wanted)


def differences_of_areas(story: Reorganisation, by_hand: Books) -> Iterable[str]:
    office, wanted = story.office, by_hand.figures_of_areas()
    yield from differing("figure", {name: FIGURES[name].number(office).count for name in wanted}, wanted)
    found: list[Area] = story.all("area")
    next_rounds = {each.id: by_hand.next_round(each) for each in found}
    yield from differing("next round", {each.id: each.due for each in found}, next_rounds)


DESKS = (
    differences_of_visits,
    differences_of_areas,
    differences_of_coverage,
    differences_of_sessions,
    differences_of_calendar,
    differences_of_grid,
    differences_of_grievances,
    differences_of_today,
)


def differences(story: Reorganisation) -> list[str]:
    """Return where the figures of the screens are not those of the second calculation."""
    by_hand = books(story)
    return [*by_hand.contradictions(), *(each for desk in DESKS for each in desk(story, by_hand))]
