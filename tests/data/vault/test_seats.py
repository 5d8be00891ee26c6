"""The seats of a vault, each with a passphrase and perhaps a key file (docs/formats/vault.md)."""

from pathlib import Path
from unittest.mock import patch

import pytest

from data.media.verified_write import AlreadyThere
from data.vault import key_slots, vault
from data.vault.header import HeaderAltered
from data.vault.key_schedule import Unlocked
from data.vault.key_slots import KeyFileUnusable
from data.vault.vault import Vault
from tests.support.kept_sites import light
from tests.support.light_vault import CHINESE, PASSPHRASE, add_seat, create, put, try_open


def renew_seat(opened: Vault, unlocked: Unlocked, seat: int, passphrase: str, key_file: Path | None = None) -> None:
    put(opened, opened.with_passphrase(unlocked, seat, passphrase, key_file=key_file))


def drop_seat(opened: Vault, unlocked: Unlocked, seat: int) -> None:
    put(opened, opened.without_seat(unlocked, seat))


# Key files


def test_a_key_file_is_needed_beside_its_passphrase(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_bytes(b"r" * 32)
    wrong.write_bytes(b"w" * 32)
    with light():
        made, first = create(tmp_path / "store", key_file=right)
        made.close()
        assert try_open(made.folder, key_file=right) == first
        with pytest.raises(vault.WrongPassphrase):
            try_open(made.folder, key_file=wrong)
        with pytest.raises(vault.KeyFileNeeded):
            try_open(made.folder)


@pytest.mark.parametrize("size", [0, 31, 2**20 + 1])
def test_a_file_too_small_or_too_large_is_no_key_file(tmp_path: Path, size: int) -> None:
    (tmp_path / "key").write_bytes(bytes(size))
    with light(), pytest.raises(KeyFileUnusable):
        create(tmp_path / "store", key_file=tmp_path / "key")
    assert not (tmp_path / "store").exists()


# Seats


def test_seats_are_added_changed_and_dropped_and_all_open_the_same_keys(folder: Path) -> None:
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        assert add_seat(opened, first, CHINESE) == 2
        renew_seat(opened, first, 2, "quite another one")
        assert opened.epoch == 3
    assert try_open(folder, "quite another one") == Unlocked(seat=2, keys=first.keys)
    with pytest.raises(vault.WrongPassphrase):
        try_open(folder, CHINESE)
    with pytest.raises(vault.WrongPassphrase):
        try_open(folder, "quite another one", seat=1)
    with Vault.open(folder) as opened:
        drop_seat(opened, first, 1)
        assert opened.seats == (2,)
    with pytest.raises(vault.WrongPassphrase):
        try_open(folder)


def test_the_number_of_a_dropped_seat_is_not_given_again(folder: Path) -> None:
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        drop_seat(opened, first, add_seat(opened, first, CHINESE))
        assert add_seat(opened, first, CHINESE) == 3


def test_a_dropped_seat_can_be_given_again_to_its_officer_and_only_a_known_one(folder: Path) -> None:
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        drop_seat(opened, first, add_seat(opened, first, CHINESE))
        renew_seat(opened, first, 2, "quite another one")
        for unknown in (0, 3):
            with pytest.raises(vault.NoSuchSeat):
                renew_seat(opened, first, unknown, CHINESE)
    assert try_open(folder, "quite another one").seat == 2


def test_a_renewed_passphrase_may_be_given_a_key_file_and_lose_it(folder: Path, tmp_path: Path) -> None:
    key_slots.make_key_file(tmp_path / "key")
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        renew_seat(opened, first, 1, CHINESE, key_file=tmp_path / "key")
        with pytest.raises(vault.KeyFileNeeded):
            opened.unlock(CHINESE)
        assert opened.key_file_seats == {1}
        assert opened.unlock(CHINESE, key_file=tmp_path / "key") == first
        renew_seat(opened, first, 1, PASSPHRASE)
        assert opened.unlock(PASSPHRASE) == first


def test_a_key_file_is_random_and_never_written_over(tmp_path: Path) -> None:
    key_slots.make_key_file(tmp_path / "one")
    key_slots.make_key_file(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()
    with pytest.raises(AlreadyThere):
        key_slots.make_key_file(tmp_path / "one")


def test_the_last_seat_stays_and_unknown_seats_are_named(folder: Path) -> None:
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        with pytest.raises(vault.LastSeat):
            drop_seat(opened, first, 1)
        with pytest.raises(vault.NoSuchSeat, match="Nobody can sign in at seat 7"):
            opened.unlock(PASSPHRASE, seat=7)


def test_the_number_of_seats_is_bounded(folder: Path) -> None:
    with Vault.open(folder) as opened, patch.object(vault, "SLOTS_AT_MOST", 1), pytest.raises(vault.NoSeatLeft):
        add_seat(opened, opened.unlock(PASSPHRASE), CHINESE)


def test_the_keys_of_another_vault_cannot_write_the_header(folder: Path, tmp_path: Path) -> None:
    other, foreign = create(tmp_path / "other")
    other.close()
    with Vault.open(folder) as opened, pytest.raises(HeaderAltered):
        add_seat(opened, foreign, CHINESE)
