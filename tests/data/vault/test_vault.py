"""The vault opens for its passphrases, and for nothing else (docs/formats/vault.md)."""

import json
import os
import subprocess
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values.passphrase import PassphraseTooShort, PassphraseUnseen, refuse_unfit
from data.vault import header, key_slots, vault
from data.vault.high_water_mark import HighWaterMark, WitnessLine
from data.vault.key_slots import MINIMUM, calibrate
from data.vault.recovery import RecoveryPaper
from data.vault.vault import Vault
from tests.support.kept_sites import LIGHT, light
from tests.support.light_vault import CHINESE, PASSPHRASE, VECTOR, create, try_open

CODE = "004194 769727 253401 913100 152801 805537 150808 684960 809842 845104 414164 999172"

SHARES = [
    "000971 265658 168203 680167 171570 316269 927504 988431 162948 925643 216171 616105",
    "000971 265658 137051 079164 669410 530230 480186 377433 077435 255402 342930 506552",
]


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
    with suppress(PassphraseTooShort, PassphraseUnseen):
        refuse_unfit(passphrase)
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
