"""What officers do with the keys of a store, each deed with its right, its trace in the journal and its effect."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.key_ceremonies import PermitAdmission
from core.desks.administration.officers import ChangeRoles, OpenAccount
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NoAccount, NoSuchRecord, NotAllowed, Refused
from core.results.secrets import Papers, Secret
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring, NobodyGivesRights, NotThatPaper, OwnSeatMissing
from data.vault import high_water_mark, recovery, vault
from data.vault.key_slots import PassphraseTooShort, make_key_file
from data.vault.vault import KeyFileNeeded, WrongPassphrase, WrongPassphraseOf
from tests.conftest import NOW, PASSPHRASE
from tests.support.site_driver import give_roles, permit

OTHER, THIRD = "second words here", "third words here"


pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture
def folder(tmp_path: Path, found_at: Callable[[Path, str], Any]) -> Path:
    """A store with the first officer, who may everything, and 李明, a clerk, at seat 2."""
    found_at(tmp_path / "store", "甲站").close()
    with_ring(tmp_path / "store", join)
    return tmp_path / "store"


def join(ring: Keyring, office: Office) -> None:
    ring.open_account(office, clerk(office), Secret(OTHER))
    give_roles(office, 2, "clerk")


def clerk(office: Office, name: str = "李明", seat: int = 2) -> OpenAccount:
    return OpenAccount(name=name, seat=seat, site=office.site)


def admit(ring: Keyring, office: Office, passphrase: str) -> int:
    permit(office, 2)
    return ring.admit_again(office, account_of(office, 2), Secret(passphrase))


def with_house(
    folder: Path,
    deed: Callable[[LocalBackend, Office], Any],
    secret: Secret | str = PASSPHRASE,
    seat: int | None = None,
) -> Any:
    """Sign in, do something, and close the store."""
    given = Secret(secret) if isinstance(secret, str) else secret
    house = LocalBackend(folder, clock=lambda: NOW)
    try:
        return deed(house, house.unlock(given.passphrase, seat, given.key_file))
    finally:
        house.close()


def with_ring(folder: Path, deed: Callable[[Keyring, Office], Any], *who: Any) -> Any:
    return with_house(folder, lambda house, office: deed(house.keyring, office), *who)


def opens(folder: Path, *who: Any) -> bool:
    try:
        return bool(with_house(folder, lambda house, office: True, *who))
    except WrongPassphrase:
        return False


def account_of(office: Office, seat: int) -> str:
    return next(str(each.id) for each in office.find(Query("account")) if each.seat == seat)


def deeds(folder: Path) -> list[str]:
    """The key ceremonies in the journal, newest first."""
    found = with_house(folder, lambda house, office: office.find(Query("ceremony")))
    return [str(each.deed) for each in found]


def forget(folder: Path) -> None:
    """Let the passphrase of seat 2 be one that nobody knows."""
    with_ring(folder, lambda ring, office: ring.change_passphrase(office, Secret("nobody knows this")), OTHER)


# Accounts


def test_a_closed_account_has_no_slot_and_its_passphrase_opens_nothing(folder: Path) -> None:
    with_ring(folder, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    assert not opens(folder, OTHER)
    with_house(folder, lambda house, office: None)
    assert with_house(folder, lambda house, office: house.seats()) == 1
    assert deeds(folder) == ["closed"]


def test_nobody_closes_or_readmits_himself(folder: Path) -> None:
    def own(ring: Keyring, office: Office) -> None:
        with pytest.raises(Refused, match="second officer"):
            ring.close_account(office, account_of(office, 1))
        with pytest.raises(Refused, match="second officer"):
            ring.admit_again(office, account_of(office, 1), Secret(THIRD))

    with_ring(folder, own)
    assert opens(folder)


def test_who_does_not_keep_accounts_closes_none_and_readmits_nobody(folder: Path) -> None:
    first = with_house(folder, lambda house, office: account_of(office, 1))
    for deed in (
        lambda ring, office: ring.close_account(office, first),
        lambda ring, office: ring.admit_again(office, first, Secret(THIRD)),
    ):
        with pytest.raises((NotAllowed, NoSuchRecord)):
            with_ring(folder, deed, OTHER)
    assert opens(folder)
    assert not opens(folder, THIRD)


def test_an_account_is_closed_once(folder: Path) -> None:
    with_ring(folder, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    with pytest.raises(Refused, match="closed already"):
        with_ring(folder, lambda ring, office: ring.close_account(office, account_of(office, 2)))


@pytest.mark.parametrize("lost", ["forgotten", "closed"])
def test_an_officer_is_admitted_again_at_the_same_seat(folder: Path, lost: str) -> None:
    if lost == "closed":
        with_ring(folder, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    else:
        forget(folder)
    seat = with_ring(folder, lambda ring, office: admit(ring, office, THIRD))
    assert seat == 2
    assert with_house(folder, lambda house, office: office.title("officer", office.officer), THIRD) == "李明"
    assert deeds(folder)[0] == "admitted"


def test_what_is_refused_leaves_the_account_as_it_was(folder: Path) -> None:
    with pytest.raises(PassphraseTooShort):
        with_ring(folder, lambda ring, office: admit(ring, office, "short"))
    with pytest.raises(PassphraseTooShort):
        with_ring(folder, lambda ring, office: ring.open_account(office, clerk(office, "王五", 3), Secret("short")))
    assert opens(folder, OTHER)
    assert deeds(folder) == []


def test_a_slot_whose_account_was_closed_when_the_program_was_killed_goes_at_the_next_unlock(folder: Path) -> None:
    from core.desks.administration.key_ceremonies import CloseAccount

    with_house(folder, lambda house, office: office.do(CloseAccount(target=account_of(office, 2))))
    with pytest.raises(NoAccount):
        opens(folder, OTHER)
    assert opens(folder)
    assert not opens(folder, OTHER)


# Passphrases


def test_a_changed_passphrase_opens_and_the_old_one_does_not(folder: Path) -> None:
    with_ring(folder, lambda ring, office: ring.change_passphrase(office, Secret(THIRD)), OTHER)
    assert opens(folder, THIRD, 2)
    assert not opens(folder, OTHER)
    assert opens(folder)
    assert deeds(folder) == ["passphrase"]


def test_a_key_file_comes_with_a_new_passphrase_and_is_asked_for_at_the_lock_too(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    make_key_file(key)
    with_ring(folder, lambda ring, office: ring.change_passphrase(office, Secret(THIRD, key)), OTHER)
    with pytest.raises(KeyFileNeeded):
        opens(folder, THIRD, 2)

    def locks(house: LocalBackend, _office: Office) -> None:
        assert house.wants_key_file()
        house.confirm(THIRD)
        key.write_bytes(bytes(64))
        with pytest.raises(WrongPassphrase):
            house.confirm(THIRD)

    with_house(folder, locks, Secret(THIRD, key))


def test_a_permission_to_admit_is_needed_is_used_once_and_goes_with_any_change(folder: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        account = account_of(office, 2)
        for take_away in (
            lambda: ring.admit_again(office, account, Secret(THIRD)),
            lambda: give_roles_by_action(office, account),
            lambda: ring.close_account(office, account),
        ):
            permit(office, 2)
            take_away()
            with pytest.raises(Refused, match="permits a new passphrase first"):
                ring.admit_again(office, account, Secret(OTHER))

    with_ring(folder, deed)
    assert not opens(folder, OTHER)


def test_a_permission_holds_for_a_day(folder: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        permit(office, 2)
        office._clock = lambda: NOW + timedelta(days=1, minutes=1)
        with pytest.raises(Refused, match="permitted until 2026-11-24"):
            ring.admit_again(office, account_of(office, 2), Secret(THIRD))

    with_ring(folder, deed)


def test_who_permits_does_not_admit(folder: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        office.do(PermitAdmission(target=account_of(office, 2), permitted_why="本人到场"))
        with pytest.raises(Refused, match="second officer"):
            ring.admit_again(office, account_of(office, 2), Secret(THIRD))

    with_ring(folder, deed)
    assert opens(folder, OTHER)


def test_the_master_key_is_not_changed_without_anybody_who_gives_rights(folder: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        give_roles(office, 2, "security_officer")
        give_roles(office, 1, "system_administrator")
        office.refresh()
        with pytest.raises(NobodyGivesRights, match="李明"):
            ring.rotate(office, {1: Secret(PASSPHRASE)})

    with_ring(folder, deed)
    assert opens(folder, OTHER)


def give_roles_by_action(office: Office, account: str) -> None:
    office.do(ChangeRoles(target=account, roles=("handler",)))


# The master key


def test_only_who_typed_a_passphrase_opens_the_store_after_the_master_key_was_changed(folder: Path) -> None:
    left = with_ring(folder, lambda ring, office: ring.rotate(office, {1: Secret(PASSPHRASE)}))
    assert left == ["李明"]
    assert not opens(folder, OTHER)
    assert opens(folder)
    with_ring(folder, lambda ring, office: admit(ring, office, THIRD))
    assert opens(folder, THIRD)
    assert deeds(folder) == ["admitted", "rotated"]


def test_everybody_present_keeps_seat_and_passphrase(folder: Path) -> None:
    both = {1: Secret(PASSPHRASE), 2: Secret(OTHER)}
    assert with_ring(folder, lambda ring, office: ring.rotate(office, both)) == []
    assert opens(folder, PASSPHRASE, 1)
    assert opens(folder, OTHER, 2)


def test_the_store_works_on_after_a_change_of_the_master_key(folder: Path) -> None:
    def twice(house: LocalBackend, office: Office) -> int:
        for _ in range(2):
            house.keyring.rotate(office, {1: Secret(PASSPHRASE), 2: Secret(OTHER)})
            office.do(clerk(office, "王五", 7 + office.count(Query("officer"))))
        assert house.check(office) is None
        return office.count(Query("officer"))

    assert with_house(folder, twice) == 4
    assert with_house(folder, lambda house, office: office.count(Query("officer"))) == 4
    assert sorted(path.name for path in folder.iterdir()) == ["lock", "store-3.db", "vault.json"]


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
    folder: Path, secrets: dict[int, Secret], refusal: type[Refusal]
) -> None:
    def tried(ring: Keyring, office: Office) -> None:
        with pytest.raises(refusal):
            ring.rotate(office, secrets)

    with_ring(folder, tried)
    assert (opens(folder), opens(folder, OTHER)) == (True, True)
    assert (folder / "store.db").exists()
    assert deeds(folder) == []


def test_keys_and_papers_need_the_duty_to_keep_the_store(folder: Path) -> None:
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

    with_ring(folder, tried, OTHER)


# Recovery


def make(folder: Path, need: int, of: int) -> tuple[str, ...]:
    def made(ring: Keyring, office: Office) -> tuple[str, ...]:
        papers = ring.draw_papers(office, (need, of) if need > 1 else None)
        ring.keep_papers(office, papers, papers.digits)
        return papers.digits

    digits: tuple[str, ...] = with_ring(folder, made)
    return digits


def recover(folder: Path, papers: tuple[str, ...], seat: int = 2, passphrase: str = THIRD) -> str:
    house = LocalBackend(folder, clock=lambda: NOW)
    try:
        return house.recover(papers, seat, Secret(passphrase)).officer
    finally:
        house.close()


@pytest.mark.parametrize(("need", "of"), [(1, 1), (2, 3)])
def test_papers_open_the_store_when_no_passphrase_does(folder: Path, need: int, of: int) -> None:
    papers = make(folder, need, of)
    forget(folder)
    recover(folder, papers[-need:])
    assert opens(folder, THIRD, 2)
    with_ring(folder, lambda ring, office: ring.try_papers(office, papers[:need]))
    assert deeds(folder) == ["tested", "used", "passphrase", "made"]


def test_papers_open_nothing_before_each_was_typed_back_in(folder: Path) -> None:
    def drawn(ring: Keyring, office: Office) -> tuple[str, ...]:
        papers = ring.draw_papers(office, (2, 3))
        mistyped = (papers.digits[0], papers.digits[2], papers.digits[1])
        for typed in (mistyped, papers.digits[:2]):
            with pytest.raises(NotThatPaper):
                ring.keep_papers(office, papers, typed)
        return papers.digits

    papers = with_ring(folder, drawn)
    with pytest.raises(recovery.PaperNotInForce):
        recover(folder, papers[:2])


def test_new_papers_end_the_old_ones_of_their_sort_only(folder: Path) -> None:
    code, old = make(folder, 1, 1), make(folder, 2, 3)
    new = make(folder, 2, 2)
    with pytest.raises(recovery.PaperNotInForce):
        recover(folder, old[:2])
    for papers in (code, new):
        recover(folder, papers)


def test_papers_are_void_after_a_change_of_the_master_key(folder: Path) -> None:
    papers = make(folder, 1, 1)
    with_ring(folder, lambda ring, office: ring.rotate(office, {1: Secret(PASSPHRASE)}))
    with pytest.raises(recovery.PaperNotInForce):
        recover(folder, papers)


def test_papers_give_no_seat_to_a_closed_account(folder: Path) -> None:
    papers = make(folder, 1, 1)
    with_ring(folder, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    with pytest.raises(NoAccount):
        recover(folder, papers)
    assert not opens(folder, THIRD)


# The witness line


def test_a_line_fits_the_store_from_then_on_also_after_a_change_of_the_master_key(folder: Path) -> None:
    line = with_ring(folder, lambda ring, office: ring.witness(office))
    with_ring(folder, lambda ring, office: ring.compare_witness(office, line))
    with_ring(folder, lambda ring, office: ring.rotate(office, {1: Secret(PASSPHRASE)}))
    with_ring(folder, lambda ring, office: ring.compare_witness(office, f"  {line}\n"))


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
    folder: Path, change: Callable[[str], str], refusal: type[Refusal]
) -> None:
    def compared(ring: Keyring, office: Office) -> None:
        with pytest.raises(refusal):
            ring.compare_witness(office, change(ring.witness(office)))

    with_ring(folder, compared)
