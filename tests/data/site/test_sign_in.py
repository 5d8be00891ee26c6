"""Coming in and going out: what of it stands in the audit, and how wrong passphrases slow down (vault, section 10)."""

import errno
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.audit.audit_log import AUDIT, AuditEntry
from core.audit.key_operations import BEGUN
from core.desks.administration.key_ceremonies import CloseAccount
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.office.refusals import NoAccount
from core.results.secrets import Secret
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring
from data.site.open_site import OpenSite, open_site
from data.vault.folder import ATTEMPTS, LinkedFile
from data.vault.throttle import Backoff, LoginThrottle, TooSoon
from data.vault.vault import WrongPassphrase, WrongPassphraseOf
from tests.conftest import NOW, PASSPHRASE
from tests.support.site_driver import appoint, impose

WRONG = "not these words"


pytestmark = pytest.mark.usefixtures("light")


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store."""
    found_at(tmp_path / "store", "甲站").close()
    return tmp_path / "store"


@pytest.fixture
def house(folder: Path, clock: Clock) -> Iterator[LocalBackend]:
    house = LocalBackend(folder, clock)
    yield house
    house.close()


def entries(folder: Path) -> list[AuditEntry]:
    """All entries of a closed store, the oldest first."""
    site = open_site(folder, PASSPHRASE)
    found: list[AuditEntry] = site.store.find(Query(AUDIT, order=("number",)))
    site.close()
    return found


def events(folder: Path) -> list[Event]:
    return [entry.event for entry in entries(folder)]


def guess(house: LocalBackend, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            house.unlock(WRONG)


# The clock


@pytest.mark.parametrize(
    ("days", "said"), [(0, ""), (2, ""), (-1, "24 hours later"), (365, "365 days earlier"), (-365, "365 days later")]
)
def test_whoever_signs_in_hears_of_a_clock_that_cannot_be_right(
    house: LocalBackend, folder: Path, monkeypatch: pytest.MonkeyPatch, days: int, said: str
) -> None:
    house.unlock(PASSPHRASE)
    house.close()
    then = time.time_ns()
    monkeypatch.setattr("time.time_ns", lambda: then + days * 24 * 3600 * 10**9)
    notices = house.unlock(PASSPHRASE).notices
    assert [said in str(notice) for notice in notices] == [True] * bool(said)
    house.close()
    noted = [entry.note for entry in entries(folder) if entry.event is Event.SIGNED_IN]
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


def test_who_signs_in_and_out_stands_there(house: LocalBackend, folder: Path) -> None:
    officer = house.unlock(PASSPHRASE).officer
    house.close()
    assert [(entry.event, entry.officer) for entry in entries(folder)] == [
        (Event.SIGNED_IN, officer),
        (Event.SIGNED_OUT, officer),
    ]


def test_a_program_that_was_killed_has_signed_nobody_out(house: LocalBackend, folder: Path, clock: Clock) -> None:
    house.unlock(PASSPHRASE)
    house._open().store.close()
    house._open().vault.close()
    house._site = house._vault = None
    other = LocalBackend(folder, clock)
    other.unlock(PASSPHRASE)
    other.close()
    assert events(folder) == [Event.SIGNED_IN, Event.SIGNED_IN, Event.SIGNED_OUT]


def test_a_passphrase_without_an_account_is_refused_and_entered(folder: Path, clock: Clock) -> None:
    site = open_site(folder, PASSPHRASE)
    seat = site.add_seat(WRONG)
    appoint(site.office(), "李明", seat, "helper")
    office = site.office()
    (account,) = office.find(Query("account", Is("seat", (seat,))))
    office.do(CloseAccount(target=account.id))
    site.close()
    house = LocalBackend(folder, clock)
    with pytest.raises(NoAccount):
        house.unlock(WRONG)
    with pytest.raises(Refusal, match="is locked"):
        house.check(office)
    *_, refused, begun, dropped = entries(folder)  # who reads them has come in: the slot without an account goes
    assert (refused.event, refused.officer, refused.note) == (Event.REFUSED, "", NoAccount.template())
    assert [(each.event, each.note) for each in (begun, dropped)] == [(Event.KEYS, BEGUN), (Event.KEYS, "")]


def test_who_cannot_be_entered_does_not_come_in(
    house: LocalBackend, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refusal

    monkeypatch.setattr("data.store.sql_store.SqlStore.write", full)
    with pytest.raises(Refusal):
        house.unlock(PASSPHRASE)
    monkeypatch.undo()
    house.unlock(PASSPHRASE)  # and nothing is left open that would be in the way
    house.close()
    assert events(folder) == [Event.SIGNED_IN, Event.SIGNED_OUT]


# Wrong passphrases at a closed store


def test_wrong_passphrases_are_entered_at_the_next_sign_in_with_their_times(
    house: LocalBackend, folder: Path, clock: Clock
) -> None:
    guess(house)
    clock.turn(60)
    guess(house)
    assert (folder / ATTEMPTS).read_text().count("\n") == 2
    clock.turn(60)
    house.unlock(PASSPHRASE)
    house.close()
    assert not (folder / ATTEMPTS).exists()
    wrong = [entry for entry in entries(folder) if entry.event is Event.WRONG]
    assert [(entry.when, entry.officer) for entry in wrong] == [(NOW, ""), (NOW + timedelta(minutes=1), "")]


def test_the_seat_that_was_typed_stands_beside_it(house: LocalBackend, folder: Path, clock: Clock) -> None:
    guess(house)
    clock.turn(60)
    with pytest.raises(WrongPassphrase):
        house.unlock(WRONG, seat=1)
    house.close()
    house.unlock(PASSPHRASE)  # the program was ended in between
    with pytest.raises(WrongPassphrase):
        house.confirm(WRONG)
    house.close()
    assert [entry.seat for entry in entries(folder) if entry.event is Event.WRONG] == [None, 1, 1]


def test_of_very_many_the_older_ones_are_one_entry(house: LocalBackend, folder: Path) -> None:
    long_ago = datetime(2026, 11, 1, tzinfo=UTC)
    lines = [f"{long_ago + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}\n" for minute in range(150)]
    (folder / ATTEMPTS).write_text("".join(lines))
    house.unlock(PASSPHRASE)
    house.close()
    wrong = [entry for entry in entries(folder) if entry.event is Event.WRONG]
    assert (len(wrong), wrong[0].count, wrong[1].count) == (101, 50, 0)


def test_after_some_each_further_one_waits_longer(house: LocalBackend, clock: Clock) -> None:
    guess(house, 3)
    for seconds in (5, 10, 20, 40, 80, 160, 300, 300):
        clock.turn(seconds - 1)
        with pytest.raises(TooSoon, match="Wait 1 more"):
            house.unlock(WRONG)
        clock.turn(1)
        guess(house)


def test_what_comes_too_soon_is_not_looked_at_also_if_it_is_right(house: LocalBackend, clock: Clock) -> None:
    guess(house, 3)
    with pytest.raises(TooSoon):
        house.unlock(PASSPHRASE)
    clock.turn(5)
    house.unlock(PASSPHRASE)


def test_starting_the_program_anew_does_not_help(house: LocalBackend, folder: Path, clock: Clock) -> None:
    guess(house, 3)
    house.close()
    again = LocalBackend(folder, clock)
    with pytest.raises(TooSoon):
        again.unlock(WRONG)
    again.close()


def test_a_clock_that_was_put_back_lets_nobody_wait_for_ever(house: LocalBackend, clock: Clock) -> None:
    guess(house, 3)
    clock.turn(-3600)
    house.unlock(PASSPHRASE)


def test_a_closed_store_keeps_the_pace_of_its_policy_pack(house: LocalBackend, folder: Path, clock: Clock) -> None:
    office = house.unlock(PASSPHRASE)
    text = office.policy.text.replace("free_tries = 3 ", "free_tries = 1 ").replace("_wait = 300", "_wait = 7")
    impose(office, text)
    house.close()
    house.unlock(PASSPHRASE)
    house.close()
    assert (folder / ATTEMPTS).read_text() == "pace 1 7\n"
    guess(house)
    with pytest.raises(TooSoon):
        house.unlock(PASSPHRASE)
    for _ in range(4):
        clock.turn(7)
        guess(house)
    clock.turn(7)
    house.unlock(PASSPHRASE)
    assert (folder / ATTEMPTS).read_text() == "pace 1 7\n"


@pytest.mark.parametrize(
    "contents",
    [b"", b"\xff\xfe\x00", b"pace 0 0\n", b"pace 9999 1\n", b"yesterday\n", b"2026-13-01T00:00:00Z\n", b"x" * 200_000],
    ids=["empty", "bytes", "pace of none", "pace of all", "words", "no day", "huge"],
)
def test_a_file_that_somebody_wrote_by_hand_counts_for_nothing(contents: bytes, tmp_path: Path) -> None:
    (tmp_path / ATTEMPTS).write_bytes(contents)
    attempts = LoginThrottle(tmp_path)
    assert (attempts.tries, attempts.backoff) == ([], Backoff())


def test_where_the_file_cannot_be_written_they_count_until_the_program_ends(
    house: LocalBackend, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Path.open

    def read_only(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if path.name == ATTEMPTS and mode != "rb":
            raise OSError(errno.EROFS, "from the disk")
        return genuine(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", read_only)
    guess(house, 3)
    assert not (folder / ATTEMPTS).exists()
    with pytest.raises(TooSoon):
        house.unlock(PASSPHRASE)
    clock.turn(5)
    house.unlock(PASSPHRASE)


def test_a_link_in_its_place_is_refused(house: LocalBackend, folder: Path, tmp_path: Path) -> None:
    (folder / ATTEMPTS).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LinkedFile):
        house.unlock(WRONG)
    assert not (tmp_path / "elsewhere").exists()


# Wrong passphrases at an open store


def test_at_the_lock_they_are_entered_at_once_and_slow_down_as_well(
    house: LocalBackend, folder: Path, clock: Clock
) -> None:
    officer = house.unlock(PASSPHRASE).officer
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            house.confirm(WRONG)
    with pytest.raises(TooSoon):
        house.confirm(PASSPHRASE)
    clock.turn(5)
    house.confirm(PASSPHRASE)
    with pytest.raises(WrongPassphrase):  # and the count has begun anew
        house.confirm(WRONG)
    house.close()
    wrong = [entry for entry in entries(folder) if entry.event is Event.WRONG]
    assert [entry.officer for entry in wrong] == [officer] * 4
    assert not (folder / ATTEMPTS).exists()


def test_guessing_a_colleague_s_at_a_change_of_the_master_key_is_entered(house: LocalBackend, folder: Path) -> None:
    office = house.unlock(PASSPHRASE)
    site = house._open()
    appoint(office, "李明", site.add_seat("another passphrase"), "system_administrator", "security_officer")
    with pytest.raises(WrongPassphraseOf):
        Keyring(site).rotate(office, {1: Secret(PASSPHRASE), 2: Secret(WRONG)})
    house.close()
    assert [entry.seat for entry in entries(folder) if entry.event is Event.WRONG] == [2]


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
    house: LocalBackend, folder: Path, tmp_path: Path
) -> None:
    office = house.unlock(PASSPHRASE)
    (tmp_path / "x.sealed").write_bytes(b"age-encryption.org/v1\nnot a transfer")
    with pytest.raises(Refusal) as refused:
        house.inspect(office, tmp_path / "x.sealed")
    house.close()
    entry = entries(folder)[-2]
    assert (entry.event, entry.action, entry.note) == (Event.REFUSED, "receive_transfer", refused.value.template())
