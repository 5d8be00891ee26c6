"""A vault whose seats open within a millisecond."""

from pathlib import Path

from data.vault import vault
from data.vault.high_water_mark import HighWaterMark
from data.vault.key_schedule import Unlocked
from data.vault.vault import Vault
from tests.support.kept_sites import LIGHT

PASSPHRASE = "three quiet words"
CHINESE = "工作人员的口令一二三"
VECTOR = Path(__file__).parents[1] / "data" / "vault" / "vault-1.json"


def put(opened: Vault, changed: vault.Changed) -> None:
    opened.replace(opened.signed(changed, HighWaterMark()))


def add_seat(opened: Vault, unlocked: Unlocked, passphrase: str) -> int:
    seat = opened.next_seat
    put(opened, opened.with_new_seat(unlocked, passphrase))
    return seat


def create(folder: Path, passphrase: str = PASSPHRASE, **more: object) -> tuple[Vault, Unlocked]:
    made, unlocked = Vault.create(folder, passphrase, **({"strength": LIGHT} | more))  # type: ignore[arg-type]
    made.database.write_bytes(b"something encrypted")
    return made, unlocked


def try_open(folder: Path, passphrase: str = PASSPHRASE, **more: object) -> Unlocked:
    with Vault.open(folder) as opened:
        return opened.unlock(passphrase, **more)  # type: ignore[arg-type]
