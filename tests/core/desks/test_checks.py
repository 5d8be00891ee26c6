"""Checks: each finds what no longer fits today, says what and what to do, and finds nothing once that is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.administration.officers import Officer
from core.desks.areas.children import AreaAccess, Control
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AccessStage, AreaSettings, AreaStage, ControlType
from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import CarrierStage
from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.post_record import Post
from core.desks.clearance.vocabulary import AppointmentStage, Handled, Level, PostStage
from core.desks.matters.children import Knowledge, ScopeEntry
from core.desks.matters.records import Matter
from core.desks.matters.vocabulary import Contact, MatterStage, Way
from core.desks.people.records import Person, Unit
from core.desks.visits.children import VisitDocument
from core.desks.visits.permissions import StandingPermission
from core.desks.visits.records import Visit
from core.desks.visits.vocabulary import VisitStage
from core.model.action import amend, create
from core.model.query import Query
from core.model.record import Record
from core.office.office import Office
from core.rules.checks import CHECKS, Finding, checks_of, findings, found_by
from core.rules.request import RequestStage
from core.values.classification import Classification
from tests.support.site_driver import write

LONG_AGO, LATELY, TO_COME = date(2025, 1, 7), date(2026, 11, 2), date(2027, 5, 3)
THEN, SOON = datetime(2026, 11, 20, 9), datetime(2026, 11, 24, 9)
HERE = Person(name="张三", number="1")
GONE = Person(name="李四", number="2", left=LATELY)
KEEPER, GONE_KEEPER = Officer(name="王五", person=HERE.id), Officer(name="赵六", person=GONE.id)
POST = Post(
    code="JY-01", name="机要员", level=Level.IMPORTANT, handles=Handled.CONFIDENTIAL, stage=PostStage.IN_FORCE,
    headcount=1, basis="经管机密文件", proposed=LATELY, proposed_by=KEEPER.id, reviewed=LATELY, next_review=TO_COME,
)  # fmt: skip
ABOLISHED = POST.model_copy(update={"id": "0" * 32, "code": "JY-02", "stage": PostStage.ABOLISHED})
ON_POST = Appointment(
    person=HERE.id, name="张三", post=POST.id, level=Level.IMPORTANT, stage=AppointmentStage.ON_POST, since=LATELY,
    prepared=LATELY, prepared_by=KEEPER.id, commitment=LATELY, trained=LATELY, reviewed=LATELY, next_review=TO_COME,
)  # fmt: skip
COOLING = CoolingOff(person=HERE.id, name="张三", level=Level.CORE, since=LATELY, until=TO_COME, months=48)
CARRIER = Carrier(number="ZT-1", name="年度计划", level=Classification.SECRET)
LENT = CARRIER.model_copy(update={"stage": CarrierStage.LENT, "holder": HERE.id, "due": TO_COME})
ORIGINAL = CARRIER.model_copy(update={"id": "1" * 32, "number": "ZT-0", "stage": CarrierStage.STORED})
AREA = Area(
    number="QY-1", name="机要室", level=Classification.SECRET, stage=AreaStage.IN_FORCE, keeper=KEEPER.id,
    proposed=LONG_AGO, proposed_by=KEEPER.id, in_force=LONG_AGO, reviewed=LATELY, next_review=TO_COME,
)  # fmt: skip
LOOKED_AT = Control(
    area=AREA.id, number="01", type=ControlType.LOCK, spot="正门", state_since=LONG_AGO, checked=LATELY,
    valid_until=TO_COME,
)  # fmt: skip
ALLOWED = AreaAccess(
    area=AREA.id, person=HERE.id, reason="值班", stage=AccessStage.ALLOWED, asked=THEN, asked_by=KEEPER.id,
    until=TO_COME,
)  # fmt: skip
MATTER = Matter(
    alias="甲七号", level=Classification.SECRET, years=10, since=LATELY, basis="目录第三项", fixer=KEEPER.id,
    drafter=KEEPER.id, stage=MatterStage.FIXED, fixed=LATELY, reviewed=LATELY, next_review=TO_COME,
)  # fmt: skip
IN_SCOPE = ScopeEntry(matter=MATTER.id, person=HERE.id, since=LATELY, by=KEEPER.id)
KNOWS = Knowledge(
    matter=MATTER.id, person=HERE.id, contact=Contact.KNOW, way=Way.TOLD, since=LATELY, recorder=KEEPER.id
)
VISIT = Visit(
    number="LF-1", name="孙七", people=1, planned_in=THEN, planned_out=SOON, stage=VisitStage.INSIDE, asked=THEN,
    asked_by=KEEPER.id, reviewed=THEN, review_by=LATELY, late_from=SOON,
)  # fmt: skip
SEEN = VisitDocument(visit=VISIT.id, number="990101199001011234", ending="1234", erase_on=TO_COME)
PERMISSION = StandingPermission(
    number="CQ-1", who="某公司", areas=(AREA.id,), since=LATELY, until=TO_COME, host=HERE.id, why="保洁", asked=THEN,
    asked_by=KEEPER.id, stage=RequestStage.APPROVED,
)  # fmt: skip


@dataclass
class Case:
    """A record that fits, beside others, and what makes that it no longer does."""

    check: str
    fits: Record
    unfit: dict[str, Any]
    beside: tuple[Record, ...] = ()
    says: str = ""
    """Something that the sentence says."""
    other: Record | None = field(default=None)
    """What is changed, if it is another record than the one that then no longer fits."""


def cases() -> Iterator[Case]:
    """Yield at least one case of each check."""
    post = (POST, ABOLISHED)
    yield Case("clearance_above_post", ON_POST, {"level": Level.CORE}, post, "that of the post “important”")
    yield Case("clearance_below_post", ON_POST, {"level": Level.GENERAL}, post, "that of the post “important”")
    yield Case("clearance_expired", ON_POST, {"next_review": LATELY}, post, "Begin assessment")
    yield Case("clearance_expired", ON_POST, {"reviewed": date(2022, 1, 4)}, post, "every 36 months")
    yield Case("clearance_never_assessed", ON_POST, {"reviewed": None, "next_review": None}, post, "No assessment")
    yield Case("clearance_untrained", ON_POST, {"trained": None}, post, "4 hours")
    yield Case("clearance_uncommitted", ON_POST, {"commitment": None}, post, "have it signed")
    yield Case("clearance_left", ON_POST, {"person": GONE.id}, post, "Left on 2026-11-02")
    yield Case("clearance_no_post", ON_POST, {"post": ABOLISHED.id}, post, "begin the departure")
    yield Case("clearance_cooling_short", COOLING, {"months": 12}, (), "36 are the least")
    yield Case("clearance_cooling_undecided", COOLING, {"until": LATELY}, (), "hold the last talk")
    yield Case("clearance_post_unreviewed", POST, {"reviewed": LONG_AGO}, (), "every 12 months")
    yield Case("carrier_no_right", LENT, {"holder": GONE.id}, (*post, ON_POST), "on no secret post")
    yield Case("carrier_no_right", LENT, {"level": Classification.TOP_SECRET}, (*post, ON_POST), "handles up to")
    suspended = {"stage": AppointmentStage.SUSPENDED}
    yield Case("carrier_no_right", LENT, suspended, (*post, ON_POST), "suspended", other=ON_POST)
    kept = CARRIER.model_copy(update={"keeper": HERE.id})
    yield Case("carrier_no_right", kept, {"next_review": LATELY}, (*post, ON_POST), "assessed again", other=ON_POST)
    yield Case("carrier_holder_left", LENT, {"holder": GONE.id}, (), "李四 2 left on 2026-11-02")
    yield Case("carrier_holder_left", kept, {"keeper": GONE.id}, (), "hand it on")
    yield Case("carrier_overdue", LENT, {"due": LATELY}, (), "21 days ago")
    yield Case("carrier_unreturned", CARRIER, {"recall_by": LATELY}, (), "give it back")
    copied, recalled = CARRIER.model_copy(update={"parent": ORIGINAL.id}), {"stage": CarrierStage.RECALLED}
    yield Case("carrier_parent_gone", copied, recalled, (ORIGINAL,), "ZT-0 年度计划", other=ORIGINAL)
    lies = CARRIER.model_copy(update={"area": AREA.id})
    yield Case("carrier_place", lies, {"level": Classification.TOP_SECRET}, (AREA,), "another place")
    missing = CARRIER.model_copy(update={"stage": CarrierStage.MISSING, "leak_on": TO_COME})
    yield Case("carrier_leaked", missing, {"leak_on": LATELY}, (), "counts as leaked since")
    yield Case("matter_unreviewed", MATTER, {"reviewed": LONG_AGO}, (IN_SCOPE,), "every 12 months")
    yield Case("matter_unreviewed", MATTER, {"next_review": LATELY}, (IN_SCOPE,), "review it")
    yield Case("matter_over", MATTER, {"since": LONG_AGO, "years": 1}, (IN_SCOPE,), "ended on 2026-01-07")
    yield Case("matter_too_long", MATTER, {"years": 15}, (IN_SCOPE,), "10 is the longest")
    yield Case("matter_nobody", MATTER, {"ended": LATELY}, (IN_SCOPE,), "Nobody is in its scope", other=IN_SCOPE)
    yield Case("knowledge_left", KNOWS, {"person": GONE.id}, (MATTER, IN_SCOPE), "李四 2 left on")
    yield Case("knowledge_outside", KNOWS, {"ended": LATELY}, (MATTER, IN_SCOPE), "Ask to let in", other=IN_SCOPE)
    yield Case("knowledge_lifted", KNOWS, {"stage": MatterStage.LIFTED}, (MATTER, IN_SCOPE), "lifted", other=MATTER)
    yield Case("area_keeper_left", AREA, {"keeper": GONE_KEEPER.id}, (), "赵六 left on 2026-11-02")
    yield Case("area_keeper_left", AREA, {"deputy": GONE_KEEPER.id}, (), "keeper or deputy")
    yield Case("area_no_keeper", AREA, {"keeper": ""}, (), "Nobody is its keeper")
    yield Case("area_no_control", AREA, {"removed": LATELY}, (LOOKED_AT,), "No control", other=LOOKED_AT)
    yield Case("area_unreviewed", AREA, {"reviewed": LONG_AGO}, (), "every 365 days")
    yield Case("control_unchecked", LOOKED_AT, {"checked": LONG_AGO}, (AREA,), "Last looked at on 2025-01-07")
    yield Case("control_unchecked", LOOKED_AT, {"checked": None}, (AREA,), "Never looked at")
    yield Case("control_outdated", LOOKED_AT, {"valid_until": LATELY}, (AREA,), "replace it")
    yield Case("access_left", ALLOWED, {"person": GONE.id}, (AREA,), "end the access")
    yield Case("access_over", ALLOWED, {"until": LATELY}, (AREA,), "ask for it anew")
    yield Case("access_nowhere", ALLOWED, {"stage": AreaStage.REVOKED}, (AREA,), "not in force", other=AREA)
    yield Case("visit_inside_late", VISIT, {"late_from": THEN}, (), "see the visitors out")
    out = VISIT.model_copy(update={"stage": VisitStage.OUT, "badge_due": TO_COME})
    yield Case("visit_badge_out", out, {"badge_due": LATELY}, (), "get it back")
    yield Case("visit_unreviewed", VISIT, {"reviewed": None}, (), "review it")
    closed = VISIT.model_copy(update={"stage": VisitStage.CLOSED, "erase_on": TO_COME})
    yield Case("visit_kept", closed, {"erase_on": LATELY}, (), "erase it")
    yield Case("document_kept", SEEN, {"erase_on": LATELY}, (VISIT,), "erase it")
    yield Case("permission_host_left", PERMISSION, {"host": GONE.id}, (), "李四 2, who receives them, has left")


def found(office: Office, name: str) -> list[Finding]:
    """Return what a check finds."""
    return [each for check, keys in found_by([CHECKS[name]], office) for each in findings(check, office, keys)]


def furnished(office: Office, case: Case) -> None:
    """Write the people, and the records of a case as they fit."""
    for each in (HERE, GONE, KEEPER, GONE_KEEPER, *case.beside, case.fits):
        write(office, create(each))


@pytest.mark.parametrize("case", [*cases()], ids=lambda case: f"{case.check}-{'-'.join(case.unfit)}")
def test_a_check_finds_what_no_longer_fits_and_says_what_to_do(case: Case, office: Office) -> None:
    furnished(office, case)
    assert not found(office, case.check)
    write(office, amend(case.other or case.fits, **case.unfit))
    (finding,) = found(office, case.check)
    assert finding.record.id == case.fits.id
    assert case.says in " ".join(map(str, finding.why))


def test_every_check_has_a_case() -> None:
    assert {case.check for case in cases()} == set(CHECKS)


def test_what_changes_is_the_policy_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case("area_unreviewed", AREA, {})
    furnished(office, case)
    assert not found(office, case.check)
    stricter = AreaSettings(review_days=5)
    monkeypatch.setattr(type(office.policy), "settings", lambda _policy, _of: stricter)
    (finding,) = found(office, case.check)
    assert "every 5 days" in str(finding.why[0])


def test_a_unit_in_scope_lets_those_below_it_know(office: Office) -> None:
    above = Unit(name="科研处")
    below = Unit(name="一组", parent=above.id)
    moved = HERE.model_copy(update={"unit": below.id})
    scope = ScopeEntry(matter=MATTER.id, unit=above.id, since=LATELY, by=KEEPER.id)
    for each in (above, below, moved, KEEPER, MATTER, scope, KNOWS):
        write(office, create(each))
    assert not found(office, "knowledge_outside")
    write(office, amend(moved, unit=""))
    assert found(office, "knowledge_outside")


@pytest.mark.parametrize(
    "approved", [{"approver": KEEPER.id}, {"on_paper": "原登记簿第3号"}], ids=("by an officer", "on paper")
)
def test_who_was_let_in_is_no_finding(approved: dict[str, str], office: Office) -> None:
    for each in (HERE, KEEPER, MATTER, KNOWS.model_copy(update=approved)):
        write(office, create(each))
    assert not found(office, "knowledge_outside")


# Who is told


def test_only_what_an_officer_may_read_is_found(office: Office, colleague: Callable[..., Office]) -> None:
    case = Case("carrier_overdue", LENT, {"due": LATELY})
    furnished(office, case)
    write(office, amend(LENT, due=LATELY))
    assert found(colleague("保密", "confidentiality_clerk"), case.check)
    helper = colleague("专人", "helper")
    assert not CHECKS[case.check].told_to(helper)
    assert not found(helper, case.check)


def test_what_is_top_secret_is_found_by_those_named_alone(office: Office, colleague: Callable[..., Office]) -> None:
    clerk, fixer = colleague("保密", "confidentiality_clerk"), colleague("定密", "fixing_officer")
    strict = {"level": Classification.TOP_SECRET, "reviewed": LONG_AGO, "fixer": fixer.officer}
    write(office, create(MATTER.model_copy(update=strict)))
    assert found(fixer, "matter_unreviewed")
    assert not found(clerk, "matter_unreviewed")


def test_who_does_not_read_all_cleared_people_is_not_told_who_may_not_hold(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished(office, Case("carrier_no_right", LENT, {}))
    assert found(office, "carrier_no_right")
    monkeypatch.setattr("core.rules.checks.reads_whole", lambda _viewer, kind: kind != "appointment")
    assert not found(office, "carrier_no_right")


def test_a_clerk_reads_knowledge_without_leaving_a_trace(office: Office) -> None:
    furnished(office, Case("knowledge_left", KNOWS, {}, (MATTER,)))
    write(office, amend(KNOWS, person=GONE.id))
    assert found(office, "knowledge_left")
    assert not office._store.find(Query("matter_reading"))


def test_parts_are_checked_with_what_they_belong_to() -> None:
    assert {each.kind for each in checks_of(("area",))} == {"area", "control", "area_access"}
    assert {each.kind for each in checks_of(("visit", "standing_permission"))} == {
        "visit", "visit_document", "standing_permission",
    }  # fmt: skip
