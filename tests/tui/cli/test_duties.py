"""What each command asks of who gives it: every command has an answer, and asks it of whoever may do nothing."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.audit.audit_log import AUDIT
from core.audit.store_operations import DEEDS, REBUILD, WITNESS, StoreOperation
from core.desks.administration.officers import ChangeRoles
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.office.office import Office
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.site_driver import appoint
from tests.tui.cli.test_hostile_arguments import Open as OpenMachine
from tests.tui.cli.test_hostile_arguments import leaves, usual, written
from tui.cli.common import Command
from tui.cli.duties import Open, asked_by
from tui.cli.parser import run

ROLELESS = "nobody's words here"
ASKING = [each for each in leaves() if not isinstance(asked_by().get(each.get_default("command")), Open)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A folder with a store in which somebody has an account and no role."""
    place = tmp_path_factory.mktemp("duties")
    site = found_at(place / "store", "甲站")
    appoint(site.office(), "无职", 2, "handler")
    (account,) = site.office().find(Query("account", Is("seat", (2,))))
    site.office().do(ChangeRoles(target=account.id, roles=()))
    site.close()
    (place / "secret").write_text(PASSPHRASE, "utf-8")
    (place / "card").write_bytes(b"")
    (place / "stick").mkdir()
    return place


class Roleless(OpenMachine):
    """The machine with the store open at the seat of whoever has no role."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._office = self._house._open().office(2)


@pytest.fixture(scope="module")
def machine(place: Path) -> Iterator[Roleless]:
    with patch.object(key_slots, "MINIMUM", LIGHT):
        machine = Roleless(place / "store")
    yield machine
    machine.end()


def words(place: Path, command: argparse.ArgumentParser) -> list[str]:
    """Return the command with what it must be given."""
    given = [each for each in command._actions if not isinstance(each, argparse._SubParsersAction)]
    needed = [each for each in given if each.required or each.dest == "to"]
    options = [each for each in needed if each.option_strings]
    rest = [value for each in needed if not each.option_strings for value in usual(place, each)]
    return [*command.prog.split()[1:], *(word for each in options for word in written(each, usual(place, each))), *rest]


@pytest.mark.parametrize("command", leaves(), ids=lambda command: command.prog)
def test_every_command_says_what_it_asks(command: argparse.ArgumentParser) -> None:
    asked = asked_by()[command.get_default("command")]
    assert isinstance(asked, Open | StoreOperation) or all(action.duty for action in asked)


def test_nothing_is_declared_that_is_no_command() -> None:
    known: set[Command] = {each.get_default("command") for each in leaves()}
    assert {each.__name__ for each in set(asked_by()) - known} == {"screens"}


@pytest.mark.parametrize("command", ASKING, ids=lambda command: command.prog)
def test_whoever_may_do_nothing_is_told_only_that(
    command: argparse.ArgumentParser, place: Path, machine: Roleless, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--store", str(place / "store"), "--passphrase-file", str(place / "secret")]
    assert run([*given, *words(place, command)], machine) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Your roles do not let you do this")
    refused = machine._house._open().store.find(Query(AUDIT, order=("-number",), limit=1))[0]
    assert (refused.event, refused.officer) == (Event.REFUSED, machine._office.officer)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.label)
def test_a_deed_on_the_whole_store_stands_in_the_audit(deed: StoreOperation, office: Office) -> None:
    office.begin(deed)
    newest = office._store.find(Query(AUDIT, order=("-number",), limit=1))[0]
    assert (newest.event, newest.note) == (deed.event, deed.label)


def test_rebuilding_tells_no_number_and_the_witness_line_only_those_who_may_know_it(
    place: Path, machine: Roleless, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--store", str(place / "store"), "--passphrase-file", str(place / "secret")]
    nobody, machine._office = machine._office, machine._house._open().office(1)
    try:
        assert run([*given, "rebuild"], machine) == 0
    finally:
        machine._office = nobody
    assert not any(sign.isdigit() for sign in capsys.readouterr().out)
    assert not any(map(nobody.may_do, (REBUILD, WITNESS)))
