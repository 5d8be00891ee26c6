"""Every attack on a transfer file gets the refusal it must get, in bounded memory, and in a sentence that is text."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from core.values.refusal import Refusal
from data.transfer_file.sealed_file import open_sealed
from tests.support.attack_files import FAMILIES, write_all
from tests.support.attack_workshop import Family, Workshop
from tests.support.attacks_on_envelopes import headers
from tests.support.attacks_on_volumes import volume_attacks
from tests.support.forged_files import BETA, KNOWN


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_every_attack_is_refused_as_it_must_be(
    shop: Workshop, family: Callable[[Workshop], Family], tmp_path: Path
) -> None:
    path = tmp_path / "attack.sealed"
    for name, (raw, refused_as) in family(shop):
        path.write_bytes(raw)
        with pytest.raises(Refusal) as caught:
            open_sealed(path, BETA, KNOWN)
        assert type(caught.value) is refused_as, name
        said = str(caught.value)
        assert said.isprintable(), name
        assert "{" not in said, name


def test_every_attack_on_volumes_is_refused_as_it_must_be(shop: Workshop, tmp_path: Path) -> None:
    for number, (name, files, refused_as) in enumerate(volume_attacks(shop)):
        place = tmp_path / str(number)
        place.mkdir()
        for file, raw in files.items():
            (place / file).write_bytes(raw)
        with pytest.raises(Refusal) as caught:
            open_sealed(next(place.glob("x.sealed.*")), BETA, KNOWN)
        assert type(caught.value) is refused_as, name
        assert str(caught.value).isprintable(), name


def test_no_header_takes_much_memory(shop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "attack.sealed"
    for _, (raw, _) in headers(shop):
        path.write_bytes(raw)
        del raw
        tracemalloc.start()
        with pytest.raises(Refusal):
            open_sealed(path, BETA, KNOWN)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 8 << 20


def test_the_attacks_are_written_out_for_other_programs(tmp_path: Path) -> None:
    count = write_all(tmp_path / "attacks")
    written = [*(tmp_path / "attacks").glob("*.sealed"), *(tmp_path / "attacks").glob("volumes-*")]
    assert len(written) == count + 1  # and the good one
    open_sealed(tmp_path / "attacks" / "good.sealed", BETA, KNOWN)
