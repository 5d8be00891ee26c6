"""Papers of the desk: the reminder slip that is handed over, and the register of who came near what is top secret."""

from core.desks.matters.children import Knowledge
from core.desks.matters.participations import FollowUp
from core.desks.matters.records import Matter
from core.model.printout import Printout, Section, issuing_office, paper
from core.model.query import Is, Query
from core.model.reader import Reader
from core.rules.record_printout import record_printout, table_of
from core.values.sentence import N_, Translate

DUTIES = (
    N_("The duty of secrecy goes on after the work has ended, whatever your job is now."),
    N_("Do not tell, publish or use what you came to know; have texts reviewed before they are published."),
    N_("Before a journey abroad, ask; afterwards, report. Report at once what may be a leak."),
    N_("If you are in difficulty, the office helps. Tell us what you need; it is noted only if you agree."),
)


@paper("reminder_slip", N_("Reminder of secrecy"), FollowUp.kind)
def reminder_slip(office: Reader, of: str, translate: Translate) -> Printout:
    """Write the slip that is handed to the person: the duties that go on, and reminders. It names no matter."""
    found: FollowUp = office.get(FollowUp.kind, of)
    name = office.title("person", found.person, translate)
    greeting = translate(N_("To {name}: on {day} we remind you of the following.")).format(
        name=name, day=found.done or found.due
    )
    reminded = tuple(f"· {each}" for each in found.reminded)
    return Printout(
        title=translate(N_("Reminder of secrecy")),
        sections=(
            Section(paragraphs=(greeting,)),
            Section(heading=translate(N_("Duties that go on")), paragraphs=tuple(map(translate, DUTIES))),
            *((Section(heading=translate(N_("Reminded of")), paragraphs=reminded),) if reminded else ()),
            Section(paragraphs=(translate(N_("Signature of the person: ____________    Date: ____________")),)),
        ),
        signed_by=issuing_office(office),
        day=office.today,
        contact=office.title("officer", office.officer, translate),
    )


@paper("knowledge_register", N_("Register of who knows the matter"), Matter.kind)
def knowledge_register(office: Reader, of: str, translate: Translate) -> Printout:
    """Write who knows a matter, in the columns of the register of contact with what is top secret."""
    matter: Matter = office.get(Matter.kind, of)
    entries = office.find(Query(Knowledge.kind, Is("matter", (of,)), ("since", "id")))
    names = ("document", "person", "since", "until", "contact", "way", "recorder", "approver")
    return Printout(
        title=translate(N_("Register of who knows the matter")),
        mark=_mark(matter, translate),
        sections=(
            Section(
                paragraphs=(
                    translate(N_("Code name: {alias}. Originator: {body}.")).format(
                        alias=matter.alias, body=matter.originator or issuing_office(office)
                    ),
                ),
                tables=(table_of(office, Knowledge, entries, names, translate),),
            ),
        ),
        signed_by=issuing_office(office),
        day=office.today,
        contact=office.title("officer", office.officer, translate),
    )


def _mark(matter: Matter, translate: Translate) -> str:
    """Return the mark with its term, as it stands on papers: 绝密★30年."""
    term = translate(N_("{years} years")).format(years=matter.years) if matter.years else ""
    return "★".join(filter(None, (translate(matter.level.label), term)))


record_printout("matter_sheet", N_("Sheet of a matter"), Matter, leave_out=(Knowledge.kind, "derived_from"))
