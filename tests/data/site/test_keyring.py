"""What officers do with accounts and passphrases, each deed with its right, its trace in the journal and its effect."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.desks.administration.key_ceremonies import PermitAdmission
from core.desks.administration.officers import ChangeRoles
from core.office.office import Office
from core.office.refusals import NoAccount, NoSuchRecord, NotAllowed, Refused
from core.results.secrets import Secret
from core.values.passphrase import PassphraseTooShort
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring, NobodyGivesRights
from data.vault.key_slots import make_key_file
from data.vault.vault import KeyFileNeeded, WrongPassphrase
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
from tests.support.site_driver import give_roles, permit

pytestmark = pytest.mark.usefixtures("light")


# Accounts


def test_a_closed_account_has_no_slot_and_its_passphrase_opens_nothing(store_of_two: Path) -> None:
    with_ring(store_of_two, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    assert not opens(store_of_two, OTHER)
    with_house(store_of_two, lambda house, office: None)
    assert with_house(store_of_two, lambda house, office: house.seats()) == 1
    assert deeds(store_of_two) == ["closed"]


def test_nobody_closes_or_readmits_himself(store_of_two: Path) -> None:
    def own(ring: Keyring, office: Office) -> None:
        with pytest.raises(Refused, match="second officer"):
            ring.close_account(office, account_of(office, 1))
        with pytest.raises(Refused, match="second officer"):
            ring.admit_again(office, account_of(office, 1), Secret(THIRD))

    with_ring(store_of_two, own)
    assert opens(store_of_two)


def test_who_does_not_keep_accounts_closes_none_and_readmits_nobody(store_of_two: Path) -> None:
    first = with_house(store_of_two, lambda house, office: account_of(office, 1))
    for deed in (
        lambda ring, office: ring.close_account(office, first),
        lambda ring, office: ring.admit_again(office, first, Secret(THIRD)),
    ):
        with pytest.raises((NotAllowed, NoSuchRecord)):
            with_ring(store_of_two, deed, OTHER)
    assert opens(store_of_two)
    assert not opens(store_of_two, THIRD)


def test_an_account_is_closed_once(store_of_two: Path) -> None:
    with_ring(store_of_two, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    with pytest.raises(Refused, match="closed already"):
        with_ring(store_of_two, lambda ring, office: ring.close_account(office, account_of(office, 2)))


@pytest.mark.parametrize("lost", ["forgotten", "closed"])
def test_an_officer_is_admitted_again_at_the_same_seat(store_of_two: Path, lost: str) -> None:
    if lost == "closed":
        with_ring(store_of_two, lambda ring, office: ring.close_account(office, account_of(office, 2)))
    else:
        forget(store_of_two)
    seat = with_ring(store_of_two, lambda ring, office: admit(ring, office, THIRD))
    assert seat == 2
    assert with_house(store_of_two, lambda house, office: office.title("officer", office.officer), THIRD) == "李明"
    assert deeds(store_of_two)[0] == "admitted"


def test_what_is_refused_leaves_the_account_as_it_was(store_of_two: Path) -> None:
    with pytest.raises(PassphraseTooShort):
        with_ring(store_of_two, lambda ring, office: admit(ring, office, "short"))
    with pytest.raises(PassphraseTooShort):
        with_ring(
            store_of_two, lambda ring, office: ring.open_account(office, clerk(office, "王五", 3), Secret("short"))
        )
    assert opens(store_of_two, OTHER)
    assert deeds(store_of_two) == []


def test_a_slot_whose_account_was_closed_when_the_program_was_killed_goes_at_the_next_unlock(
    store_of_two: Path,
) -> None:
    from core.desks.administration.key_ceremonies import CloseAccount

    with_house(store_of_two, lambda house, office: office.do(CloseAccount(target=account_of(office, 2))))
    with pytest.raises(NoAccount):
        opens(store_of_two, OTHER)
    assert opens(store_of_two)
    assert not opens(store_of_two, OTHER)


# Passphrases


def test_a_changed_passphrase_opens_and_the_old_one_does_not(store_of_two: Path) -> None:
    with_ring(store_of_two, lambda ring, office: ring.change_passphrase(office, Secret(THIRD)), OTHER)
    assert opens(store_of_two, THIRD, 2)
    assert not opens(store_of_two, OTHER)
    assert opens(store_of_two)
    assert deeds(store_of_two) == ["passphrase"]


def test_a_key_file_comes_with_a_new_passphrase_and_is_asked_for_at_the_lock_too(
    store_of_two: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    make_key_file(key)
    with_ring(store_of_two, lambda ring, office: ring.change_passphrase(office, Secret(THIRD, key)), OTHER)
    with pytest.raises(KeyFileNeeded):
        opens(store_of_two, THIRD, 2)

    def locks(house: LocalBackend, _office: Office) -> None:
        assert house.wants_key_file()
        house.confirm(THIRD)
        key.write_bytes(bytes(64))
        with pytest.raises(WrongPassphrase):
            house.confirm(THIRD)

    with_house(store_of_two, locks, Secret(THIRD, key))


def test_a_permission_to_admit_is_needed_is_used_once_and_goes_with_any_change(store_of_two: Path) -> None:
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

    with_ring(store_of_two, deed)
    assert not opens(store_of_two, OTHER)


def test_a_permission_holds_for_a_day(store_of_two: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        permit(office, 2)
        office._clock = lambda: NOW + timedelta(days=1, minutes=1)
        with pytest.raises(Refused, match="permitted until 2026-11-24"):
            ring.admit_again(office, account_of(office, 2), Secret(THIRD))

    with_ring(store_of_two, deed)


def test_who_permits_does_not_admit(store_of_two: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        office.do(PermitAdmission(target=account_of(office, 2), permitted_why="本人到场"))
        with pytest.raises(Refused, match="second officer"):
            ring.admit_again(office, account_of(office, 2), Secret(THIRD))

    with_ring(store_of_two, deed)
    assert opens(store_of_two, OTHER)


def test_the_master_key_is_not_changed_without_anybody_who_gives_rights(store_of_two: Path) -> None:
    def deed(ring: Keyring, office: Office) -> None:
        give_roles(office, 2, "security_officer")
        give_roles(office, 1, "system_administrator")
        office.refresh()
        with pytest.raises(NobodyGivesRights, match="李明"):
            ring.rotate(office, {1: Secret(PASSPHRASE)})

    with_ring(store_of_two, deed)
    assert opens(store_of_two, OTHER)


def give_roles_by_action(office: Office, account: str) -> None:
    office.do(ChangeRoles(target=account, roles=("handler",)))
