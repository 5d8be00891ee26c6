"""Papers: who is inside now, the slip and the approval of a visit, and the book of a day."""

from datetime import datetime, time

from core.desks.visits.days import GateDay
from core.desks.visits.records import CAME, INSIDE, Visit
from core.model.printout import PrintedTable, Printout, Section, issuing_office, paper
from core.model.query import Between, Is, Query, both
from core.model.reader import Reader
from core.rules.record_printout import record_printout, table_of
from core.values.sentence import N_, Translate, say

EVACUATION = "evacuation_list"
"""The paper of who is inside, whatever is under the cursor."""
COLUMNS = ("name", "body", "inside", "host", "escort", "badge", "number")
"""What the list of who is inside says of each visit besides since when."""
BOOK = ("body", "name", "purpose_text", "escort", "entered", "gone", "note")
"""The columns of the book of visitors."""

record_printout(
    "visit_approval",
    N_("Approval of a visit"),
    Visit,
    leave_out=("visit_document", "phone", "key", "hour", "erase_month", "site", "asked_by"),
)


def inside_now(office: Reader) -> list[tuple[str, list[Visit]]]:
    """Return who is inside by area, in the order of the register, within each whoever came first in front."""
    by_area: dict[str, list[Visit]] = {}
    for visit in office.find(Query(Visit.kind, INSIDE, ("entered", "id"))):
        by_area.setdefault(visit.area, []).append(visit)
    order = {area.id: place for place, area in enumerate(office.find(Query("area")) if office.reads("area") else ())}
    return sorted(by_area.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))


@paper(EVACUATION, N_("Evacuation list"))
def evacuation_list(office: Reader, of: str, translate: Translate) -> Printout:
    """Return everybody who is inside, area by area, to be read out at the place of assembly."""
    groups = inside_now(office)
    people = sum(each.inside for _area, visits in groups for each in visits)
    context = office.context()
    count = N_("{people} people in {visits} visits are inside at {time}.")
    told = say(
        count, people=people, visits=sum(len(each) for _area, each in groups), time=f"{context.now:%Y-%m-%d %H:%M}"
    )
    sections = [Section(paragraphs=(told.say(translate),))]
    for area, visits in groups:
        heading = office.title("area", area, translate) if area else translate(N_("no area"))
        sections.append(Section(heading, tables=(_inside(office, visits, translate),)))
    return Printout(
        title=translate(N_("Evacuation list")),
        sections=tuple(sections),
        signed_by=issuing_office(office),
        day=office.today,
        contact=office.title("officer", office.officer),
    )


def _inside(office: Reader, visits: list[Visit], translate: Translate) -> PrintedTable:
    """Return visits with the hour at which each came in, and room to tick."""
    told = table_of(office, Visit, visits, COLUMNS, translate)
    since = [f"{each.entered:%H:%M}" if each.entered else "" for each in visits]
    header = (translate(N_("Since")), *told.header, translate(N_("There")))
    return PrintedTable(header, tuple((at, *row, "□") for at, row in zip(since, told.rows, strict=True)))


@paper("visitor_book", N_("Book of visitors"), GateDay.kind)
def visitor_book(office: Reader, of: str, translate: Translate) -> Printout:
    """Return the visits of a day at the gate, as the book of visitors has them."""
    day = office.get(GateDay.kind, of).day
    begins, ends = (datetime.combine(day, each) for each in (time.min, time.max))
    came = both(Is("stage", CAME), Between("entered", begins, ends))
    visits = office.find(Query(Visit.kind, came, ("entered", "id")))
    return Printout(
        title=say(N_("Book of visitors, {day}"), day=day.isoformat()).say(translate),
        sections=(Section(tables=(table_of(office, Visit, visits, BOOK, translate),)),),
        signed_by=issuing_office(office),
        day=office.today,
        contact=office.title("officer", office.officer),
    )
