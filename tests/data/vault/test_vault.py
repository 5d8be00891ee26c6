"""The vault opens for its passphrases, and for nothing else (docs/formats/vault.md)."""

import errno
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values.refusal import Refusal
from data.media.verified_write import AlreadyThere
from data.system import disk
from data.system.disk import DiskFails, DiskFull, DiskReadOnly, NotPermitted, StoreInUse
from data.vault import header, key_slots, vault
from data.vault.folder import DatabaseMissing, LinkedFile, NoStore
from data.vault.header import Header, HeaderAltered, HeaderNewer, HeaderUnreadable, StrengthRefused
from data.vault.high_water_mark import HighWaterMark, WitnessLine
from data.vault.key_schedule import Unlocked
from data.vault.key_slots import MINIMUM, KeyFileUnusable, PassphraseTooShort, calibrate
from data.vault.recovery import RecoveryPaper
from data.vault.vault import Vault
from tests.support.kept_sites import LIGHT, light

PASSPHRASE = "three quiet words"
CHINESE = "工作人员的口令一二三"
VECTOR = Path(__file__).with_name("vault-1.json")
CODE = "004194 769727 253401 913100 152801 805537 150808 684960 809842 845104 414164 999172"
SHARES = [
    "000971 265658 168203 680167 171570 316269 927504 988431 162948 925643 216171 616105",
    "000971 265658 137051 079164 669410 530230 480186 377433 077435 255402 342930 506552",
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A vault with seat 1, closed."""
    with light():
        made, _ = create(tmp_path / "store")
        made.close()
        yield made.folder


def put(opened: Vault, changed: vault.Changed) -> None:
    opened.replace(opened.signed(changed, HighWaterMark()))


def add_seat(opened: Vault, unlocked: Unlocked, passphrase: str) -> int:
    seat = opened.next_seat
    put(opened, opened.with_new_seat(unlocked, passphrase))
    return seat


def renew_seat(opened: Vault, unlocked: Unlocked, seat: int, passphrase: str, key_file: Path | None = None) -> None:
    put(opened, opened.with_passphrase(unlocked, seat, passphrase, key_file=key_file))


def drop_seat(opened: Vault, unlocked: Unlocked, seat: int) -> None:
    put(opened, opened.without_seat(unlocked, seat))


def create(folder: Path, passphrase: str = PASSPHRASE, **more: object) -> tuple[Vault, Unlocked]:
    made, unlocked = Vault.create(folder, passphrase, **({"strength": LIGHT} | more))  # type: ignore[arg-type]
    made.database.write_bytes(b"something encrypted")
    return made, unlocked


def try_open(folder: Path, passphrase: str = PASSPHRASE, **more: object) -> Unlocked:
    with Vault.open(folder) as opened:
        return opened.unlock(passphrase, **more)  # type: ignore[arg-type]


def rewrite(folder: Path, **members: object) -> None:
    """Change members of the header behind the program's back."""
    path = folder / "vault.json"
    Header.read(path).model_copy(update=members).write(path)


# Opening


def test_the_passphrase_given_at_creation_opens_the_same_keys_at_full_strength(tmp_path: Path) -> None:
    made, first = create(tmp_path / "store", strength=MINIMUM)
    made.close()
    assert try_open(made.folder) == first


def test_a_header_written_by_version_1_still_opens(tmp_path: Path) -> None:
    (tmp_path / "vault.json").write_bytes(VECTOR.read_bytes())
    (tmp_path / "store.db").write_bytes(b"something encrypted")
    unlocked = try_open(tmp_path, CHINESE)
    keys = unlocked.keys
    assert keys.database.hex() == "37cdfd7b9b2cf1673a4a51665db1a34cf287e63d29e98f08c2f8b2b7a98da15e"
    assert keys.witness.hex() == "afd5e9fbd543fce1fb2b2531c1c5ef752956c967bc53c6be9c75cdf01becf14b"
    with Vault.open(tmp_path) as opened:
        assert opened.held(keys) == HighWaterMark(7, bytes(range(32)))
        assert str(WitnessLine.of(keys.vault, opened.epoch, opened.held(keys))) == "1 7 094467 306983 839247 153624"
        for papers in ([CODE], SHARES):
            assert opened.recover([RecoveryPaper.read(each) for each in papers], 1) == unlocked


def test_the_three_keys_differ_from_each_other_and_from_the_master_key(folder: Path) -> None:
    keys = try_open(folder).keys
    assert len({keys.master, keys.database, keys.header, keys.witness}) == 4
    assert keys.master.hex() not in repr(keys)
    assert repr(keys.master) not in repr(keys)


def test_another_passphrase_is_a_wrong_passphrase(folder: Path) -> None:
    with pytest.raises(vault.WrongPassphrase):
        try_open(folder, "three quiet word")


def fit(passphrase: str) -> bool:
    with suppress(key_slots.PassphraseTooShort, key_slots.PassphraseUnseen):
        key_slots.refuse_unfit(passphrase)
        return True
    return False


@settings(max_examples=50)
@given(passphrase=st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=8).filter(fit))
def test_any_passphrase_opens_its_slot_however_its_characters_are_composed(passphrase: str) -> None:
    master, vault_id = os.urandom(32), os.urandom(16)
    with light():
        slot = key_slots.seal_slot(master, vault_id, 1, passphrase, strength=LIGHT)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert key_slots.open_slot(slot, vault_id, unicodedata.normalize(form, passphrase)) == master
    assert key_slots.open_slot(slot, vault_id, passphrase + "x") is None


def test_bytes_that_are_no_text_are_a_wrong_passphrase(folder: Path) -> None:
    with pytest.raises(vault.WrongPassphrase):
        try_open(folder, "not text \udcff\ud800")


def test_a_machine_with_too_little_memory_says_how_much_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(key_slots, "Argon2id", exhausted)
    with pytest.raises(key_slots.NotEnoughMemory, match="MiB"):
        try_open(folder)


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


# A header that something else wrote


def test_every_single_changed_byte_is_refused(folder: Path) -> None:
    path = folder / "vault.json"
    whole = path.read_bytes()
    for place in range(len(whole)):
        # The case of a letter, a neighbouring digit, the top bit: what slips through a lenient reader.
        for flip in (0x20, 0x01, 0x80):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
            with pytest.raises(Refusal):
                try_open(folder)


@settings(max_examples=200)
@given(
    contents=st.binary() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_contents_at_all_make_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, contents: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(contents)
    with pytest.raises(HeaderUnreadable):
        Header.read(path)


@pytest.mark.parametrize("contents", [b"", b"[" * 60_000, b" " * 70_000, b"\xff\xfe", b'{"version":"2"}', b"null"])
def test_a_header_that_is_no_header_is_unreadable(folder: Path, contents: bytes) -> None:
    (folder / "vault.json").write_bytes(contents)
    with pytest.raises(HeaderUnreadable):
        try_open(folder)


def test_white_space_and_second_members_are_not_overlooked(folder: Path) -> None:
    path = folder / "vault.json"
    whole = path.read_bytes()
    for other in (whole + b"\n", whole.replace(b":", b": ", 1), whole.replace(b'"epoch":1', b'"epoch":9,"epoch":1')):
        path.write_bytes(other)
        with pytest.raises(HeaderUnreadable):
            try_open(folder)


def test_a_newer_version_says_so_whatever_else_it_holds(folder: Path) -> None:
    (folder / "vault.json").write_bytes(b'{"version":2,"what":"ever"}')
    with pytest.raises(HeaderNewer, match="format 2"):
        try_open(folder)


@pytest.mark.parametrize(
    "members",
    [
        {"memory_kib": MINIMUM.memory_kib - 1},
        {"memory_kib": key_slots.MAXIMUM.memory_kib + 1},
        {"passes": 2},
        {"passes": 17},
        {"lanes": 3},
        {"lanes": 10**9},
    ],
)
def test_a_weakened_or_absurd_derivation_is_refused_before_anything_is_derived(
    folder: Path, monkeypatch: pytest.MonkeyPatch, members: dict[str, int]
) -> None:
    path = folder / "vault.json"
    said = Header.read(path)
    kdf = said.slots[0].kdf.model_copy(update=MINIMUM.model_dump() | members)
    rewrite(folder, slots=(said.slots[0].model_copy(update={"kdf": kdf}),))
    monkeypatch.setattr(key_slots, "MINIMUM", MINIMUM)
    monkeypatch.setattr(key_slots, "stretch", lambda *_: pytest.fail("derived"))
    with pytest.raises(StrengthRefused):
        try_open(folder)


def test_slots_added_removed_relabelled_or_taken_from_elsewhere_are_refused(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder) as opened:
        add_seat(opened, opened.unlock(PASSPHRASE), CHINESE)
    genuine = Header.read(folder / "vault.json")
    one, two = genuine.slots
    other, _ = create(tmp_path / "other", "the words of others")
    other.close()
    foreign = Header.read(other.folder / "vault.json").slots[0]
    recovery = Header.read(VECTOR).recovery[0]
    forgeries: list[tuple[type[Refusal], dict[str, object]]] = [
        (HeaderAltered, {"slots": (one,)}),
        (HeaderAltered, {"slots": (one, two, two.model_copy(update={"seat": 3})), "next_seat": 4}),
        (HeaderAltered, {"slots": (one.model_copy(update={"seat": 2}),)}),
        (HeaderAltered, {"epoch": 1}),
        (HeaderAltered, {"next_seat": 9}),
        (HeaderAltered, {"held": HighWaterMark(1).sealed(bytes(32))}),
        (HeaderAltered, {"recovery": (recovery,)}),
        (DatabaseMissing, {"database": 2}),
        (vault.WrongPassphrase, {"slots": (one.model_copy(update={"key_file": True}), two)}),
        (vault.WrongPassphrase, {"slots": (foreign, two)}),
    ]
    for refusal, forged in forgeries:
        genuine.write(folder / "vault.json")
        rewrite(folder, **forged)
        with pytest.raises(refusal):
            try_open(folder)


def test_recovery_sets_are_a_code_and_shares_in_this_order_and_possible(folder: Path) -> None:
    genuine = Header.read(folder / "vault.json")
    code, shares = Header.read(VECTOR).recovery
    impossible = [code.model_copy(update={"need": 2}), shares.model_copy(update={"need": 1})]
    for sets in ((shares, code), (code, code), (code, shares, shares), *((each,) for each in impossible)):
        genuine.model_copy(update={"recovery": sets}).write(folder / "vault.json")
        with pytest.raises(HeaderUnreadable):
            try_open(folder)


# The folder


def test_a_folder_without_a_header_is_no_store_and_gets_no_lock_file(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoStore):
            Vault.open(folder)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("contents", [None, b""])
def test_a_lost_database_is_never_begun_anew(folder: Path, contents: bytes | None) -> None:
    (folder / "store.db").unlink()
    if contents is not None:
        (folder / "store.db").write_bytes(contents)
    with pytest.raises(DatabaseMissing):
        Vault.open(folder)


def test_only_one_program_holds_a_vault(folder: Path) -> None:
    program = "import sys,pathlib; from data.vault import key_slots as slots, vault; "
    program += "slots.MINIMUM = slots.Strength(memory_kib=32, passes=1, lanes=4); "
    program += "vault.Vault.open(pathlib.Path(sys.argv[1])).close()"
    elsewhere = [sys.executable, "-c", program, str(folder)]
    root = Path(__file__).parents[3]
    with Vault.open(folder):
        refused = subprocess.run(elsewhere, cwd=root, capture_output=True, text=True, check=False)
        assert "in use by another program" in refused.stderr
        with pytest.raises(StoreInUse):
            Vault.open(folder)
    subprocess.run(elsewhere, cwd=root, check=True)


def test_a_new_vault_needs_an_empty_folder(folder: Path) -> None:
    before = (folder / "vault.json").read_bytes()
    for taken in (folder, folder / "vault.json"):
        with pytest.raises(vault.FolderNotEmpty):
            create(taken)
    assert (folder / "vault.json").read_bytes() == before


@pytest.mark.parametrize("short", ["", "1234567", "一二三四五六七", unicodedata.normalize("NFD", "ééééééé")])
def test_a_short_passphrase_is_refused_with_the_length_it_needs(tmp_path: Path, short: str) -> None:
    with light(), pytest.raises(PassphraseTooShort, match="at least 8 characters"):
        create(tmp_path / "store", short)
    assert not (tmp_path / "store").exists()


def test_width_does_not_matter_for_nobody_sees_what_he_types(folder: Path) -> None:
    try_open(folder, "ｔｈｒｅｅ\u3000ｑｕｉｅｔ\u3000ｗｏｒｄｓ")


@pytest.mark.parametrize(
    "unseen",
    [
        *(sign * 8 for sign in "\u200b\u3164\u2800\ufe0f\U000e0100 \u3000\ue000\u0378\x00\u2028\u034f"),
        *(edge.format("three quiet words") for edge in ("\ufeff{}", "{} ", "\u3000{}", "{}\u200d", "{}\t", "{}\r")),
        "three\u200bquiet words",
        "e\u0301" + "\u0301" * 8 + "quiet words",
    ],
    ids=ascii,
)
def test_a_passphrase_with_what_nobody_sees_is_refused_when_it_is_set(tmp_path: Path, unseen: str) -> None:
    with light(), pytest.raises(key_slots.PassphraseUnseen):
        create(tmp_path / "store", unseen)
    assert not (tmp_path / "store").exists()


def test_one_sign_that_stands_for_many_counts_as_one(tmp_path: Path) -> None:
    with light(), pytest.raises(PassphraseTooShort):
        create(tmp_path / "store", "\ufdfa")


# The disk

DISK = [
    (errno.ENOSPC, DiskFull),
    (errno.EROFS, DiskReadOnly),
    (errno.EACCES, NotPermitted),
    (errno.EIO, DiskFails),
]


@pytest.mark.parametrize(("code", "refusal"), DISK)
def test_a_disk_that_refuses_leaves_the_old_header(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, refusal: type[Refusal]
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, "from the disk")

    before = {path: path.read_bytes() for path in folder.iterdir()}
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(refusal):
            add_seat(opened, first, CHINESE)
        assert opened.seats == (1,)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_vault_that_could_not_be_written_leaves_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "from the disk")

    monkeypatch.setattr(os, "fsync", full)
    with light(), pytest.raises(DiskFull):
        create(tmp_path / "store")
    assert list((tmp_path / "store").iterdir()) == []


def planted_link(path: Path, elsewhere: Path) -> None:
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def second_name(path: Path, elsewhere: Path) -> None:
    elsewhere.hardlink_to(path)


def pipe(path: Path, elsewhere: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.skipif(os.name != "posix", reason="links are another matter on Windows")
@pytest.mark.parametrize("how", [planted_link, second_name, pipe])
@pytest.mark.parametrize("name", ["vault.json", "lock", "store.db", "store.db-wal"])
def test_a_link_in_the_place_of_a_file_is_refused(folder: Path, tmp_path: Path, name: str, how: Any) -> None:
    (folder / "store.db-wal").touch()
    how(folder / name, tmp_path / "elsewhere")
    with pytest.raises(LinkedFile) as refused:
        try_open(folder)
    assert name in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="links are another matter on Windows")
def test_a_planted_link_is_not_written_through(folder: Path, tmp_path: Path) -> None:
    (folder / "vault.json.new").symlink_to(tmp_path / "victim")
    with Vault.open(folder) as opened:
        add_seat(opened, opened.unlock(PASSPHRASE), CHINESE)
    assert not (tmp_path / "victim").exists()
    assert try_open(folder, CHINESE).seat == 2


@pytest.mark.parametrize(("step", "written"), [("flush file", False), ("rename", False), ("flush folder", True)])
def test_a_program_killed_while_writing_leaves_a_whole_header(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, written: bool
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        monkeypatch.setattr(
            *{
                "flush file": (os, "fsync", die),
                "rename": (Path, "replace", die),
                "flush folder": (disk, "flush_folder", die),
            }[step]
        )
        with pytest.raises(Killed):
            add_seat(opened, first, CHINESE)
    monkeypatch.undo()
    assert try_open(folder) == first
    with Vault.open(folder) as opened:
        assert (opened.epoch, opened.seats) == ((2, (1, 2)) if written else (1, (1,)))
        assert add_seat(opened, first, "after the accident") == opened.epoch


# Strength


@pytest.mark.parametrize(("speed", "chosen"), [(1e-9, 2**19), (1 / 2**18, 2**18), (1.0, 2**16)])
def test_the_strength_is_fitted_to_the_machine_and_never_below_the_minimum(speed: float, chosen: int) -> None:
    found = calibrate(1.0, lambda strength: strength.memory_kib * speed)
    assert found == MINIMUM.model_copy(update={"memory_kib": chosen})


def test_a_strength_below_the_minimum_is_a_mistake_in_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="outside"):
        Vault.create(tmp_path / "store", PASSPHRASE, strength=LIGHT)


def test_the_vault_is_opened_without_loading_the_database(tmp_path: Path) -> None:
    program = (
        "import sys, data.vault.vault; sys.exit(any(name in sys.modules for name in ('sqlite_utils', 'sqlcipher3')))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3], check=True)


def test_the_header_holds_nothing_but_numbers_random_bytes_and_fixed_words(folder: Path) -> None:
    said = json.loads((folder / "vault.json").read_bytes())
    assert set(said) == set(header.Header.model_fields)
    assert set(said["slots"][0]) == set(key_slots.Slot.model_fields)
