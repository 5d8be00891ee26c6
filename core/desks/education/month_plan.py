"""The printed month plan 月度教育计划."""

from datetime import date

from core.desks.education.records import Programme, Session
from core.model.printout import Printout, Section, paper
from core.model.reader import Reader
from core.rules.calendar import Calendar, ScheduleConflict, calendar
from core.rules.record_printout import table_of
from core.values.cadence import called
from core.values.sentence import N_, Translate, say

COLUMNS = ("when", "topic", "place", "lecturer", "minutes")


@paper("education_month", N_("Month plan of education"))
def month_plan(office: Reader, of: str, translate: Translate) -> Printout:
    """Return the plan of a month, `of` being `2026-11`."""
    first = date.fromisoformat(f"{of}-01")
    last = date.fromordinal(date(first.year + first.month // 12, first.month % 12 + 1, 1).toordinal() - 1)
    shown = calendar(office, office.workdays, first, last, Session, (Programme,))
    sessions = (each for day in shown.days for each in day.entries)
    campaigns = [each for each in shown.bands if isinstance(each, Programme)]
    sections = (
        Section(translate(N_("Sessions")), tables=(table_of(office, Session, sessions, COLUMNS, translate),)),
        Section(
            translate(N_("Campaigns")),
            tuple(f"{each.name}: {each.start} – {each.last_day}" for each in campaigns),
        ),
        Section(translate(N_("Days off and make-up working days")), tuple(_special(shown, translate))),
        Section(translate(N_("Clashes")), tuple(_clash(each, translate) for each in shown.conflicts)),
    )
    title = say(N_("Education plan for {month}"), month=called(of)).say(translate)
    return Printout(
        title, sections=tuple(each for each in sections if each.paragraphs or each.tables), day=office.today
    )


def _special(shown: Calendar, translate: Translate) -> list[str]:
    """Return the days that are off or worked in exchange, and whether there may be more that are not known."""
    special = [f"{day.date:%m-%d} {translate(day.name)}" for day in shown.days if day.name]
    return [*special, shown.caveat.say(translate)] if shown.caveat else special


def _clash(each: ScheduleConflict, translate: Translate) -> str:
    shown = Session.on_calendar
    what = N_("{day}: “{first}” and “{second}” want the same lecturer.")
    if each.field == "place":
        what = N_("{day}: “{first}” and “{second}” want the same place.")
    first, second = (getattr(session, shown.text) for session in (each.first, each.second))
    return translate(what).format(day=shown.day(each.first), first=first, second=second)
