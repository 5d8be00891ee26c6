"""A header that something else wrote is refused, whatever was changed in it (docs/formats/vault.md)."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values.refusal import Refusal
from data.vault import key_slots, vault
from data.vault.folder import DatabaseMissing
from data.vault.header import Header, HeaderAltered, HeaderNewer, HeaderUnreadable, StrengthRefused
from data.vault.high_water_mark import HighWaterMark
from data.vault.key_slots import MINIMUM
from data.vault.vault import Vault
from tests.support.light_vault import CHINESE, PASSPHRASE, VECTOR, add_seat, create, try_open


def rewrite(folder: Path, **members: object) -> None:
    """Change members of the header behind the program's back."""
    path = folder / "vault.json"
    Header.read(path).model_copy(update=members).write(path)


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
