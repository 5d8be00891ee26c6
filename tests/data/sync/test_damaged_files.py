"""Files that were damaged on the way: wherever a byte is wrong, missing or added, nothing of them is taken."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.people.people import AddPerson
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.station import Station


@pytest.fixture(scope="module")
def damaged_site(
    tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]
) -> Iterator[tuple[Station, Path]]:
    """A site, and a good file for it."""
    folder = tmp_path_factory.mktemp("damaged")
    sites = [found_at(folder / name, name) for name in ("甲站", "乙站")]
    a, b = (Station(site, folder) for site in sites)
    a.trust(b)
    b.trust(a)
    a.office.do_all([AddPerson(name=f"第{number}人") for number in range(20)])
    yield b, a.send(b)
    for site in sites:
        site.close()


HEALTH = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HEALTH
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_wrong_byte_anywhere_is_refused(
    damaged_site: tuple[Station, Path], tmp_path: Path, place: float, flip: int
) -> None:
    b, good = damaged_site
    raw = bytearray(good.read_bytes())
    raw[int(len(raw) * place)] ^= flip
    refused_and_untouched(b, tmp_path / "flipped.sealed", bytes(raw))


@HEALTH
@given(place=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_refused(damaged_site: tuple[Station, Path], tmp_path: Path, place: float) -> None:
    b, good = damaged_site
    raw = good.read_bytes()
    refused_and_untouched(b, tmp_path / "short.sealed", raw[: int(len(raw) * place)])


@HEALTH
@given(more=st.binary(min_size=1, max_size=200))
def test_a_file_with_something_after_its_end_is_refused(
    damaged_site: tuple[Station, Path], tmp_path: Path, more: bytes
) -> None:
    b, good = damaged_site
    refused_and_untouched(b, tmp_path / "long.sealed", good.read_bytes() + more)


def refused_and_untouched(b: Station, path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    before = b.store.journal.last()
    with pytest.raises(Refusal):
        b.receive(path)
    assert b.store.journal.last() == before


def test_the_good_file_is_taken_after_all(damaged_site: tuple[Station, Path]) -> None:
    b, good = damaged_site
    b.receive(good)
    assert len(b.names()) == 20
