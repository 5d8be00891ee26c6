"""The house asks for the rights that reading and applying files needs, and tells of them what an officer may know."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from core.model.query import Query
from core.office.refusals import NotAllowed
from core.results.transfer import KindCount
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.sync import packing
from tests.support.site_driver import appoint

Hands = tuple[Any, ...]


def test_a_file_is_not_even_looked_at_without_the_duty_to_receive(
    hands: Hands, house: LocalBackend, files: tuple[Path, Path]
) -> None:
    b = hands[1]
    appoint(b.office, "李明", 2, "helper")
    with pytest.raises(NotAllowed, match="Receive transfer"):
        house.inspect(b.site.office(2), files[0])


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A mount folder on the disk of the store, empty, and a medium on another device."""
    under, shared = tmp_path / "under", Path("/dev/shm")
    under.mkdir()
    if not shared.is_dir() or shared.stat().st_dev == under.stat().st_dev:
        pytest.skip("there is no second device here")
    with TemporaryDirectory(dir=shared) as medium:
        yield under, Path(medium)


@pytest.mark.parametrize("volume_size", [0, 1 << 16], ids=["whole", "volumes"])
@pytest.mark.parametrize("late", [False, True], ids=["before it begins", "while it is packed"])
def test_a_medium_that_was_taken_out_after_it_was_checked_is_missed(
    hands: Hands,
    house: LocalBackend,
    drive: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    volume_size: int,
    late: bool,
) -> None:
    a, b, _ = hands
    under, medium = drive
    mounted = tmp_path / "stick"
    mounted.symlink_to(medium)

    def unmount() -> None:
        mounted.unlink()
        mounted.symlink_to(under)

    checked = house.preflight(b.office, mounted / "1.sealed", a.store.site)
    assert checked.ready
    if late:
        pack = packing.pack
        monkeypatch.setattr(packing, "pack", lambda *args, **more: (unmount(), pack(*args, **more))[1])
    else:
        unmount()
    with pytest.raises(Refusal, match="no longer the medium that was checked"):
        house.send(b.office, a.store.site, mounted / "1.sealed", checked=checked, volume_size=volume_size)
    assert not [*under.iterdir(), *medium.iterdir()]
    assert not b.office.find(Query("dispatch"))


def test_a_preview_says_what_is_purged_and_nothing_of_what_one_may_not_read(
    hands: Hands, house: LocalBackend, files: tuple[Path, Path]
) -> None:
    b = hands[1]
    b.receive(files[0])
    appoint(b.office, "李明", 2, "clerk")
    seen = {each.kind: each for each in house.inspect(b.office, files[1]).counts}
    assert seen["care_file"] == KindCount("care_file", 0, 0, 1)
    assert "care_file" not in {each.kind for each in house.inspect(b.site.office(2), files[1]).counts}
    told = house.inspect(b.site.office(2), files[1])
    assert (told.new_changes, told.counts, told.rest) == (0, (), True)
