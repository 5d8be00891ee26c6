"""Roles that exclude one another, and how a store begins: who opens accounts gives no rights."""

from pathlib import Path

import pytest

from core.desks.administration.backups import RecordBackup
from core.desks.administration.key_ceremonies import AdmitAgain, CloseAccount, MakeRecovery, RotateKeys, UseRecovery
from core.desks.administration.officers import Account, ChangeRoles, EditPolicy, IdentifyOfficer, OpenAccount
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.office.founding import founders_roles
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.policy.editing import with_figure
from core.policy.pack import Policy
from core.rights.role_separation import about_cases, contradictions, role_faults
from core.rules.agenda import AgendaItem
from core.values.sentence import N_
from data.site.open_site import PACKS, OpenSite, found_site, pack_text
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.site_driver import appoint, give_roles, permit

THREE = ("system_administrator", "security_officer", "auditor")
each_pack = pytest.mark.parametrize("pack", PACKS)


def account_at(office: Office, seat: int) -> Account:
    (found,) = office._store.find(Query("account", Is("seat", (seat,))))
    assert isinstance(found, Account)
    return found


def give(office: Office, seat: int, *roles: str) -> None:
    office.do(ChangeRoles(target=account_at(office, seat).id, roles=roles))


# What the packs say


@each_pack
def test_nobody_who_is_audited_is_the_auditor(pack: str) -> None:
    policy = Policy(pack_text(pack))
    assert all(policy.exclude(name, "auditor") and policy.exclude("auditor", name) for name in THREE[:2])


def test_in_china_all_three_exclude_one_another() -> None:
    assert len(contradictions(THREE, Policy(pack_text("cn")))) == 3
    assert len(contradictions(THREE, Policy(pack_text("generic")))) == 2


@each_pack
def test_nothing_is_wrong_with_the_roles_of_a_pack_that_is_shipped(pack: str) -> None:
    assert list(role_faults(Policy(pack_text(pack)))) == []


def test_a_duty_of_a_desk_that_nobody_has_thought_of_yet_is_about_cases() -> None:
    assert about_cases("clearance.read")
    assert not about_cases("common.read")


@pytest.mark.parametrize(
    ("role", "field", "value", "told"),
    [
        ("system_administrator", "duties", ["accounts.keep", "grievances.read"], "may not carry “read grievances”"),
        (
            "security_officer",
            "duties",
            ["policy.edit", "care.read", "grid.read"],
            "may not carry “read care files”, “read the grid”",
        ),
        ("auditor", "duties", ["audit.read", "people.private"], "may not carry “see identity numbers"),
        ("clerk", "duties", ["store.keep", "policy.edit"], "joins duties of “security officer” and “system administra"),
        ("security_officer", "duties", ["policy.edit", "accounts.keep"], "joins duties"),
        ("auditor", "excludes", ["security_officer", "secretary"], "excludes “secretary”, which is no other role"),
        ("auditor", "excludes", ["auditor"], "excludes “auditor”, which is no other role"),
    ],
)
def test_a_pack_that_joins_what_is_apart_is_not_taken(
    role: str, field: str, value: list[str], told: str, office: Office
) -> None:
    text = with_figure(pack_text("cn"), ("roles", role, field), value)
    with pytest.raises(Refused, match=told):
        office.do(EditPolicy(target=office.find(Query("policy"))[0].id, text=text))


def test_a_pack_in_which_the_auditor_is_not_apart_is_not_taken(office: Office) -> None:
    text = pack_text("generic")
    for role in THREE:
        text = with_figure(text, ("roles", role, "excludes"), None)
    with pytest.raises(Refused, match="must exclude “auditor”, which audits it"):
        office.do(EditPolicy(target=office.find(Query("policy"))[0].id, text=text))


# Giving roles


def test_roles_that_exclude_one_another_are_not_given_together(office: Office) -> None:
    appoint(office, "李明", 2)
    with pytest.raises(Refused, match="“auditor” and “security officer” exclude one another"):
        give(office, 2, "security_officer", "clerk", "auditor")
    give(office, 2, "security_officer", "clerk")
    assert account_at(office, 2).roles == ("security_officer", "clerk")


def test_nor_to_one_person_at_two_seats(office: Office) -> None:
    office.do(AddPerson(target="a" * 32, name="李明"))
    appoint(office, "李明", 2, "auditor", person="a" * 32)
    appoint(office, "李明甲", 3, person="a" * 32)
    with pytest.raises(Refused, match="nobody has both, not at two seats either"):
        give(office, 3, "system_administrator")
    office.do(CloseAccount(target=account_at(office, 2).id))
    give(office, 3, "system_administrator")
    permit(office, 2)
    with pytest.raises(Refused, match="exclude one another"):
        office.do(AdmitAgain(target=account_at(office, 2).id))


def test_what_stands_already_may_be_taken_apart_step_by_step(office: Office) -> None:
    appoint(office, "李明", 2, *THREE)
    give(office, 2, "security_officer", "auditor")
    with pytest.raises(Refused, match="exclude one another"):
        give(office, 2, *THREE)
    give(office, 2, "auditor")


def test_an_edit_of_the_pack_puts_no_standing_account_into_contradiction(office: Office) -> None:
    appoint(office, "李明", 2, "clerk", "handler")
    text = with_figure(pack_text("cn"), ("roles", "clerk", "excludes"), ["handler"])
    edit = EditPolicy(target=office.find(Query("policy"))[0].id, text=text)
    with pytest.raises(Refused, match="李明 has “legal aid clerk” and “case handler”"):
        office.do(edit)
    give(office, 2, "clerk")
    give_roles(office, 1, *(role for role in account_at(office, 1).roles if role != "handler"))
    office.do(edit)


# Opening accounts and giving rights are two offices


@pytest.fixture
def two(site: OpenSite, office: Office) -> tuple[Office, Office]:
    """A system administrator at seat 2 and a security officer at seat 3."""
    appoint(office, "系统", 2, "system_administrator")
    appoint(office, "安全", 3, "security_officer")
    return site.office(2), site.office(3)


def due(office: Office) -> list[str]:
    """Return what is due of accounts."""
    return [entry.what for entry in office.find(Query("agenda", Is("of_kind", ("account",))))]


def test_an_account_has_no_roles_until_the_security_officer_gives_them(
    site: OpenSite, two: tuple[Office, Office]
) -> None:
    administrator, security = two
    administrator.do(OpenAccount(name="李明", seat=4))
    newcomer = site.office(4)
    assert newcomer.viewer.duties == frozenset()
    assert not any(newcomer.reads(kind) for kind in ("person", "grievance", "unit"))
    assert len(due(administrator)) == len(due(security)) == 2  # the roles, and who the officer is
    with pytest.raises(NotAllowed):
        give(administrator, 4, "clerk")
    give(security, 4, "clerk")
    assert not any("roles" in what for what in due(security))
    assert "grievances.read" in site.office(4).viewer.duties


def test_neither_does_the_work_of_the_other_or_gives_himself_rights(two: tuple[Office, Office]) -> None:
    administrator, security = two
    with pytest.raises(NotAllowed):
        security.do(OpenAccount(name="李明", seat=4))
    with pytest.raises(Refused, match="second officer"):
        give(security, 3, "security_officer", "clerk")
    with pytest.raises(NotAllowed):
        give(administrator, 2, "clerk")


def test_nobody_gives_himself_rights_at_another_seat(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(target="a" * 32, name="安全"))
    appoint(office, "安全", 2, "security_officer", person="a" * 32)
    appoint(office, "安全乙", 3, person="a" * 32)
    with pytest.raises(Refused, match="second officer"):
        give(site.office(2), 3, "clerk")


# Who an officer is


@pytest.fixture
def opened(site: OpenSite, office: Office) -> Account:
    """The account of 李明, opened by an administrator, who may not read the register and so names no person."""
    appoint(office, "系统", 2, "system_administrator")
    appoint(office, "人事", 3, "registrar")
    site.office(2).do(OpenAccount(name="李明", seat=4))
    office.do(AddPerson(target="a" * 32, name="李明"))
    return account_at(office, 4)


def mine(office: Office) -> list[str]:
    """Return what waits in Today for this officer."""
    return [entry.what for entry in office.find(Query("agenda", AgendaItem.filters(office.context())[N_("mine")]))]


def test_who_an_officer_is_waits_for_who_keeps_the_register(site: OpenSite, opened: Account) -> None:
    assert any("identify this officer" in what for what in mine(site.office(3)))
    assert not any("identify this officer" in what for what in mine(site.office(2)))
    with pytest.raises(NotAllowed):
        site.office(2).do(IdentifyOfficer(target=opened.id, person="a" * 32))
    site.office(3).do(IdentifyOfficer(target=opened.id, person="a" * 32))
    assert site.office(3).get("officer", opened.officer).person == "a" * 32
    assert mine(site.office(3)) == []


def test_it_is_said_once_and_by_nobody_of_himself(site: OpenSite, office: Office, opened: Account) -> None:
    give_roles(office, 4, "registrar")
    with pytest.raises(Refused, match="second officer"):
        site.office(4).do(IdentifyOfficer(target=opened.id, person="a" * 32))
    site.office(3).do(IdentifyOfficer(target=opened.id, person="a" * 32))
    assert not IdentifyOfficer.applies(account_at(office, 4))
    with pytest.raises(Refused, match="already who"):
        site.office(3).do(IdentifyOfficer(target=opened.id, person="a" * 32))


def test_of_an_account_opened_with_its_person_nothing_more_is_asked(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(target="a" * 32, name="李明"))
    office.do(OpenAccount(name="李明", seat=4, person="a" * 32))
    assert not any("say who" in what for what in due(office))


def test_who_the_first_officer_is_is_asked_too(founded: OpenSite) -> None:
    assert any("identify this officer" in what for what in due(founded.office()))
    founded.close()


# How a store begins


@pytest.fixture
def founded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenSite:
    """A store as anybody founds it."""
    monkeypatch.setattr("data.vault.key_slots.MINIMUM", LIGHT)
    return found_site(tmp_path / "store", "甲站", PASSPHRASE, officer="安宁", strength=LIGHT)


def test_the_first_officer_appoints_others_and_does_no_work(founded: OpenSite) -> None:
    office = founded.office()
    assert account_at(office, 1).roles == ("system_administrator", "security_officer")
    assert not any(about_cases(duty) for duty in office.viewer.duties)
    founded.close()


def test_that_he_has_two_roles_that_exclude_one_another_is_due_until_it_is_mended(founded: OpenSite) -> None:
    first = founded.office()
    assert any("appoint a second officer" in what for what in due(first))
    first.do(OpenAccount(name="方审", seat=2))
    give(first, 2, "security_officer")
    second = founded.office(2)
    give(second, 1, "system_administrator", "clerk")
    assert not any("appoint" in what for what in due(second))
    assert founded.office().viewer.duties.isdisjoint({"rights.grant", "policy.edit"})
    founded.close()


def test_where_the_two_do_not_exclude_one_another_nothing_is_said_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.vault.key_slots.MINIMUM", LIGHT)
    site = found_site(tmp_path / "store", "甲站", PASSPHRASE, pack="generic", strength=LIGHT)
    assert not any("appoint" in what for what in due(site.office()))
    site.close()


@each_pack
def test_the_founder_is_no_auditor(pack: str) -> None:
    assert founders_roles(Policy(pack_text(pack))) == THREE[:2]


def kept_safe(office: Office) -> list[str]:
    """Return what is due of the keys and copies of a store, by its words."""
    asked = Is("of_kind", ("ceremony",))
    return sorted(entry.what.split('"')[1] for entry in office.find(Query("agenda", asked)))


def test_a_new_store_asks_for_a_first_backup_and_recovery_papers_until_they_are_made(founded: OpenSite) -> None:
    first = founded.office()
    assert kept_safe(first) == ["make recovery papers", "make the first backup"]
    assert set(kept_safe(first)) <= {what.split('"')[1] for what in mine(first)}
    first.do(RecordBackup(name="backup", place="/media/disc"))
    assert kept_safe(first) == ["make recovery papers"]
    first.do(MakeRecovery(need=2, of=3))
    assert kept_safe(first) == []
    founded.close()


@pytest.mark.parametrize(("deed", "why"), [(UseRecovery, "recovery used."), (RotateKeys, "master key changed.")])
def test_papers_that_were_used_or_count_no_more_are_asked_for_once_again(
    founded: OpenSite, deed: type[UseRecovery | RotateKeys], why: str
) -> None:
    first = founded.office()
    first.do_all((RecordBackup(name="backup", place="/media/disc"), MakeRecovery(need=1, of=1)))
    first.do(deed(seats="1"))
    first.do(deed(seats="1"))
    assert kept_safe(first) == ["make recovery papers"]
    assert [each.explain().say().endswith(why) for each in first.find(Query("ceremony")) if each.papers_due] == [True]
    first.do(MakeRecovery(need=1, of=1))
    assert kept_safe(first) == []
    founded.close()
