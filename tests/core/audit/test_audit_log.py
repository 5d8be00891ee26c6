"""The audit: what stands in it, what never does, and that an auditor sees nothing else of the office."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.audit.audit_log import AUDIT, AuditEntry, event_of
from core.desks.administration.exports import ConfirmExport, RecordExport
from core.desks.administration.key_ceremonies import ChangePassphrase
from core.desks.administration.officers import EditPolicy, OpenAccount
from core.desks.care.opening import OpenCareFile
from core.desks.care.vocabulary import Attention, Basis
from core.desks.grievances import AcceptGrievance, RegisterGrievance
from core.desks.grievances.clock import ApproveExtension, AskExtension
from core.desks.people.people import AddPerson, AddUnit, AmendUnit
from core.model.action import ACTIONS
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.office.refusals import NoSuchRecord, NotAllowed, Refused
from core.office.search_line import parse
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.every_case import every
from tests.support.site_driver import looked

Colleague = Callable[..., Office]


def entries(office: Office) -> list[AuditEntry]:
    """All entries, the oldest first, whoever may read them."""
    return office._store.find(Query(AUDIT, order=("number",)))


def since(office: Office, deed: Callable[[], Any]) -> list[AuditEntry]:
    """What a deed, done or refused, leaves in the audit."""
    before = len(entries(office))
    with suppress(Refusal):
        deed()
    return entries(office)[before:]


def said(entry: AuditEntry) -> tuple[Any, ...]:
    return entry.event, entry.officer, entry.action, entry.of_kind, entry.of


# What stands in it


def test_a_change_of_rights_names_the_account_and_not_what_was_given(office: Office) -> None:
    opened = OpenAccount(name="李明", seat=2)
    (entry,) = since(office, lambda: office.do(opened))
    assert said(entry) == (Event.RIGHTS, office.officer, "open_account", "officer", opened.target)
    assert "李明" not in entry.model_dump_json()


def test_a_change_of_the_policy(office: Office) -> None:
    (pack,) = office.find(Query("policy"))
    edit = EditPolicy(target=pack.id, text=pack.text.replace("idle_minutes = 5 ", "idle_minutes = 9 "))
    (entry,) = since(office, lambda: office.do(edit))
    assert said(entry) == (Event.POLICY, office.officer, "edit_policy", "policy", pack.id)


def test_a_decision_that_takes_a_second_officer(office: Office, colleague: Colleague) -> None:
    case, other = new_id(), colleague("李明", "clerk")
    office.do(RegisterGrievance(target=case, received=datetime(2026, 11, 20, 8), subject="拖欠工资"))
    office.do(AcceptGrievance(target=case, accepted=date(2026, 11, 20), handler=office.officer))
    office.do(AskExtension(target=case, reason="取证"))
    (asked,) = office.find(Query("extension"))
    (entry,) = since(office, lambda: other.do(looked(other, ApproveExtension(target=asked.id))))
    assert said(entry) == (Event.DECIDED, other.officer, "approve_extension", "extension", asked.id)


def test_an_export_says_which_list_and_how_many_rows_and_not_the_name_of_the_file(office: Office) -> None:
    export = RecordExport(what="People", rows=12, file="张三的名单.xlsx")
    begun, ended = since(office, lambda: (office.do(export), office.do(ConfirmExport(target=export.target))))
    assert (begun.event, begun.note, begun.count, begun.of) == (Event.EXPORTED, "People", 12, export.target)
    assert said(ended) == (Event.EXPORTED, office.officer, "confirm_export", "export", export.target)
    assert "张三" not in begun.model_dump_json() + ended.model_dump_json()


def test_a_deed_of_which_there_is_no_record_names_none(office: Office) -> None:
    (entry,) = since(office, lambda: office.do(ChangePassphrase(seats="1")))
    assert said(entry) == (Event.KEYS, office.officer, "change_passphrase", "ceremony", "")


def test_many_deeds_in_one_step_are_an_entry_each_that_names_its_record(office: Office) -> None:
    opened = [OpenAccount(name=f"officer {seat}", seat=seat) for seat in range(2, 30)]
    added = [AddUnit(name=f"unit {number}") for number in range(200)]
    found = since(office, lambda: office.do_all([*opened, *added]))
    assert list(map(said, found)) == [
        (Event.RIGHTS, office.officer, "open_account", "officer", each.target) for each in opened
    ]
    assert [entry.number for entry in found] == list(range(found[0].number, found[0].number + 28))


def test_what_was_done_to_a_record_among_many_is_found_by_its_identifier(office: Office) -> None:
    opened = [OpenAccount(name=f"officer {seat}", seat=seat) for seat in range(2, 5)]
    office.do_all(opened)
    where = parse(f"identifier:{opened[1].target}", AuditEntry, office.context())
    (entry,) = office._store.find(Query(AUDIT, where))
    assert said(entry) == (Event.RIGHTS, office.officer, "open_account", "officer", opened[1].target)


def test_undoing_what_was_done_to_many_names_each_record(office: Office) -> None:
    added = [AddUnit(name=f"unit {number}") for number in range(3)]
    office.do_all(added)
    found = since(office, office.undo)
    assert list(map(said, found)) == [(Event.UNDONE, office.officer, "add_unit", "unit", each.target) for each in added]


def test_what_is_undone_leaves_no_entry(office: Office) -> None:
    again = OpenAccount(name="one", seat=2), OpenAccount(name="two", seat=2)
    assert since(office, lambda: office.do_all(again)) == []


def test_ordinary_work_is_in_the_history_and_not_in_the_audit(office: Office) -> None:
    assert since(office, lambda: office.do(AddPerson(name="张三"))) == []


@every("action", ACTIONS.values(), lambda action: action.verb())
def test_whatever_takes_a_second_officer_is_audited(action: Any) -> None:
    assert event_of(action, ()) is not None or not (action.other_than or action.approves)


@every("kind", [kind for kind, declared in RECORDS.items() if declared.audited])
def test_what_is_done_to_a_kind_is_called_as_it_says(kind: str) -> None:
    acting = [action for action in ACTIONS.values() if action.on.kind == kind and action.audited is None]
    assert all(event_of(action, ()) is RECORDS[kind].audited for action in acting)


@every("action", ACTIONS.values(), lambda action: action.verb())
def test_what_an_action_tells_of_itself_is_a_number_and_a_text_of_the_program(action: Any) -> None:
    assert not action.counted or columns(action)[action.counted].type is int
    assert action.named in ("", "what")  # the list or the paper that was exported (`core.desks.administration.exports`)


# Refusals


def test_what_the_roles_do_not_allow(office: Office, colleague: Colleague) -> None:
    helper = colleague("李明", "helper")
    (entry,) = since(office, lambda: helper.do(AddPerson(name="张三")))
    assert said(entry) == (Event.REFUSED, helper.officer, "add_person", "person", "")
    assert entry.note == NotAllowed.template()


def test_what_is_rehearsed_and_not_allowed_is_an_attempt_unless_it_is_a_mere_trial(
    office: Office, colleague: Colleague
) -> None:
    helper, add = colleague("李明", "helper"), AddPerson(name="张三")
    assert len(since(office, lambda: helper.rehearse((add,)))) == 1
    assert since(office, lambda: helper.rehearse((add,), attempt=False)) == []
    assert len(since(office, lambda: helper.require(AddPerson))) == 1


def test_a_decision_by_the_same_officer(office: Office) -> None:
    case = new_id()
    office.do(RegisterGrievance(target=case, received=datetime(2026, 11, 20, 8), subject="拖欠工资"))
    office.do(AcceptGrievance(target=case, accepted=date(2026, 11, 20), handler=office.officer))
    office.do(AskExtension(target=case, reason="取证"))
    (asked,) = office.find(Query("extension"))
    deed = looked(office, ApproveExtension(target=asked.id))
    (entry,) = since(office, lambda: office.do(deed))
    assert said(entry) == (Event.REFUSED, office.officer, "approve_extension", "extension", asked.id)
    assert "second officer" in entry.note


def test_a_mistake_is_no_matter_of_rights(office: Office) -> None:
    unit = AddUnit(name="车间")
    office.do(unit)
    again = AmendUnit(target=unit.target, name="车间", code="", parent=unit.target)
    with pytest.raises(Refused):
        office.do(again)
    assert since(office, lambda: office.do(again)) == []


def test_looking_for_what_is_not_to_be_seen(office: Office, colleague: Colleague) -> None:
    helper, person = colleague("李明", "auditor"), AddPerson(name="张三")
    office.do(person)
    for look in (lambda: helper.get("person", person.target), lambda: helper.look_up(person.target)):
        (entry,) = since(office, look)
        assert (entry.event, entry.officer, entry.of) == (Event.REFUSED, helper.officer, person.target)
        assert entry.note == NoSuchRecord.template()
    (entry,) = since(office, lambda: helper.look_up("张三"))
    assert "张三" not in entry.model_dump_json()


def test_a_refusal_inside_a_larger_transaction_is_entered_when_that_has_ended(
    site: OpenSite, office: Office, colleague: Colleague
) -> None:
    helper = colleague("李明", "helper")

    def larger() -> None:
        with site.store.transaction():
            office.do(AddUnit(name="车间"))
            helper.do(AddPerson(name="张三"))

    (entry,) = since(office, larger)
    assert entry.event is Event.REFUSED
    assert office.count(Query("unit")) == 0


def test_if_a_refusal_cannot_be_entered_it_is_told_all_the_same(
    office: Office, colleague: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = colleague("李明", "helper")

    def full(*_: object, **__: object) -> None:
        raise Refusal

    monkeypatch.setattr(helper._store, "write", full)
    with pytest.raises(NotAllowed):
        helper.do(AddPerson(name="张三"))


# Reading


@pytest.fixture
def file(office: Office, colleague: Colleague) -> str:
    person, unit = AddPerson(name="张三"), AddUnit(name="车间")
    helper, supervisor = colleague("专人", "helper"), colleague("主管", "supervisor")
    office.do_all((unit, person.model_copy(update={"unit": unit.target})))
    opened = OpenCareFile(
        person=person.target,
        basis=Basis.ILLNESS,
        facts="透析费用",
        attention=Attention.ROUTINE,
        attention_reason="急",
        helper=helper.officer,
        supervisor=supervisor.officer,
        told=office.today,
    )
    office.do(opened)
    return opened.target


def test_reading_a_care_file_is_entered_as_often_as_in_its_access_log(office: Office, file: str) -> None:
    read = since(office, lambda: (office.get("care_file", file), office.get("care_file", file)))
    assert [said(entry) for entry in read] == [(Event.READ, office.officer, "", "care_file", file)]
    office._clock = lambda: datetime(2026, 11, 23, 9, 30) + timedelta(hours=2)
    assert len(since(office, lambda: office.get("care_file", file))) == 1
    assert office.count(Query("care_reading", Is("file", (file,)))) == 2


def test_what_cannot_be_audited_is_not_shown(office: Office, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = office._store.write

    def full(drafts: Any, *, officer: str, action: str) -> None:
        if action == AUDIT:
            raise Refusal
        genuine(drafts, officer=officer, action=action)

    monkeypatch.setattr(office._store, "write", full)
    with pytest.raises(Refusal, match="must leave a trace"):
        office.get("care_file", file)
    monkeypatch.undo()
    assert office.count(Query("care_reading")) == 0


# The entries


def test_they_are_numbered_without_a_gap_and_the_store_is_sound(site: OpenSite, office: Office) -> None:
    for event in Event:
        office.note(event)
    numbers = [entry.number for entry in entries(office)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert site.store.check() is None


def test_an_entry_is_done_nothing_to() -> None:
    assert [action for action in ACTIONS.values() if action.on is AuditEntry] == []
    assert AuditEntry.compartment == "local"


# The auditor


def test_an_auditor_reads_the_audit_and_the_names_of_the_officers(office: Office, colleague: Colleague) -> None:
    auditor = colleague("审计", "auditor")
    office.do(AddPerson(name="张三"))
    read = {kind for kind in RECORDS if auditor.reads(kind) and not RECORDS[kind].is_derived}
    assert read == {AUDIT, "officer", "export", "view"}  # of exports and views his own
    assert auditor.count(Query(AUDIT)) == len(entries(office))
    office.do(RecordExport(what="People", file="people.xlsx"))
    assert auditor.count(Query("export")) == 0


def test_an_auditor_does_nothing_but_what_everybody_does(colleague: Colleague) -> None:
    auditor = colleague("审计", "auditor")
    assert {verb for verb, action in ACTIONS.items() if auditor.may(action)} == {
        "change_passphrase",
        "use_recovery",
        "record_export",
        "confirm_export",
        "copy_to_clipboard",
        "save_view",
        "remove_view",
    }


def test_nobody_else_reads_the_audit(colleague: Colleague, office: Office) -> None:
    for role in office.policy.roles:
        if role != "auditor":
            other = colleague(role, role)
            assert not other.reads(AUDIT)
            assert other.count(Query(AUDIT)) == 0


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("event:rights", 2),
        ("refusals", 1),
        ("officer:李明", 1),
        ("when:2026-11-23", 3),
        ("when:2026-10", 0),
        ("today", 3),
    ],
)
def test_it_is_searched_by_event_officer_and_time(line: str, found: int, office: Office, colleague: Colleague) -> None:
    helper, auditor = colleague("李明", "helper"), colleague("审计", "auditor")
    with pytest.raises(NotAllowed):
        helper.do(AddPerson(name="张三"))
    assert auditor.count(Query(AUDIT, parse(line, AuditEntry, auditor.context()))) == found
