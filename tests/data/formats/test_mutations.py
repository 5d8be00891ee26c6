"""Files that were damaged or made up are refused with a sentence or read rightly, and what is refused changes nothing.

Damage is chance. Whoever holds the keys of a trusted site can besides sign what is wrong inside: a list of contents,
changes, cards, a roster. All of it is tried, some with every run of the tests and much in a soak.
"""

import random
import resource
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.site_roster import NameKeeper
from core.values.refusal import Refusal
from data.vault import key_slots
from tests.conftest import LIGHT
from tests.data.conftest import Hand
from tests.support import mutated_transfers
from tests.support.mutated_files import a_backup, a_header, a_policy_pack, a_workbook
from tests.support.mutated_transfers import (
    Mutate,
    Scene,
    TakenBack,
    a_card,
    a_payload,
    a_roster,
    a_signed_change,
    a_signed_list,
    a_signed_roster,
    a_transfer,
    a_volume,
)

IN_EVERY_RUN, IN_A_SOAK = 20, 1000
SECONDS, MEGABYTES = 20, 600
"""What reading one file may take at most, on a machine that does other things too, and what all of them may."""


@pytest.fixture(scope="module")
def scene(hands_in: Callable[..., tuple[Hand, ...]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("mutations")
    here, there = hands_in(folder, "甲站", "乙站")
    (folder / "tried").mkdir()
    here.office.do(NameKeeper(target=there.store.site))
    for hand in (here, there):
        hand.office.do_all([AddPerson(name=f"人{number}") for number in range(3)])
    there.receive(here.send(there))
    here.receive(there.send(here))
    there.exchange.renew(there.office)
    there.exchange.publish(there.office)
    there.office.do_all([AddPerson(name=f"新人{number}") for number in range(4)])
    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield Scene(here, there, folder / "tried", there.send(here))


WHAT = (
    a_transfer, a_payload, a_signed_list, a_signed_change, a_signed_roster, a_roster, a_card, a_volume, a_header,
    a_backup, a_policy_pack, a_workbook,
)  # fmt: skip

COSTLY = {a_backup: 10}
"""What takes so many times as long as the others, and is tried less often."""


def try_many(scene: Scene, what: Callable[[Scene], Mutate], seeds: range) -> tuple[int, int]:
    """Read mutated files; return how many were refused, and how many were read."""
    mutate = what(scene)
    before, version = scene.here.rows(), _version(scene)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sentences: list[str] = []
    read = 0
    for seed in seeds:
        attempt = mutate(random.Random(f"{what.__name__} {seed}"))
        begun = time.process_time()
        try:
            attempt()
            read += 1
        except TakenBack:
            read += 1
        except Refusal as refusal:
            sentences.append(refusal.sentence.say())
        except BaseException as error:
            error.add_note(f"{what.__name__}, seed {seed}")
            raise
        assert time.process_time() - begun < SECONDS, f"{what.__name__}, seed {seed}"
        assert _version(scene) == version, f"something was written: {what.__name__}, seed {seed}"
    assert scene.here.rows() == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MEGABYTES * 1024
    assert all(sentences)
    return len(sentences), read


def _version(scene: Scene) -> int:
    """Return what is another number once anything was written by a transaction that was not taken back."""
    return int(scene.here.store._reader.execute("PRAGMA data_version").fetchone()[0])


@pytest.mark.parametrize("what", WHAT)
def test_a_mutated_file_is_refused_or_read_rightly(scene: Scene, what: Callable[[Scene], Mutate]) -> None:
    refused, _ = try_many(scene, what, range(IN_EVERY_RUN))
    assert refused


@pytest.mark.soak
@pytest.mark.parametrize("start", range(1000, 1000 + IN_A_SOAK, 100))
@pytest.mark.parametrize("what", WHAT)
def test_many_mutated_files_are_refused_or_read_rightly(
    scene: Scene, what: Callable[[Scene], Mutate], start: int
) -> None:
    refused, _ = try_many(scene, what, range(start, start + 100 // COSTLY.get(what, 1)))
    assert refused


@pytest.mark.parametrize("what", [a_transfer, a_payload, a_signed_list, a_signed_change, a_signed_roster])
def test_what_is_mutated_is_good_before(
    scene: Scene, what: Callable[[Scene], Mutate], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a mutation the file is read, so that a refusal is due to the mutation alone."""
    monkeypatch.setattr(mutated_transfers, "hit", lambda raw, rng: raw)
    monkeypatch.setattr(mutated_transfers, "changed", lambda document, rng, dump: dump(document))
    rng = random.Random(0)
    monkeypatch.setattr(rng, "randrange", lambda *_: 1)
    attempt = what(scene)(rng)
    with pytest.raises(TakenBack):
        attempt()
