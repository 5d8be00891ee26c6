"""A deed with the keys that is interrupted has happened or has not, and the audit tells which."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.administration.key_ceremonies import TryRecovery
from core.model.action import ACTIONS
from core.model.audit_event import Event
from data.system.disk import DISK_REFUSALS
from data.vault import key_slots
from tests.conftest import LIGHT
from tests.support.faulty_disk import FaultyDisk, How, Killed
from tests.support.key_change_cases import (
    CASES,
    IN_A_NEW_STORE,
    Scene,
    copy_scene,
    key_deeds,
    make_scene,
    seen,
    told_done,
)
from tests.support.small_file_system import in_a_small_world


@pytest.fixture(autouse=True, scope="module")
def light() -> Iterator[None]:
    """Let derivations take a millisecond."""
    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], Any]) -> Scene:
    """A store with two officers and recovery papers, closed; each try works on a copy."""
    return make_scene(tmp_path_factory.mktemp("keydeeds"), found_at)


def attempt(scene: Scene, verb: str, disk: FaultyDisk) -> str:
    """Do a deed on this disk; return how it ended: done, refused or killed. The store is closed then."""
    case, ended = CASES[verb], "done"
    office = scene.sign_in(case.by) if case.by else None
    try:
        with disk.in_use():
            try:
                case.do(scene, office)  # type: ignore[arg-type] - who needs no office is given none
            except DISK_REFUSALS:
                ended = "refused"
            scene.house.close()
    except Killed:
        scene.let_go()
        ended = "killed" if ended == "done" else ended
    return ended


def test_every_deed_with_the_keys_has_a_case() -> None:
    assert key_deeds() <= set(CASES)
    of_keys = {name for name, action in ACTIONS.items() if Event.KEYS in (action.audited, action.on.audited)}
    assert of_keys - set(CASES) == {TryRecovery.verb()}  # which changes nothing


def interrupted(scene: Scene, folder: Path, verb: str, how: How, *, check: bool, every: int = 1) -> Counter[str]:
    """Interrupt a deed at every point, or every few, and judge what is left; return how often it ended how.

    The whole store is checked each time, or after the first interruption of each sort.
    """
    entered_first, elsewhere = CASES[verb].entered_first, verb in IN_A_NEW_STORE
    before, old = seen(copy_scene(scene, folder / "before"), verb)
    whole, counting = copy_scene(scene, folder / "after"), FaultyDisk()
    assert attempt(whole, verb, counting) == "done"
    after, notes = seen(whole, verb)
    assert before != after
    assert elsewhere or told_done(notes[len(old) :], entered_first=entered_first)
    ends, sorts = Counter[str](), set[str]()
    for at, point in list(enumerate(counting.points))[::every]:
        tried = copy_scene(scene, folder / "try")
        ended = attempt(tried, verb, FaultyDisk(at, how))
        now, notes = seen(tried, verb, check=check or point not in sorts)
        sorts.add(point)
        where = f"{how.value} at {at}, {point}: {ended}, {notes}"
        assert now in (before, after), where
        assert ended == "killed" or (now == after) == (ended == "done"), where
        assert elsewhere or told_done(notes[len(old) :], entered_first=entered_first) == (now == after), where
        ends[ended] += 1
    return ends


@pytest.mark.parametrize("how", [How.KILLED, How.FULL])
@pytest.mark.parametrize("verb", CASES)
def test_a_deed_with_the_keys_has_happened_or_has_not_wherever_it_is_interrupted(
    scene: Scene, tmp_path: Path, verb: str, how: How
) -> None:
    """At every fifth point; at each of them in a soak."""
    ends = interrupted(scene, tmp_path, verb, how, check=False, every=5)
    assert ends["killed" if how is How.KILLED else "refused"]


@pytest.mark.soak
@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("verb", CASES)
def test_a_store_is_sound_wherever_a_deed_with_the_keys_is_interrupted(
    scene: Scene, tmp_path: Path, verb: str, how: How
) -> None:
    ends = interrupted(scene, tmp_path, verb, how, check=True)
    print(f"{verb}, {how.value}: {ends.total()} points, {dict(ends)}")


REALLY_FULL = """
import sys
from pathlib import Path
from data.vault import key_slots as slots
from tests.conftest import LIGHT
from tests.support.key_change_cases import Scene, on_a_full_disk
slots.MINIMUM = LIGHT
disk = Path(sys.argv[1])
print(dict(on_a_full_disk(Scene(disk / "store" / "store", disk / "store" / "aside"), disk)))
"""


@pytest.mark.soak
def test_a_disk_that_is_full_for_real_leaves_no_half_deed(scene: Scene) -> None:
    ends = in_a_small_world(scene.store.parent, REALLY_FULL, "24m")
    print(ends)
    assert "refused" in ends
    assert "done" in ends
