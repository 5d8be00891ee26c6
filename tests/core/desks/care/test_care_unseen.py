"""Whoever may not see a care file cannot learn that it is there.

For every role, everything an officer can ask of the office is asked twice: before there is a file, and when there is
one with all its parts and a conflict. Nothing may differ.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from core.audit.audit_log import AUDIT
from core.desks.administration.officers import ChangeRoles
from core.desks.care.deciding import PlaceHold, ReviewFile
from core.desks.care.helping import PlanSupport, RecordCheckIn
from core.desks.care.objecting import RecordObjection
from core.desks.care.opening import OpenCareFile
from core.desks.care.vocabulary import ACCESS_LOG, READ, Attention, Basis
from core.desks.people.people import AddPerson, AddUnit
from core.model.action import ACTIONS, Action
from core.model.audit_event import Event
from core.model.change import Change
from core.model.field import ANY
from core.model.printout import PAPERS
from core.model.query import FullText, Is, Not, Query, Via
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.office.search_line import complete
from core.policy.pack import Policy
from core.results.transfer import IncomingConflict
from core.values.refusal import Refusal
from data.site.open_site import OpenSite, pack_text
from tests.support.site_driver import appoint

pytestmark = pytest.mark.usefixtures("refusals_not_noted")
Sample = Callable[..., Any]

PERSON, HELPER, UNIT, ELSEWHERE = "0197" + "b" * 28, "0198" + "b" * 28, "c" * 32, "d" * 32
FILE = PERSON[:-1] + "a"  # one that is seen and one that is not begin alike
SECRETS = ("张三", "zs", "透析费用", "困难补助", "事实有误", "继续")
PACK = Policy(pack_text("cn"))
CARE = {READ, ACCESS_LOG}
ROLES = {role: {"roles": (role,)} for role in PACK.roles if role != "care_clerk"} | {
    "clerk of another unit": {"roles": ("care_clerk",), "unit": ELSEWHERE},
    "clerk bound to a cell": {"roles": ("care_clerk",), "cell": "e" * 32},
    "everything but care": {"roles": tuple(role for role, what in PACK.roles.items() if what.duties.isdisjoint(CARE))},
}


@pytest.fixture(scope="module")
def site(module_site: OpenSite) -> OpenSite:
    """A person, two units, and one officer for each way of not being allowed."""
    office = module_site.office()
    office.do(AddUnit(target=UNIT, name="车间"))
    office.do(AddUnit(target=ELSEWHERE, name="机关"))
    office.do(AddPerson(target=PERSON, name="张三", unit=UNIT))
    office.do(AddPerson(target=HELPER, name="李四", unit=UNIT))
    for seat, (name, account) in enumerate(ROLES.items(), 2):
        appoint(office, name, seat, *account["roles"], unit=account.get("unit", ""), cell=account.get("cell", ""))
    appoint(office, "专人", 50, "helper", person=HELPER)
    appoint(office, "主管", 51, "supervisor")
    return module_site


@pytest.fixture(scope="module")
def before_and_after(
    site: OpenSite, sample: Sample, from_elsewhere: Callable[..., Change]
) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """What each of them learns without and with a file."""
    seats = dict(enumerate(ROLES, 2))
    before = {role: dict(everything(site.office(seat), sample)) for seat, role in seats.items()}
    fill(site, from_elsewhere)
    return {role: (before[role], dict(everything(site.office(seat), sample))) for seat, role in seats.items()}


def fill(site: OpenSite, from_elsewhere: Callable[..., Change]) -> None:
    """Open a file with all its parts, something due of each, a reading, and a conflict."""
    first, helper, supervisor = site.office(), site.office(50), site.office(51)
    first.do(
        OpenCareFile(
            target=FILE,
            person=PERSON,
            basis=Basis.ILLNESS,
            facts="透析费用",
            attention_reason="急",
            helper=helper.officer,
            supervisor=supervisor.officer,
            told=first.today,
        )
    )
    helper.do(RecordCheckIn(target=FILE, day=helper.today, needs="透析费用"))
    helper.do(PlanSupport(target=FILE, what="困难补助", helper=helper.officer, due=date(2026, 12, 1)))
    helper.do(RecordObjection(target=FILE, day=helper.today, text="事实有误"))
    helper.do(ReviewFile(target=FILE, attention=Attention.ROUTINE, reasons="继续"))
    supervisor.do(PlaceHold(target=FILE, hold_reason="诉讼"))
    from_elsewhere(site.store, helper.get("care_file", FILE), facts="别处")


def everything(office: Office, sample: Sample) -> Iterator[tuple[str, str]]:
    """Yield whatever can be asked of the office, with its answer in words."""
    for kind in RECORDS:
        if kind == AUDIT:
            continue  # an auditor sees who read, and of what no more than its identifier
        yield from of_kind(office, kind)
    identifiers = {FILE, *hidden_parts(office)}
    for asked in {FILE[:length] for length in range(1, 33)} | identifiers:
        yield f"look up {asked}", answer(lambda asked=asked: office.look_up(asked).id)
    for kind in (*RECORDS, ANY):
        yield f"title {kind}", office.title(kind, FILE)
    for action in ACTIONS.values():
        yield from of_action(office, action, sample)
    for name, drawn in PAPERS.items():
        of = FILE if drawn.of_kind else f"{office.today:%Y-%m}"
        yield f"paper {name}", answer(lambda draw=drawn.draw, of=of: draw(office, of, str))
    yield "clashes", str(office.visible_conflicts([IncomingConflict("care_file", FILE, "plan", "", "别处")]))


def of_kind(office: Office, kind: str) -> Iterator[tuple[str, str]]:
    """Yield what the office says of the records of a kind."""
    query, names = Query(kind), list(columns(RECORDS[kind]))
    keys = office.keys(query)
    yield f"{kind} list", str((list(keys), office.page(kind, keys, ["id", *names]), office.count(query)))
    yield f"{kind} find", str(office.find(query))
    yield f"{kind} reads", str((office.reads(kind), office.offered(kind)))
    for name in names:
        yield f"{kind} groups {name}", str(office.groups(query, name))
    for flag, condition in RECORDS[kind].filters(office.context()).items():
        yield f"{kind} {flag}", str(office.count(Query(kind, condition)))
        yield f"{kind} completes {flag}", str(complete(flag[:2], RECORDS[kind], office.context()))
    for secret in SECRETS:
        yield f"{kind} words {secret}", str(office.count(Query(kind, FullText(secret))))
    for field in ("of", "record"):
        if field in names:
            for through in (hidden := Via(field, "care_file", Is("id", (FILE,)))), Not(hidden):
                yield f"{kind} via {field} {type(through).__name__}", str(office.count(Query(kind, through)))
    for look in (office.get, office.get_listed):
        yield f"{kind} {look.__name__}", answer(lambda look=look: look(kind, FILE).id)
    for record in office.find_unmasked(query):
        if not RECORDS[kind].is_derived:
            yield f"{kind} history {record.id}", str([entry.change.id for entry in office.history(record)])


def of_action(office: Office, action: type[Action], sample: Sample) -> Iterator[tuple[str, str]]:
    """Yield what doing an action would come to: to the file, to the person concerned, to whoever helps the person."""
    given = {name: PERSON for name, column in columns(action).items() if column.about.refers == "person"}
    for target in (FILE, PERSON, HELPER):
        deed = sample(action, **{"target": target, **given})
        yield f"do {action.verb()} to {target}", answer(lambda deed=deed: office.rehearse((deed,), attempt=False))
    if action.creates:
        yield f"suggest {action.verb()}", str(action.suggest(None, office.context()))


def hidden_parts(office: Office) -> Iterator[str]:
    """Yield the identifiers of what belongs to the file, which nobody but the test can know."""
    for kind in ("care_checkin", "care_support", "care_objection", "care_review"):
        yield from (part.id for part in office._store.find(Query(kind)))


def answer(ask: Callable[[], Any]) -> str:
    """Return what is answered, or why not."""
    try:
        return str(ask())
    except Refusal as refusal:
        return f"{type(refusal).__name__}: {refusal}"


@pytest.mark.parametrize("role", ROLES)
def test_nothing_an_officer_can_ask_tells_of_a_file_he_may_not_see(
    role: str, before_and_after: dict[str, tuple[dict[str, str], dict[str, str]]]
) -> None:
    before, after = before_and_after[role]
    known = {question: told for question, told in after.items() if question in before}
    assert {question: (before[question], told) for question, told in known.items() if told != before[question]} == {}
    asked_only_now = {told for question, told in after.items() if question not in before}
    assert all(told.startswith("NoSuchRecord") for told in asked_only_now)


@pytest.mark.parametrize("seat", [1, 50, 51], ids=["clerk", "helper", "supervisor"])
def test_those_who_look_after_it_see_all_of_it(seat: int, site: OpenSite, before_and_after: Any) -> None:
    office = site.office(seat)
    for kind in ("care_file", "care_checkin", "care_support", "care_objection", "care_review", "care_reading"):
        assert office.count(Query(kind)) >= 1
    assert office.get("care_file", FILE).basis == Basis.ILLNESS
    assert {entry.of_kind for entry in office.find(Query("agenda"))} >= {"care_file", "care_support", "care_objection"}
    assert office.count(Query("conflict", Is("record", (FILE,)))) == 1


def test_an_auditor_sees_who_read_and_not_what(site: OpenSite, before_and_after: Any) -> None:
    auditor = site.office(2 + list(ROLES).index("auditor"))
    read = {(each.officer, each.of) for each in auditor.find(Query(AUDIT, Is("event", (Event.READ,))))}
    assert (site.office(50).officer, FILE) in read
    assert auditor.title("care_file", FILE) == FILE[:8]
    assert not auditor.reads("care_reading")


def test_a_file_that_is_handed_over_is_gone_for_the_officer_before(site: OpenSite, before_and_after: Any) -> None:
    helper = site.office(50)
    assert helper.count(Query("care_file")) == 1
    account = next(each for each in site.office().find(Query("account")) if each.seat == 50)
    site.office().do(ChangeRoles(target=account.id, roles=("handler",)))
    assert site.office(50).count(Query("care_file")) == 0


def test_a_transfer_counts_only_what_the_officer_may_read_whole(site: OpenSite, before_and_after: Any) -> None:
    going = {"care_file": 1, "care_checkin": 2, "unit": 3}
    for seat in (*range(2, 2 + len(ROLES)), 50, 51):
        office = site.office(seat)
        assert office.visible_counts(going) == ({"unit": 3} if office.reads("unit") else {})
        assert not office.counts_all
    assert site.office().visible_counts(going) == going
