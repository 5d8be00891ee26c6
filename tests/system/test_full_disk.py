"""A disk that is full, or a kill, at any write of any deed: it has happened or has not, and can be done again."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.people.people import AddPerson
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.site import demo_store
from data.site.keyring import Keyring
from data.store.sql_store import NOT_WIPED
from data.sync.card_files import SiteFiles
from data.vault import key_slots
from tests.conftest import LIGHT
from tests.support.faulty_disk import WITHIN, FaultyDisk, How, Killed
from tests.support.interrupted_deeds import CASES, WITH_THE_KEYS, WRITES_NOTHING, Case, seen
from tests.support.interrupted_scene import Scene, copy_scene, make_scene
from tests.support.key_change_cases import CASES as KEY_DEEDS
from tui.__main__ import LocalPlatform

State = dict[str, Any]
DONE_BY = (LocalBackend, Keyring, SiteFiles, LocalPlatform)
UNFINISHED = re.compile(r"\.(part|new)(/|$)|(^|/)\.sealdesk-|^gathered|^(2-)?made")
"""Names of files that a killed program leaves behind, which nobody takes for whole."""
IN_EVERY_RUN = (
    "LocalBackend.apply",
    "LocalBackend.attach_paper",
    "LocalBackend.export_list",
    "LocalBackend.register_medium",
    "LocalBackend.send in volumes",
)
"""The deeds that write most unlike one another; all are tried in a soak."""
STATEMENTS = 12
"""At how many statements within transactions each deed meets a full disk, in a soak."""


# What a library for spreadsheets leaves open when it fails is closed by Python, which says so.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. <_io:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True, scope="module")
def light() -> Iterator[None]:
    """Let derivations take a millisecond."""
    with patch.object(key_slots, "MINIMUM", LIGHT), patch.object(demo_store, "MINIMUM", LIGHT):
        yield


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], Any]) -> Scene:
    """A store with files beside it, closed; each try works on a copy."""
    return make_scene(tmp_path_factory.mktemp("deeds"), found_at)


def attempt(scene: Scene, case: Case, disk: FaultyDisk) -> str:
    """Do a deed on this disk; return how it ended: done, refused or killed. Who is not killed goes on as he was."""
    office = None if case.opens else scene.sign_in()
    case.prepare(scene, office)  # type: ignore[arg-type] - who needs no office is given none
    try:
        with disk.in_use():
            case.do(scene, office)  # type: ignore[arg-type]
    except Refusal:
        return "refused"
    except Killed:
        scene.let_go()
        return "killed"
    return "done"


def state(scene: Scene) -> State:
    """Return what is seen in a store, which is opened if it is closed."""
    if not scene.is_open:
        scene.sign_in()
    return seen(scene)


def close(scene: Scene, *, check: bool) -> None:
    """Close a store, which must be sound; what a purge could not wipe is wiped when the store is opened again."""
    fault = scene.site.store.check() if check else None
    if fault and fault.what.template == NOT_WIPED:
        scene.house.close()
        scene.sign_in()
        fault = scene.site.store.check()
    assert fault is None, fault
    scene.house.close()


def interrupted(
    scene: Scene, folder: Path, case: Case, how: How, *, most: int = 10_000, check: bool = True
) -> Counter[str]:
    """Interrupt a deed at every point, or at so many, and judge what is left; return how often it ended how."""
    before, after, points = undisturbed(scene, folder, case, check=check)
    within = [at for at, point in enumerate(points) if point.startswith(WITHIN)]
    chosen = {at for at in range(len(points)) if at not in set(within)}
    if how is How.FULL_ONCE:  # elsewhere such a point is the same as the end of its transaction
        chosen |= set(spread(within, STATEMENTS))
    ends, sorts, faults = Counter[str](), set[tuple[str, str]](), list[str]()
    for at in spread(sorted(chosen), most):
        tried = copy_scene(scene, folder / "try")
        ended = "?"
        try:
            ended = attempt(tried, case, FaultyDisk(at, how, statements=True))
            judge(tried, case, before, after, ended)
            tried.site.office().do(AddPerson(name="后来"))
            close(tried, check=check and (points[at], ended) not in sorts)
        except Exception as error:
            faults.append(f"{how.value} at {at}, {points[at]}: {ended}: {type(error).__name__}: {error}")
            tried.let_go()
        sorts.add((points[at], ended))
        ends[ended] += 1
    assert ends, "it writes nothing"
    assert not faults, "\n".join(faults)
    return ends


def spread(numbers: list[int], most: int) -> list[int]:
    """Return so many of these at most, the first and the last among them."""
    step = max(1, -(-len(numbers) // most))
    return sorted({*numbers[::step], *numbers[-1:]})


def undisturbed(scene: Scene, folder: Path, case: Case, *, check: bool) -> tuple[State, State, list[str]]:
    """Return what is seen before a deed and after it, and the points at which it writes."""
    whole, counting = copy_scene(scene, folder / "try"), FaultyDisk(statements=True)
    case.prepare(whole, whole.sign_in())
    before = state(whole)
    whole.house.close()
    whole = copy_scene(scene, folder / "try")
    assert attempt(whole, case, counting) == "done"
    after = state(whole)
    case.sound(whole, "done")
    close(whole, check=check)
    assert (before != after) == case.leaves
    return before, after, counting.points


def judge(scene: Scene, case: Case, before: State, after: State, ended: str) -> None:
    """Assert that an interrupted deed has happened or has not, and can be done again if it has not."""
    now = state(scene)
    case.sound(scene, ended)
    whole = now == after
    if ended == "killed":  # what is left of files says by its name that it is not whole, or is whole and not entered
        odd = {*now["files"]} - {*before["files"], *after["files"]}
        assert not [name for name in odd if not UNFINISHED.search(name)]
        now, before, after = ({**each, "files": []} for each in (now, before, after))
    if case.in_one:
        assert now in (before, after), differing(now, before)
        assert ended == "killed" or not case.leaves or whole == (ended == "done"), differing(now, before)
    if ended == "refused" or (ended == "killed" and not whole and (now != after or now == before)):
        again(scene, case)
        case.sound(scene, "done")
        last = {**state(scene), **({"files": []} if ended == "killed" else {})}
        assert not case.in_one or last == after, "done again: " + differing(last, after)


def differing(one: State, other: State) -> str:
    """Return what differs between two states."""
    return "; ".join(f"{name}: {one[name]} and not {other[name]}" for name in one if one[name] != other[name])


def again(scene: Scene, case: Case) -> None:
    """Do a deed again, on a sound disk; a store that it opens itself is closed before."""
    if case.opens:
        scene.house.close()
    try:
        case.do(scene, scene.site.office() if not case.opens else None)  # type: ignore[arg-type]
    except Refusal as refusal:
        raise AssertionError(f"cannot be done again: {refusal}") from refusal
    if not scene.is_open:
        scene.sign_in()


def test_every_method_that_writes_has_a_case() -> None:
    methods = {
        f"{of.__name__}.{name}"
        for of in DONE_BY
        for name, what in ((name, getattr(of, name)) for name in dir(of))
        if not name.startswith("_") and (callable(what) or isinstance(what, property))
    }
    named = {deed.partition(" ")[0] for deed in CASES}
    assert methods - named == {*WRITES_NOTHING, *WITH_THE_KEYS}
    assert set(WITH_THE_KEYS.values()) | {"restore_store"} == set(KEY_DEEDS)


@pytest.mark.parametrize("deed", IN_EVERY_RUN)
def test_a_deed_that_finds_the_disk_full_has_happened_or_has_not(scene: Scene, tmp_path: Path, deed: str) -> None:
    interrupted(scene, tmp_path, CASES[deed], How.FULL_ONCE, most=3, check=False)


@pytest.mark.soak
@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("deed", CASES)
def test_a_deed_has_happened_or_has_not_wherever_it_is_interrupted(
    scene: Scene, tmp_path: Path, deed: str, how: How
) -> None:
    ends = interrupted(scene, tmp_path, CASES[deed], how)
    print(f"{deed}, {how.value}: {ends.total()} points, {dict(ends)}")
