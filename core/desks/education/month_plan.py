"""The printed month plan 月度教育培训计划."""

from collections.abc import Iterable, Iterator
from datetime import date

from core.desks.education.records import Programme, Session
from core.model.printout import PrintedTable, Printout, Section, issuing_office, paper
from core.model.reader import Reader
from core.rules.calendar import Calendar, ScheduleConflict, calendar
from core.rules.record_printout import table_of
from core.values.cadence import called, day_called, day_of_month_called
from core.values.sentence import N_, Sentence, Translate, say

COLUMNS = ("topic", "place", "lecturer", "minutes")
"""What the table says of a session besides when it is held."""


@paper("education_month", N_("Month plan of education"))
def month_plan(office: Reader, of: str, translate: Translate) -> Printout:
    """Return the plan of a month, `of` being `2026-11`."""
    first = date.fromisoformat(f"{of}-01")
    last = date.fromordinal(date(first.year + first.month // 12, first.month % 12 + 1, 1).toordinal() - 1)
    shown = calendar(office, office.workdays, first, last, Session, (Programme,))
    sessions = [each for day in shown.days for each in day.entries if isinstance(each, Session)]
    campaigns = (_campaign(each) for each in shown.bands if isinstance(each, Programme))
    sections = (
        Section(translate(N_("Sessions")), tables=(_table(office, sessions, translate),)),
        Section(translate(N_("Campaigns")), _paragraphs(campaigns, translate)),
        Section(translate(N_("Days off and make-up working days")), _paragraphs(_special(shown), translate)),
        Section(translate(N_("Clashes")), _paragraphs(map(_clash, shown.conflicts), translate)),
    )
    return Printout(
        title=say(N_("Education and training plan for {month}"), month=called(of)).say(translate),
        sections=tuple(each for each in sections if each.paragraphs or any(table.rows for table in each.tables)),
        signed_by=issuing_office(office),
        day=office.today,
    )


def _paragraphs(sentences: Iterable[Sentence], translate: Translate) -> tuple[str, ...]:
    return tuple(each.say(translate) for each in sentences)


def _table(office: Reader, sessions: list[Session], translate: Translate) -> PrintedTable:
    """Return the sessions with the day and the time of each in columns of their own."""
    told = table_of(office, Session, sessions, COLUMNS, translate)
    when = ((day_of_month_called(each.when).say(translate), f"{each.when:%H:%M}") for each in sessions)
    header = (translate(N_("Date")), translate(N_("Begins at")), *told.header)
    return PrintedTable(header, tuple((*at, *row) for at, row in zip(when, told.rows, strict=True)))


def _campaign(each: Programme) -> Sentence:
    facts = {"name": each.name, "start": day_called(each.start)}
    if each.last_day is None:
        return say(N_("{name}: from {start}."), **facts)
    return say(N_("{name}: {start} to {end}."), **facts, end=day_called(each.last_day))


def _special(shown: Calendar) -> Iterator[Sentence]:
    """Yield the days that are off or worked in exchange, and whether there may be more that are not known."""
    for day in shown.days:
        if day.name:
            yield say(N_("{day}: {name}."), day=day_of_month_called(day.date), name=say(day.name))
    if shown.caveat:
        yield shown.caveat


def _clash(each: ScheduleConflict) -> Sentence:
    shown = Session.on_calendar
    what = N_("{day}: “{first}” and “{second}” want the same lecturer.")
    if each.field == "place":
        what = N_("{day}: “{first}” and “{second}” want the same place.")
    first, second = (getattr(session, shown.text) for session in (each.first, each.second))
    return say(what, day=day_of_month_called(shown.day(each.first)), first=first, second=second)
