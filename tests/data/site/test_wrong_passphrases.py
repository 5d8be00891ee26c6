"""Wrong passphrases: entered with their times, and each further one waits longer (vault, section 10)."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.model.audit_event import Event
from core.results.secrets import Secret
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring
from data.vault.folder import ATTEMPTS, LinkedFile
from data.vault.throttle import Backoff, LoginThrottle, TooSoon
from data.vault.vault import WrongPassphrase, WrongPassphraseOf
from tests.conftest import NOW, PASSPHRASE
from tests.support.door import WRONG, Clock, entries
from tests.support.site_driver import appoint, impose

pytestmark = pytest.mark.usefixtures("light")


def guess(house: LocalBackend, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            house.unlock(WRONG)


# Wrong passphrases at a closed store


def test_wrong_passphrases_are_entered_at_the_next_sign_in_with_their_times(
    house: LocalBackend, closed_store: Path, clock: Clock
) -> None:
    guess(house)
    clock.turn(60)
    guess(house)
    assert (closed_store / ATTEMPTS).read_text().count("\n") == 2
    clock.turn(60)
    house.unlock(PASSPHRASE)
    house.close()
    assert not (closed_store / ATTEMPTS).exists()
    wrong = [entry for entry in entries(closed_store) if entry.event is Event.WRONG]
    assert [(entry.when, entry.officer) for entry in wrong] == [(NOW, ""), (NOW + timedelta(minutes=1), "")]


def test_the_seat_that_was_typed_stands_beside_it(house: LocalBackend, closed_store: Path, clock: Clock) -> None:
    guess(house)
    clock.turn(60)
    with pytest.raises(WrongPassphrase):
        house.unlock(WRONG, seat=1)
    house.close()
    house.unlock(PASSPHRASE)  # the program was ended in between
    with pytest.raises(WrongPassphrase):
        house.confirm(WRONG)
    house.close()
    assert [entry.seat for entry in entries(closed_store) if entry.event is Event.WRONG] == [None, 1, 1]


def test_of_very_many_the_older_ones_are_one_entry(house: LocalBackend, closed_store: Path) -> None:
    long_ago = datetime(2026, 11, 1, tzinfo=UTC)
    lines = [f"{long_ago + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}\n" for minute in range(150)]
    (closed_store / ATTEMPTS).write_text("".join(lines))
    house.unlock(PASSPHRASE)
    house.close()
    wrong = [entry for entry in entries(closed_store) if entry.event is Event.WRONG]
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


def test_starting_the_program_anew_does_not_help(house: LocalBackend, closed_store: Path, clock: Clock) -> None:
    guess(house, 3)
    house.close()
    again = LocalBackend(closed_store, clock)
    with pytest.raises(TooSoon):
        again.unlock(WRONG)
    again.close()


def test_a_clock_that_was_put_back_lets_nobody_wait_for_ever(house: LocalBackend, clock: Clock) -> None:
    guess(house, 3)
    clock.turn(-3600)
    house.unlock(PASSPHRASE)


def test_a_closed_store_keeps_the_pace_of_its_policy_pack(
    house: LocalBackend, closed_store: Path, clock: Clock
) -> None:
    office = house.unlock(PASSPHRASE)
    text = office.policy.text.replace("free_tries = 3 ", "free_tries = 1 ").replace("_wait = 300", "_wait = 7")
    impose(office, text)
    house.close()
    house.unlock(PASSPHRASE)
    house.close()
    assert (closed_store / ATTEMPTS).read_text() == "pace 1 7\n"
    guess(house)
    with pytest.raises(TooSoon):
        house.unlock(PASSPHRASE)
    for _ in range(4):
        clock.turn(7)
        guess(house)
    clock.turn(7)
    house.unlock(PASSPHRASE)
    assert (closed_store / ATTEMPTS).read_text() == "pace 1 7\n"


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
    house: LocalBackend, closed_store: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Path.open

    def read_only(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if path.name == ATTEMPTS and mode != "rb":
            raise OSError(errno.EROFS, "from the disk")
        return genuine(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", read_only)
    guess(house, 3)
    assert not (closed_store / ATTEMPTS).exists()
    with pytest.raises(TooSoon):
        house.unlock(PASSPHRASE)
    clock.turn(5)
    house.unlock(PASSPHRASE)


def test_a_link_in_its_place_is_refused(house: LocalBackend, closed_store: Path, tmp_path: Path) -> None:
    (closed_store / ATTEMPTS).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LinkedFile):
        house.unlock(WRONG)
    assert not (tmp_path / "elsewhere").exists()


# Wrong passphrases at an open store


def test_at_the_lock_they_are_entered_at_once_and_slow_down_as_well(
    house: LocalBackend, closed_store: Path, clock: Clock
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
    wrong = [entry for entry in entries(closed_store) if entry.event is Event.WRONG]
    assert [entry.officer for entry in wrong] == [officer] * 4
    assert not (closed_store / ATTEMPTS).exists()


def test_guessing_a_colleague_s_at_a_change_of_the_master_key_is_entered(
    house: LocalBackend, closed_store: Path
) -> None:
    office = house.unlock(PASSPHRASE)
    site = house._open()
    appoint(office, "李明", site.add_seat("another passphrase"), "system_administrator", "security_officer")
    with pytest.raises(WrongPassphraseOf):
        Keyring(site).rotate(office, {1: Secret(PASSPHRASE), 2: Secret(WRONG)})
    house.close()
    assert [entry.seat for entry in entries(closed_store) if entry.event is Event.WRONG] == [2]
