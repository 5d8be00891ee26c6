"""Coming in and going out: what of it stands in the audit (vault, section 10)."""

import shutil
import time
from pathlib import Path

import pytest

from core.audit.audit_log import AUDIT
from core.audit.key_operations import BEGUN
from core.desks.administration.key_ceremonies import CloseAccount
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.office.refusals import NoAccount
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.site.open_site import open_site
from tests.conftest import PASSPHRASE
from tests.support.door import WRONG, Clock, entries
from tests.support.site_driver import appoint

pytestmark = pytest.mark.usefixtures("light")


def events(closed_store: Path) -> list[Event]:
    return [entry.event for entry in entries(closed_store)]


# The clock


@pytest.mark.parametrize(
    ("days", "said"), [(0, ""), (2, ""), (-1, "24 hours later"), (365, "365 days earlier"), (-365, "365 days later")]
)
def test_whoever_signs_in_hears_of_a_clock_that_cannot_be_right(
    house: LocalBackend, closed_store: Path, monkeypatch: pytest.MonkeyPatch, days: int, said: str
) -> None:
    house.unlock(PASSPHRASE)
    house.close()
    then = time.time_ns()
    monkeypatch.setattr("time.time_ns", lambda: then + days * 24 * 3600 * 10**9)
    notices = house.unlock(PASSPHRASE).notices
    assert [said in str(notice) for notice in notices] == [True] * bool(said)
    house.close()
    noted = [entry.note for entry in entries(closed_store) if entry.event is Event.SIGNED_IN]
    assert noted == ["", notices[0].template if notices else ""]


def test_a_clock_that_was_ahead_is_told_of_once_it_is_right_again(
    house: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = time.time_ns()
    with monkeypatch.context() as ahead:
        ahead.setattr("time.time_ns", lambda: then + 365 * 24 * 3600 * 10**9)
        house.unlock(PASSPHRASE)
        house.close()
    assert "it was ahead before" in str(house.unlock(PASSPHRASE).notices[0])


# Coming and going


def test_who_signs_in_and_out_stands_there(house: LocalBackend, closed_store: Path) -> None:
    officer = house.unlock(PASSPHRASE).officer
    house.close()
    assert [(entry.event, entry.officer) for entry in entries(closed_store)] == [
        (Event.SIGNED_IN, officer),
        (Event.SIGNED_OUT, officer),
    ]


def test_a_program_that_was_killed_has_signed_nobody_out(house: LocalBackend, closed_store: Path, clock: Clock) -> None:
    house.unlock(PASSPHRASE)
    house._open().store.close()
    house._open().vault.close()
    house._site = house._vault = None
    other = LocalBackend(closed_store, clock)
    other.unlock(PASSPHRASE)
    other.close()
    assert events(closed_store) == [Event.SIGNED_IN, Event.SIGNED_IN, Event.SIGNED_OUT]


def test_a_passphrase_without_an_account_is_refused_and_entered(closed_store: Path, clock: Clock) -> None:
    site = open_site(closed_store, PASSPHRASE)
    seat = site.add_seat(WRONG)
    appoint(site.office(), "李明", seat, "helper")
    office = site.office()
    (account,) = office.find(Query("account", Is("seat", (seat,))))
    office.do(CloseAccount(target=account.id))
    site.close()
    house = LocalBackend(closed_store, clock)
    with pytest.raises(NoAccount):
        house.unlock(WRONG)
    with pytest.raises(Refusal, match="is locked"):
        house.check(office)
    *_, refused, begun, dropped = entries(closed_store)  # who reads them has come in: the slot without an account goes
    assert (refused.event, refused.officer, refused.note) == (Event.REFUSED, "", NoAccount.template())
    assert [(each.event, each.note) for each in (begun, dropped)] == [(Event.KEYS, BEGUN), (Event.KEYS, "")]


def test_who_cannot_be_entered_does_not_come_in(
    house: LocalBackend, closed_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refusal

    monkeypatch.setattr("data.store.sql_store.SqlStore.write", full)
    with pytest.raises(Refusal):
        house.unlock(PASSPHRASE)
    monkeypatch.undo()
    house.unlock(PASSPHRASE)  # and nothing is left open that would be in the way
    house.close()
    assert events(closed_store) == [Event.SIGNED_IN, Event.SIGNED_OUT]


# What the house adds


def test_a_witness_line_and_a_backup_end_with_an_entry_of_the_audit(house: LocalBackend, tmp_path: Path) -> None:
    office = house.unlock(PASSPHRASE)
    store = house._open().store

    def last() -> str:
        held = store.high_water_mark()
        assert held
        return str(store._writer.execute("SELECT kind FROM change WHERE n = ?", [held.changes]).fetchone()[0])

    house.keyring.witness(office)
    assert last() == AUDIT
    made = house.back_up(office, tmp_path / "backups")
    assert store.high_water_mark(made.changes).last.hex() == made.last  # type: ignore[union-attr]
    assert store._writer.execute("SELECT kind FROM change WHERE n = ?", [made.changes]).fetchone()[0] == AUDIT
    shutil.rmtree(tmp_path / "backups")


def test_a_refused_transfer_file_is_entered_with_what_is_wrong(
    house: LocalBackend, closed_store: Path, tmp_path: Path
) -> None:
    office = house.unlock(PASSPHRASE)
    (tmp_path / "x.sealed").write_bytes(b"age-encryption.org/v1\nnot a transfer")
    with pytest.raises(Refusal) as refused:
        house.inspect(office, tmp_path / "x.sealed")
    house.close()
    entry = entries(closed_store)[-2]
    assert (entry.event, entry.action, entry.note) == (Event.REFUSED, "receive_transfer", refused.value.template())
