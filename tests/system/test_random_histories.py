"""Whatever happens to machines and discs, everybody who talks it out agrees, and nothing is lost or doubled."""

from pathlib import Path

import pytest

from tests.support.every_case import one_in
from tests.support.history_machines import Wrote, standing
from tests.support.random_histories import Nursery

SOME = [range(start, start + 5) for start in (*range(0, 120, 5), *range(150, 165, 5))]  # in the last, changes wait
MANY = [range(start, start + 50) for start in range(1000, 3000, 50)]
"""Histories by their seeds, told in blocks."""


def live_and_judge(nursery: Nursery, folder: Path, seeds: range, deeds: int) -> None:
    for seed in seeds:
        world = nursery.world(folder, seed, sites=3 + seed % 2)
        try:
            world.live(deeds)
            world.judge()
        except BaseException as error:
            error.add_note(f"in the history with the seed {seed}")
            raise
        finally:
            for machine in world.machines:
                machine.store.close()
            for path in folder.iterdir():
                path.unlink()


@pytest.mark.parametrize("seeds", one_in(4, reversed(SOME)), ids=str)
def test_random_histories_come_out_as_the_oracle_says(nursery: Nursery, tmp_path: Path, seeds: range) -> None:
    live_and_judge(nursery, tmp_path, seeds, 14)


@pytest.mark.soak
@pytest.mark.parametrize("seeds", MANY, ids=str)
def test_many_longer_histories_come_out_as_the_oracle_says(nursery: Nursery, tmp_path: Path, seeds: range) -> None:
    live_and_judge(nursery, tmp_path, seeds, 30)


def test_what_only_a_site_itself_has_decided_to_believe_is_not_passed_on(nursery: Nursery, tmp_path: Path) -> None:
    """A site was trusted again: what its old keys signed last is believed here by that decision, and by nobody else."""
    live_and_judge(nursery, tmp_path, range(1332, 1333), 30)


# The oracle itself


def wrote(number: int, *knew: int, name: str = "name") -> Wrote:
    return Wrote(number, "person", "r", frozenset({name}), frozenset(knew))


@pytest.mark.parametrize(
    ("writes", "left"),
    [
        ([wrote(0)], {"write0x"}),
        ([wrote(0), wrote(1, 0)], {"write1x"}),
        ([wrote(0), wrote(1, 0), wrote(2, 0)], {"write1x", "write2x"}),
        ([wrote(0), wrote(1, 0), wrote(2, 0), wrote(3, 0, 1, 2)], {"write3x"}),
        ([wrote(0), wrote(1, 0, name="post")], {"write0x"}),
    ],
)
def test_the_oracle_says_what_anybody_would(writes: list[Wrote], left: set[str]) -> None:
    assert standing(writes, "r", "name") == left


def test_every_byte_of_a_machine_is_looked_through(nursery: Nursery, tmp_path: Path) -> None:
    """The search for what must not be there finds what is there: in the journal, in tables and in the full text."""
    world = nursery.world(tmp_path, 0)
    while not world.wrote:
        world.write()
    (value,) = (write.value.encode() for write in world.wrote)
    (at,) = (machine for machine in world.machines if machine.known())
    assert at.bytes_of_everything().count(value) >= 3
    assert all(value not in machine.bytes_of_everything() for machine in world.machines if machine is not at)
    for machine in world.machines:
        machine.store.close()
