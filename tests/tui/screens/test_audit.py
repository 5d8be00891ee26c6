"""The auditor's desk: what it shows, that it is the only one, and what it looks like."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.audit.audit_log import AUDIT
from core.desks.administration.exports import RecordExport
from core.desks.people.people import AddPerson
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.model.record import RECORDS
from core.model.store import IntegrityFault
from core.office.office import Office
from core.office.refusals import NotAllowed
from core.values.sentence import say
from tests.conftest import EVERY_ROLE
from tests.support.screen_driver import Opened
from tests.support.site_driver import appoint, give_roles
from tui.app.palette import commands
from tui.frame.desk import desks
from tui.screens.audit import AuditScreen

NOW = datetime(2026, 11, 23, 9, 30)


@pytest.fixture
def audited(furnished: Office, backend: Any) -> Office:
    """A day of the office as the auditor finds it; the auditor is who signs in."""
    appoint(furnished, "林静", 2, "helper")
    appoint(furnished, "何平", 3, "auditor")
    helper = Office(furnished._store, 2, lambda: NOW)
    furnished.note(Event.SIGNED_IN)
    furnished.do(RecordExport(what="People", rows=3, file="名单.xlsx"))
    with pytest.raises(NotAllowed):
        helper.do(AddPerson(name="赵六"))
    furnished.note(Event.WRONG)
    furnished.note(Event.WRONG, officer="", seat=2)
    furnished.note(Event.SIGNED_OUT)
    auditor = Office(furnished._store, 3, lambda: NOW)
    auditor.note(Event.SIGNED_IN)
    backend.office = auditor
    return auditor


async def test_the_latest_stands_first_with_the_names_of_the_officers(opened: Opened, audited: Office) -> None:
    async with opened((160, 48)) as officer:
        assert isinstance(officer.top, AuditScreen)
        lines = officer.picture.replace("│", " ").splitlines()
        rows = [line for line in lines if line.strip().startswith("2026-11-23")]
        assert [row.split()[2] for row in rows[:2]] == ["何平", "王敏"]
        refused = next(row for row in rows if "林静" in row)
        for words in ("was refused", "Add person", "Your roles do"):
            assert words in refused


async def test_it_is_searched_and_written_to_a_file_which_stands_in_it_too(
    opened: Opened, audited: Office, backend: Any, tmp_path: Path
) -> None:
    from tui.lists.exporting import write_list

    async with opened() as officer:
        await officer.press("slash", *"event:wrong_passphrase", "enter")
        assert "found: 2" in officer.picture
        screen = officer.top
        backend.export_list = lambda office, entry, *_: office.do(entry)
        assert write_list(audited, backend, AUDIT, screen.listed, tmp_path / "audit.xlsx") == 2
        await officer.press("escape", "f5")
        assert "Audit" in officer.picture
    newest = audited.find(Query(AUDIT, limit=1))[0]
    assert (newest.event, newest.note, newest.count) == (Event.EXPORTED, "Audit", 2)


async def test_an_entry_is_opened_and_has_a_history(opened: Opened, audited: Office) -> None:
    async with opened() as officer:
        await officer.press("enter")
        assert "Audit entry" in officer.picture
        await officer.press("h")
        assert "signed on" in officer.picture


@pytest.mark.parametrize(
    ("fault", "told"), [(None, "is sound"), (IntegrityFault("local #3", say("Cut off.")), "Cut off.")]
)
async def test_the_store_is_checked_from_here(
    fault: IntegrityFault | None, told: str, opened: Opened, audited: Office, backend: Any
) -> None:
    backend.check = lambda office, progress: fault
    async with opened() as officer:
        await officer.press("c")
        assert told in officer.picture


async def test_who_locked_and_unlocked_stands_there(opened: Opened, audited: Office) -> None:
    async with opened() as officer:
        await officer.press("f12")
        await officer.press(*"ok", "enter")
    latest = [entry.event for entry in audited.find(Query(AUDIT, limit=2))]
    assert latest == [Event.UNLOCKED, Event.LOCKED]


# Nothing else


async def test_an_auditor_s_program_shows_nothing_else(opened: Opened, audited: Office) -> None:
    async with opened() as officer:
        assert [desk.label for desk in desks(audited)] == ["Audit"]
        for key in "12345678":
            await officer.press(key)
            assert isinstance(officer.top, AuditScreen)
        named = {choice.name for choice in commands(officer.app)}
        assert audited.site[:8] not in officer.picture
        assert named == {
            "Audit", "Search", "Export", "Check the store", "Witness line", "Change passphrase", "History",
            "Why this date", "Sort", "Choose columns", "Freeze columns", "Saved views", "Go to", "Switch the language",
            "Change the colours", "Lock", "Another officer", "Help", "Quit",
        }  # fmt: skip
        assert officer.top.offered == frozenset()


def test_what_an_auditor_may_list_count_or_look_up_is_the_audit_and_the_names(
    audited: Office, furnished: Office
) -> None:
    for kind in RECORDS.keys() - {AUDIT, "officer", "export"}:
        query = Query(kind)
        assert (list(audited.keys(query)), audited.count(query), audited.find(query)) == ([], 0, [])
        for record in furnished.find(query)[:3]:
            assert audited.title(kind, record.id) == record.id[:8]
    assert audited.find(Query("export")) == []
    (clerk,) = audited.find(Query("officer", Is("name", ("王敏",))))
    assert not clerk.person


def test_nobody_else_has_the_desk(furnished: Office) -> None:
    assert "Audit" not in {desk.label for desk in desks(furnished)}


async def test_who_has_every_role_goes_to_the_audit_too(
    opened: Opened, audited: Office, furnished: Office, backend: Any
) -> None:
    give_roles(furnished, 3, *EVERY_ROLE)
    backend.office = Office(audited._store, 3, lambda: NOW)
    async with opened() as officer:
        await officer.press("6", "shift+tab")
        assert officer.top.kind == "audit"
        assert "Officers Transfers Audit" in officer.words


# What it looks like


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "name"), [((80, 24), "audit-80"), ((160, 48), "audit-160")])
async def test_the_audit(size: tuple[int, int], name: str, code: str, opened: Opened, audited: Office) -> None:
    async with opened(size, language=code) as officer:
        officer.looks_like(f"{name}-{code}")
