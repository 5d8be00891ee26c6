"""Copying a row or a cell to the clipboard of the computer: only by the policy pack, audited, and nothing masked."""

from typing import Any

import pytest

from core.audit.audit_log import AUDIT, AuditEntry
from core.desks.administration.exports import CopyToClipboard, ExportSettings
from core.desks.administration.officers import EditPolicy
from core.desks.people.people import AddPerson
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.policy.editing import with_figure
from core.policy.pack import Policy
from data.site.open_site import pack_text
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.site_driver import appoint
from tui.app.palette import commands
from tui.lists.list_view import ListView


@pytest.fixture
def allowed(furnished: Office) -> Office:
    """The furnished office, whose policy pack allows copying."""
    allow(furnished)
    return furnished


def allow(office: Office) -> None:
    (pack,) = office.find(Query("policy"))
    office.do(EditPolicy(target=pack.id, text=with_figure(office.policy.text, ("exports", "clipboard"), True)))


def copies(office: Office) -> list[AuditEntry]:
    """Return what the audit holds of copying."""
    return office._store.find(Query(AUDIT, Is("action", (CopyToClipboard.verb(),))))


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the terminal is given for the clipboard."""
    texts: list[str] = []
    monkeypatch.setattr("textual.app.App.copy_to_clipboard", lambda app, text: texts.append(text))
    return texts


async def copy(officer: ScreenDriver, what: str = "") -> None:
    await officer.press("Y")
    if what:
        await officer.type(what)
    await officer.press("enter")


@pytest.mark.parametrize("name", ["cn", "generic"])
def test_neither_pack_allows_it(name: str) -> None:
    assert Policy(pack_text(name)).settings(ExportSettings).clipboard is False


async def test_without_leave_it_is_neither_offered_nor_done(
    opened: Opened, furnished: Office, given: list[str]
) -> None:
    async with opened() as officer:
        await officer.press("4")
        assert not any(each.name == "Copy" for each in commands(officer.app))
        await copy(officer)
    with pytest.raises(Refused, match="does not allow copying"):
        furnished.do(CopyToClipboard(what="People"))
    assert (given, copies(furnished)) == ([], [])


async def test_a_row_is_copied_with_tabs_between_its_cells_and_stands_in_the_audit_and_the_ledger(
    opened: Opened, allowed: Office, given: list[str]
) -> None:
    async with opened() as officer:
        await officer.open_list("unit")
        await copy(officer)
        assert "Copied to the clipboard of the computer." in officer.words
    (text,) = given
    assert {"第一车间", "01"} <= set(text.split("\t"))
    (entry,) = copies(allowed)
    assert (entry.event, entry.officer, entry.note, entry.count) == (Event.EXPORTED, allowed.officer, "Units", 1)
    (export,) = allowed.find(Query("export"))
    assert (export.what, export.rows, export.file, export.unfinished) == ("Units", 1, "", False)


async def test_a_cell_is_copied_alone(opened: Opened, allowed: Office, given: list[str]) -> None:
    async with opened() as officer:
        await officer.open_list("unit")
        await copy(officer, "Name")
    assert given == ["第一车间"]


async def test_nothing_is_copied_and_entered_by_who_goes_back(
    opened: Opened, allowed: Office, given: list[str]
) -> None:
    async with opened() as officer:
        await officer.open_list("unit")
        await officer.press("Y", "escape")
    assert (given, copies(allowed)) == ([], [])


async def test_what_is_masked_for_the_officer_is_not_among_what_he_copies(
    opened: Opened, allowed: Office, backend: Any, given: list[str]
) -> None:
    appoint(allowed, "李明", 2, "supervisor")
    allowed.do(AddPerson(name="孙丽", phone="13800001111"))
    backend.office = Office(allowed._store, 2, allowed._clock)
    assert not backend.office.sees("person", "phone")
    async with opened() as officer:
        await officer.open_list("person")
        officer.top.look(ListView(shown=("phone", "name")))
        await officer.settle()
        officer.top.search("孙丽", Is("name", ("孙丽",)))
        await officer.settle()
        await copy(officer)
    assert given == ["孙丽"]


async def test_what_would_steer_a_terminal_is_not_copied(
    opened: Opened, allowed: Office, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as officer:
        await officer.open_list("unit")
        page = officer.top.listed.page
        monkeypatch.setattr(officer.top.listed, "page", lambda keys: [hostile(row) for row in page(keys)])
        await copy(officer)
    assert not set("".join(given)) & {"\x1b", "\x07", "\n", "\u202e"}


def hostile(row: Any) -> Any:
    return type(row)(tuple(f"a\x1b]52;c;eA==\x07\n\u202e{cell}" for cell in row.cells))


def test_who_may_not_export_may_not_copy(allowed: Office) -> None:
    appoint(allowed, "李明", 2, "security_officer")
    with pytest.raises(NotAllowed):
        Office(allowed._store, 2, allowed._clock).do(CopyToClipboard(what="People"))
