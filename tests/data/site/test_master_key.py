"""What officers do with the master key, the recovery papers and the witness line of a store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NoAccount, NotAllowed
from core.results.secrets import Papers, Secret
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring, NotThatPaper, OwnSeatMissing
from data.vault import high_water_mark, recovery, vault
from data.vault.vault import WrongPassphraseOf
from tests.conftest import NOW, PASSPHRASE
from tests.support.key_holders import (
    OTHER,
    THIRD,
    account_of,
    admit,
    clerk,
    deeds,
    forget,
    opens,
    with_house,
    with_ring,
)

pytestmark = pytest.mark.usefixtures("light")


# The master key


def test_only_who_typed_a_passphrase_opens_the_store_after_the_master_key_was_changed(store_of_two: Path) -> None:
    left = with_ring(store_of_two, lambda ring, office: ring.rotate(office, {1: Secret(PASSPHRASE)}))
    assert left == ["李明"]
    assert not opens(store_of_two, OTHER)
    assert opens(store_of_two)
    with_ring(store_of_two, lambda ring, office: admit(ring, office, THIRD))
    assert opens(store_of_two, THIRD)
    assert deeds(store_of_two) == ["admitted", "rotated"]


def test_everybody_present_keeps_seat_and_passphrase(store_of_two: Path) -> None:
    both = {1: Secret(PASSPHRASE), 2: Secret(OTHER)}
    assert with_ring(store_of_two, lambda ring, office: ring.rotate(office, both)) == []
    assert opens(store_of_two, PASSPHRASE, 1)
    assert opens(store_of_two, OTHER, 2)


def test_the_store_works_on_after_a_change_of_the_master_key(store_of_two: Path) -> None:
    def twice(house: LocalBackend, office: Office) -> int:
        for _ in range(2):
            house.keyring.rotate(office, {1: Secret(PASSPHRASE), 2: Secret(OTHER)})
            office.do(clerk(office, "王五", 7 + office.count(Query("officer"))))
        assert house.check(office) is None
        return office.count(Query("officer"))

    assert with_house(store_of_two, twice) == 4
    assert with_house(store_of_two, lambda house, office: office.count(Query("officer"))) == 4
    assert sorted(path.name for path in store_of_two.iterdir()) == ["lock", "store-3.db", "vault.json"]


@pytest.mark.parametrize(
    ("secrets", "refusal"),
    [
        ({}, OwnSeatMissing),
        ({2: Secret(OTHER)}, OwnSeatMissing),
        ({1: Secret(PASSPHRASE), 2: Secret("wrong words here")}, WrongPassphraseOf),
        ({1: Secret(PASSPHRASE), 3: Secret(OTHER)}, vault.NoSuchSeat),
    ],
)
def test_a_change_of_the_master_key_that_is_refused_changes_nothing(
    store_of_two: Path, secrets: dict[int, Secret], refusal: type[Refusal]
) -> None:
    def tried(ring: Keyring, office: Office) -> None:
        with pytest.raises(refusal):
            ring.rotate(office, secrets)

    with_ring(store_of_two, tried)
    assert (opens(store_of_two), opens(store_of_two, OTHER)) == (True, True)
    assert (store_of_two / "store.db").exists()
    assert deeds(store_of_two) == []


def test_keys_and_papers_need_the_duty_to_keep_the_store(store_of_two: Path) -> None:
    def tried(ring: Keyring, office: Office) -> None:
        digits = (recovery.draw_papers(1, 1)[0].digits(),)
        for deed in (
            lambda: ring.rotate(office, {2: Secret(OTHER)}),
            lambda: ring.draw_papers(office),
            lambda: ring.try_papers(office, digits),
            lambda: ring.keep_papers(office, Papers(1, digits), digits),
        ):
            with pytest.raises(NotAllowed):
                deed()

    with_ring(store_of_two, tried, OTHER)


# Recovery


def make(store_of_two: Path, need: int, of: int) -> tuple[str, ...]:
    def made(ring: Keyring, office: Office) -> tuple[str, ...]:
        papers = ring.draw_papers(office, (need, of) if need > 1 else None)
        ring.keep_papers(office, papers, papers.digits)
        return papers.digits

    digits: tuple[str, ...] = with_ring(store_of_two, made)
    return digits


def recover(store_of_two: Path, papers: tuple[str, ...], seat: int = 2, passphrase: str = THIRD) -> str:
    house = LocalBackend(store_of_two, clock=lambda: NOW)
    try:
        return house.recover(papers, seat, Secret(passphrase)).officer
    finally:
        house.close()


@pytest.mark.parametrize(("need", "of"), [(1, 1), (2, 3)])
def test_papers_open_the_store_when_no_passphrase_does(store_of_two: Path, need: int, of: int) -> None:
    papers = make(store_of_two, need, of)
    forget(store_of_two)
    recover(store_of_two, papers[-need:])
    assert opens(store_of_two, THIRD, 2)
    with_ring(store_of_two, lambda ring, office: ring.try_papers(office, papers[:need]))
    assert deeds(store_of_two) == ["tested", "used", "passphrase", "made"]


def test_papers_open_nothing_before_each_was_typed_back_in(store_of_two: Path) -> None:
    def drawn(ring: Keyring, office: Office) -> tuple[str, ...]:
        papers = ring.draw_papers(office, (2, 3))
        mistyped = (papers.digits[0], papers.digits[2], papers.digits[1])
        for typed in (mistyped, papers.digits[:2]):
            with pytest.raises(NotThatPaper):
                ring.keep_papers(office, papers, typed)
        return papers.digits

    papers = with_ring(store_of_two, drawn)
    with pytest.raises(recovery.PaperNotInForce):
        recover(store_of_two, papers[:2])


def test_new_papers_end_the_old_ones_of_their_sort_only(store_of_two: Path) -> None:
    code, old = make(store_of_two, 1, 1), make(store_of_two, 2, 3)
    new = make(store_of_two, 2, 2)
    with pytest.raises(recovery.PaperNotInForce):
        recover(store_of_two, old[:2])
    for papers in (code, new):
        recover(store_of_two, papers)


def test_papers_are_void_after_a_change_of_the_master_key(store_of_two: Path) -> None:
    papers = make(store_of_two, 1, 1)
    with_ring(store_of_two, lambda ring, office: ring.rotate(office, {1: Secret(PASSPHRASE)}))
    with pytest.raises(recovery.PaperNotInForce):
        recover(store_of_two, papers)


def test_papers_give_no_seat_to_a_closed_account(store_of_two: Path) -> None:
    papers = make(store_of_two, 1, 1)
    with_ring(store_of_two, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    with pytest.raises(NoAccount):
        recover(store_of_two, papers)
    assert not opens(store_of_two, THIRD)


# The witness line


def test_a_line_fits_the_store_from_then_on_also_after_a_change_of_the_master_key(store_of_two: Path) -> None:
    line = with_ring(store_of_two, lambda ring, office: ring.witness(office))
    with_ring(store_of_two, lambda ring, office: ring.compare_witness(office, line))
    with_ring(store_of_two, lambda ring, office: ring.rotate(office, {1: Secret(PASSPHRASE)}))
    with_ring(store_of_two, lambda ring, office: ring.compare_witness(office, f"  {line}\n"))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda line: "", high_water_mark.NotAWitnessLine),
        (lambda line: "a line of prose", high_water_mark.NotAWitnessLine),
        (lambda line: line.replace(" ", " 1", 1), high_water_mark.StoreOlder),
        (lambda line: f"9{line}", high_water_mark.StoreOlder),
        (lambda line: line.replace(line.split()[0], "1", 1), high_water_mark.StoreDiffers),
    ],
)
def test_a_line_that_does_not_fit_is_refused(
    store_of_two: Path, change: Callable[[str], str], refusal: type[Refusal]
) -> None:
    def compared(ring: Keyring, office: Office) -> None:
        with pytest.raises(refusal):
            ring.compare_witness(office, change(ring.witness(office)))

    with_ring(store_of_two, compared)
