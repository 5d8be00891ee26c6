"""The deeds that are killed at random moments, and what must be true after each."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

import xlsxwriter

from core.audit.key_operations import BEGUN, FOUND_DONE, NOT_DONE
from core.desks.administration.key_ceremonies import Deed as CeremonyDeed
from core.desks.administration.officers import OpenAccount
from core.desks.people.people import AddPerson
from core.desks.sync.consignments import OPEN, ApproveConsignment, ConsignmentStage, WithdrawConsignment
from core.importing.plan import apply, plan
from core.model.action import ACTIONS
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.results.secrets import Secret
from core.spreadsheets.declaration import IMPORTS
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.backups.backup import make_backup, rehearse, restore
from data.documents.xlsx import open_table
from data.site.keyring import Keyring
from data.site.open_site import OpenSite, open_site
from data.sync.exchange import Exchange
from data.vault import key_slots
from data.vault.recovery import RecoveryPaper
from data.vault.vault import WrongPassphrase
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.site_driver import appoint, looked, permit

Say = Callable[[str], None]
ROWS = 60
"""People in the spreadsheet that is imported."""


@dataclass(frozen=True)
class Place:
    """Where a deed happens: the store, and a folder beside it for whatever else it needs."""

    store: Path
    aside: Path

    @contextmanager
    def site(self) -> Iterator[OpenSite]:
        """Open the store as its first officer, without the second that a passphrase is meant to take."""
        with patch.object(key_slots, "MINIMUM", LIGHT):
            site = open_site(self.store, PASSPHRASE)
            try:
                yield site
            finally:
                site.close()


@dataclass(frozen=True)
class Deed:
    """Something during which the program is killed."""

    do: Callable[[Place, Say], None]
    """Does it until it is killed, and says each thing once it is done."""
    judge: Callable[[Place, OpenSite, list[str]], None] = lambda place, site, said: None
    """Asserts, on the open store, that what was said is there and nothing is there by half."""
    seconds: float = 0.5
    """It is killed at a random moment within this time after it has begun."""


def names(site: OpenSite) -> list[str]:
    return [person.name for person in site.office().find(Query("person"))]


def _unlock(place: Place, say: Say) -> None:
    for number in count():
        with place.site() as site:  # closing writes the header too
            if number % 2:
                site.office().do(AddPerson(name=(name := new_id())))
                say(name)


def _write(place: Place, say: Say) -> None:
    with place.site() as site:
        office = site.office()
        while True:
            office.do(AddPerson(name=(name := new_id())))
            say(name)


def _all_there(place: Place, site: OpenSite, said: list[str]) -> None:
    assert set(said) <= set(names(site))


def _import(place: Place, say: Say) -> None:
    with place.site() as site:
        office, importer = site.office(), IMPORTS["staff_list"]
        for number in count():
            path = place.aside / f"{os.getpid()}-{number}.xlsx"
            batch = f"{os.getpid()}-{number}-"
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for row, cells in enumerate([("工号", "姓名"), *((f"{batch}{n}", f"{batch}x") for n in range(ROWS))]):
                    sheet.write_row(row, 0, cells)
            table = open_table(path, importer.columns, {})
            assert apply(office, plan(office, importer, table.rows, table.mapping)) == ROWS
            say(f"{batch}x")


def _whole_imports(place: Place, site: OpenSite, said: list[str]) -> None:
    found = names(site)
    assert all(found.count(name) == ROWS for name in {*said, *(name for name in found if name.endswith("-x"))})


def _rebuild(place: Place, say: Say) -> None:
    with place.site() as site:
        while True:
            say(str(site.store.rebuild()))


def _rotate(place: Place, say: Say) -> None:
    with place.site() as site:
        while True:
            Keyring(site).rotate(site.office(), {site.unlocked.seat: Secret(PASSPHRASE)})
            site.office().do(AddPerson(name=(name := new_id())))
            say(name)


def _one_database(place: Place, site: OpenSite, said: list[str]) -> None:
    _all_there(place, site, said)
    audit_tells(site)
    assert [path.name for path in place.store.glob("store*.db")] == [site.vault.database.name]


def _change_passphrase(place: Place, say: Say) -> None:
    """Change the passphrase of a second seat over and over, each time to the next number after the one it has."""
    with place.site() as site:
        if site.vault.seats == (1,):
            seat = site.vault.next_seat  # not always 2: the slot of an account that was half opened is dropped
            account = OpenAccount(name="李明", seat=seat, site=site.store.site)
            Keyring(site).open_account(site.office(), account, Secret(_numbered(0)))
        number = next(number for number in count() if _opens(site, number))
        while True:
            number += 1
            site.renew_seat(site.vault.seats[-1], _numbered(number))
            say(str(number))


def _numbered(number: int) -> str:
    return f"passphrase number {number}"


def _opens(site: OpenSite, number: int) -> bool:
    try:
        return bool(site.vault.unlock(_numbered(number), site.vault.seats[-1]))
    except WrongPassphrase:
        return False


def _last_passphrase_opens(place: Place, site: OpenSite, said: list[str]) -> None:
    """The one that was said last opens, or the one after it: that was done, and killed before it was said."""
    last = int(said[-1]) if said else 0
    if site.vault.seats != (1,):
        said.append(str(next(number for number in (last, last + 1) if _opens(site, number))))


def _make_papers(place: Place, say: Say) -> None:
    with place.site() as site:
        office, ring = site.office(), Keyring(site)
        while True:
            papers = ring.draw_papers(office)
            ring.keep_papers(office, papers, papers.digits)
            say(papers.digits[0])


def _papers_in_force_are_entered(place: Place, site: OpenSite, said: list[str]) -> None:
    made = site.store.count(Query("ceremony", Is("deed", (CeremonyDeed.MADE,))))
    names = " ".join(each.set.hex() for each in site.vault.recovery)
    before = place.aside / "papers"
    if before.exists():
        count, name = before.read_text().split("/")
        assert (int(count) == made) == (name == names), "papers are in force, and no entry says that they were made"
    before.write_text(f"{made}/{names}")
    assert made >= len(said)
    if said and made == len(said):
        assert site.vault.recover([RecoveryPaper.read(said[-1])], 1)
    audit_tells(site)


def _close_and_admit(place: Place, say: Say) -> None:
    with place.site() as site:
        office, ring = site.office(), Keyring(site)
        if not office.count(Query("account", Is("seat", (2,)))):
            opened = OpenAccount(name="李明", seat=2, site=site.store.site)
            ring.open_account(office, opened, Secret(_numbered(0)))
        (account,) = office.find(Query("account", Is("seat", (2,))))
        while True:
            if not office.get("account", account.id).closed:
                ring.close_account(office, account.id)
                say("closed")
            permit(office, 2)
            ring.admit_again(office, account.id, Secret(_numbered(1)))
            say("admitted")


def _open_accounts_have_slots(place: Place, site: OpenSite, said: list[str]) -> None:
    accounts = site.store.find(Query("account", Is("closed", (False,))))
    assert tuple(sorted(account.seat for account in accounts)) == site.vault.seats
    audit_tells(site)


def audit_tells(site: OpenSite) -> None:
    """Assert that the audit says what became of every deed with the keys that it says was begun."""
    for action in (each for each in ACTIONS.values() if each.key_deed):
        entries = site.store.find(Query("audit", Is("action", (action.verb(),)), ("number",)))
        notes = [entry.note for entry in entries if entry.event is not Event.REFUSED]
        assert notes[::2] == [BEGUN] * (len(notes) // 2), notes
        assert set(notes[1::2]) <= {"", NOT_DONE, FOUND_DONE}, notes


def _back_up(place: Place, say: Say) -> None:
    with place.site() as site:
        while True:
            site.office().do(AddPerson(name=new_id()))
            made = make_backup(site, place.aside, keep=2, moment=_moments(place))
            say(made.path.name)


def _moments(place: Place) -> datetime:
    """Return a moment a second later than any backup in the folder: kills come faster than seconds pass."""
    stamps = [path.name.split("-")[2][:16] for path in place.aside.glob("sealdesk-*-*Z*")]
    latest = max(stamps, default="20260101T000000Z")
    return datetime.fromtimestamp(datetime.strptime(f"{latest}+0000", "%Y%m%dT%H%M%SZ%z").timestamp() + 1).astimezone()


def _whole_backups(place: Place, site: OpenSite, said: list[str]) -> None:
    standing = {path.name: path for path in place.aside.glob("sealdesk-*Z")}
    # One that was done and killed before it was said pushes out an older one all the same.
    assert not said or said[-1] in standing or len([name for name in standing if name > said[-1]]) >= 2
    assert len(standing) <= 3  # one too many while the oldest is removed
    with patch.object(key_slots, "MINIMUM", LIGHT):
        for path in standing.values():
            rehearse(path, Secret(PASSPHRASE))


def _restore(place: Place, say: Say) -> None:
    with place.site() as site:
        made = make_backup(site, place.aside, keep=1, moment=_moments(place)).path
    for number in count():
        with patch.object(key_slots, "MINIMUM", LIGHT):
            restore(made, place.aside / f"restored-{os.getpid()}-{number}", Secret(PASSPHRASE))
        say(f"restored-{os.getpid()}-{number}")


def _whole_or_refused(place: Place, site: OpenSite, said: list[str]) -> None:
    for folder in place.aside.glob("restored-*"):
        try:
            with Place(folder, place.aside).site() as again:
                assert again.store.check() is None
                assert again.store.incarnation != site.store.incarnation
        except Refusal:
            assert folder.name not in said
        shutil.rmtree(folder)


def _send(place: Place, say: Say) -> None:
    with place.site() as site:
        office = site.office()
        (other,) = (each for each in office.find(Query("site")) if each.id != site.store.site)
        while True:
            office.do(AddPerson(name=new_id()))
            path = place.aside / f"{new_id()}.sealed"
            Exchange(site.store, site.keys).send(office, other.id, path)
            say(path.name)


def _sent_is_whole_and_in_the_ledger(place: Place, site: OpenSite, said: list[str]) -> None:
    ledger = site.office().count(Query("dispatch"))
    files = {path.name for path in place.aside.glob("*.sealed")}
    assert set(said) <= files
    # The file stands before the ledger is written down; a kill between the two leaves one file more.
    assert len(said) <= ledger <= len(files)


def _renew(place: Place, say: Say) -> None:
    with place.site() as site:
        office = site.office()
        say(str(Exchange(site.store, site.keys).renew(office).generation))
        while True:
            office.do_all(AddPerson(name=new_id()) for _ in range(20))


def _keys_of_the_newest_card(place: Place, site: OpenSite, said: list[str]) -> None:
    card = Exchange(site.store, site.keys).card()
    assert card.keys == site.keys.public
    assert card.generation >= max(map(int, said), default=1)


def _consign(place: Place, say: Say) -> None:
    with place.site() as site:
        clerk, exchange = site.office(), Exchange(site.store, site.keys)
        if not clerk.count(Query("account", Is("seat", (2,)))):
            appoint(clerk, "王敏", 2, "supervisor")
        supervisor = site.office(2)
        (other,) = (each for each in clerk.find(Query("site")) if each.id != site.store.site)
        for left in clerk.find(Query("consignment", Is("stage", OPEN))):
            clerk.do(WithdrawConsignment(target=left.id))
        while True:
            clerk.do(AddPerson(name=new_id()))
            consignment = exchange.prepare(clerk, other.id)
            supervisor.do(looked(supervisor, ApproveConsignment(target=consignment)))
            exchange.write(clerk, consignment, place.aside / f"{consignment}.sealed")
            say(consignment)


def _written_once_and_in_the_ledger(place: Place, site: OpenSite, said: list[str]) -> None:
    office = site.office()
    written = [each.id for each in office.find(Query("consignment", Is("stage", (ConsignmentStage.WRITTEN,))))]
    assert sorted(written) == sorted(each.consignment for each in office.find(Query("dispatch")))
    assert set(said) <= set(written) <= {path.stem for path in place.aside.glob("*.sealed")}


DEEDS: dict[str, Deed] = {
    "unlock": Deed(_unlock, _all_there),
    "write": Deed(_write, _all_there),
    "import": Deed(_import, _whole_imports, 1.0),
    "rebuild": Deed(_rebuild),
    "rotate": Deed(_rotate, _one_database, 1.0),
    "passphrase": Deed(_change_passphrase, _last_passphrase_opens, 1.5),
    "papers": Deed(_make_papers, _papers_in_force_are_entered, 1.0),
    "accounts": Deed(_close_and_admit, _open_accounts_have_slots, 1.5),
    "backup": Deed(_back_up, _whole_backups, 0.8),
    "restore": Deed(_restore, _whole_or_refused, 1.5),
    "renew": Deed(_renew, _keys_of_the_newest_card, 0.2),
    "send": Deed(_send, _sent_is_whole_and_in_the_ledger),
    "consign": Deed(_consign, _written_once_and_in_the_ledger, 1.5),
}
