"""A policy pack is checked when it is read; what is wrong is named, and nothing breaks later."""

import tomllib
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.administration.officers import EditPolicy
from core.desks.grievances import GrievanceSettings
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from core.policy.pack import LockSettings, OtherWords, Policy, PolicyRefused, Settings, WorkdaySettings, option_tree
from core.policy.settings import Setting, settings
from data.site.open_site import PACKS, pack_text
from tests.support.every_case import every

ROLE = "[roles.clerk]\nlabel = 'clerk'\nzh = '干事'\nduties = ['common.read', 'policy.edit']\n"
OWN = ROLE.replace("clerk", "security_officer")


@pytest.mark.parametrize("pack", PACKS)
def test_the_packs_that_are_shipped_can_be_used(pack: str) -> None:
    policy = Policy(pack_text(pack))
    assert policy.name == pack
    assert policy.settings(GrievanceSettings).term_days == 60
    assert {"common", "grievance"} <= set(policy.options("compartments"))


@pytest.mark.parametrize("pack", PACKS)
def test_the_three_administrators_read_no_cases_and_the_auditor_is_neither_of_the_others(pack: str) -> None:
    roles = Policy(pack_text(pack)).roles
    for name in ("system_administrator", "security_officer", "auditor"):
        assert not {duty for duty in roles[name].duties if duty.startswith(("grievances.", "people."))}
    assert not roles["auditor"].duties & {"accounts.keep", "policy.edit", "sites.trust"}


@pytest.mark.parametrize("pack", PACKS)
def test_something_reads_every_section_of_a_pack_that_is_shipped(pack: str) -> None:
    assert Policy(pack_text(pack)).unknown == ()


def test_a_section_that_nothing_reads_is_no_edit_but_locks_nobody_out(office: Office) -> None:
    misspelt = pack_text("cn").replace("[lock]", "[locks]")
    assert Policy(misspelt).unknown == ("locks",)
    with pytest.raises(Refused, match="“locks”"):
        office.do(EditPolicy(target=office.find(Query("policy"))[0].id, text=misspelt))


@pytest.mark.parametrize("pack", PACKS)
def test_a_name_is_no_two_roles(pack: str) -> None:
    roles = Policy(pack_text(pack)).roles.values()
    assert len({role.label for role in roles}) == len({role.zh for role in roles}) == len(roles)


def test_what_is_not_written_has_a_default() -> None:
    assert Policy("").settings(GrievanceSettings).accept_days == 15
    assert Policy("").settings(LockSettings).idle_minutes == 5
    assert Policy("").options("categories") == ()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("name = ", "end of the text"),
        ("[grievances]\nterm_days = 0", "Grievances: Days to finish (term_days)"),
        ("[grievances]\nterm_days = 'long'", "Grievances: Days to finish (term_days)"),
        ("[grievances]\nterm_day = 60", "Grievances: “term_day”"),
        ("grievances = 3", "Grievances (grievances)"),
        ("[lock]\nidle_minutes = 61", "Screen lock: Idle minutes until the screen locks (idle_minutes)"),
        ("[roles.clerk]\nlabel = 'clerk'\nzh = '干事'", "Role “clerk”: Duties (duties)"),
        ("[roles]\nclerk = 'clerk'", "Role “clerk”"),
        ("roles = 3", "Roles (roles)"),
        ("options = 3", "Lists (options)"),
        ("[options]\ncategories = 3", "Categories of grievances (categories)"),
        ("[options]\ncategories = 'Wages'", "Categories of grievances (categories)"),
        ("[options.categories]\nPay = [3]", "Categories of grievances / Pay"),
    ],
)
def test_the_place_that_is_wrong_is_named(text: str, where: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        Policy(text)
    assert str(refused.value.facts["where"]) == where


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("[grievances]\naccept_days = true", "Grievances: Days to accept (accept_days)", "whole number"),
        ("[grievances]\naccept_days = '15'", "Grievances: Days to accept (accept_days)", "whole number"),
        ("[grievances]\naccept_days = 1e1", "Grievances: Days to accept (accept_days)", "whole number"),
        ("[grievances]\naccept_days = 15.0", "Grievances: Days to accept (accept_days)", "whole number"),
        ("[grievances]\naccept_days = 2026-11-23", "Grievances: Days to accept (accept_days)", "whole number"),
        (
            "[grievances]\nsecond_closes = 'withdrawn'",
            "Grievances: Outcomes that another officer closes (second_closes)",
            "list",
        ),
        (
            "[grievances]\nsecond_closes = ['gone']",
            "Grievances: Outcomes that another officer closes, entry 1 (second_closes)",
            "'resolved'",
        ),
        (
            "[policy]\nsecond_officer = 0",
            "Policy pack: A second officer approves edits (second_officer)",
            "true or false",
        ),
        (
            "[policy]\nsecond_officer = 'no'",
            "Policy pack: A second officer approves edits (second_officer)",
            "true or false",
        ),
        (
            "[transfers]\nsecond_officer = 1",
            "Transfers: A second officer approves what goes (second_officer)",
            "true or false",
        ),
        (
            "[trust]\nshares = [1]",
            "Trusted sites: Shared with a newly trusted site, entry 1 (shares)",
            "text in quotes",
        ),
        (
            "[roles.clerk]\nlabel = 1\nzh = '干事'\nduties = []",
            "Role “clerk”: Name in English (label)",
            "text in quotes",
        ),
        ("[workdays]\nwork = ['soon']", "Working days: Further working days, entry 1 (work)", "date"),
        ("[workdays]\nwork = [20270220]", "Working days: Further working days, entry 1 (work)", "date"),
        (
            "[workdays]\nknown_until = 2027-12-31T08:00:00",
            "Working days: Holidays are known until (known_until)",
            "date",
        ),
        (
            "[workdays]\noff = {2027-02-20 = '春节'}\nwork = [2027-02-20]",
            "Working days: Further working days (work)",
            "days off too",
        ),
        (
            "[grid]\nred_hours = 100",
            "Grid: Hours to handle a red warning (red_hours)",
            "not be more than Hours to handle an orange warning, which is 8",
        ),
        (
            "[grid]\nyellow_hours = 73",
            "Grid: Hours to handle a yellow warning (yellow_hours)",
            "not be more than Hours to handle a blue warning, which is 72",
        ),
        (
            "[care]\nurgent_days = 15",
            "Care files: Days between check-ins, urgent attention (urgent_days)",
            "not be more than Days between check-ins, closer attention, which is 14",
        ),
    ],
)
def test_a_value_has_its_type_and_what_belongs_there_is_said(text: str, where: str, why: str) -> None:
    with pytest.raises(PolicyRefused, match=why) as refused:
        Policy(text)
    assert str(refused.value.facts["where"]) == where


FIGURES = [figure for figure in settings("") if figure.type in (int, bool)]


@every("figure", FIGURES, lambda figure: figure.name)
@every("value", ["true", "false", "1", "5", "'5'", "5.0", "'true'", "[5]", "2026-11-23"])
def test_a_figure_that_is_taken_is_the_value_that_stands_in_the_text(figure: Setting, value: str) -> None:
    section, name = figure.path
    (terms,) = (each for each in Settings.__subclasses__() if each.section == section)
    text = f"[{section}]\n{name} = {value}"
    with suppress(PolicyRefused):
        taken = getattr(Policy(text).settings(terms), name)
        assert (type(taken), taken) == (figure.type, tomllib.loads(text)[section][name])


def test_dates_and_lists_are_read_as_they_are_written() -> None:
    text = "[workdays]\noff = {2027-02-20 = '春节'}\nwork = [2027-02-21]\nknown_until = 2027-12-31"
    terms = Policy(text).settings(WorkdaySettings)
    assert (terms.off, terms.work) == ({date(2027, 2, 20): "春节"}, (date(2027, 2, 21),))
    assert terms.known_until == date(2027, 12, 31)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(PolicyRefused):
        assert Policy(text).text == text


def test_roles_together_carry_the_duties_of_each() -> None:
    policy = Policy(ROLE + ROLE.replace("clerk", "lead").replace("common.read", "people.read"))
    assert policy.duties(("clerk", "lead", "gone")) == {"common.read", "policy.edit", "people.read"}


def test_a_tree_is_listed_by_whole_paths_parents_first() -> None:
    policy = Policy("[options.categories]\n'Pay' = ['Wages', 'Pension']\n'Other' = []")
    assert policy.options("categories") == ("Pay", "Pay/Wages", "Pay/Pension", "Other")


def test_a_name_that_stands_once_on_a_tree_is_its_place() -> None:
    tree = option_tree(("Pay", "Pay/Wages", "Pay/Other", "Other", "Family/Other", "Family/Kin", "Work/Kin"))
    assert (tree["Wages"], tree["Other"], tree["Pay/Other"]) == ("Pay/Wages", "Other", "Pay/Other")
    assert "Kin" not in tree


def test_a_pack_that_cannot_be_used_is_not_taken(office: Office) -> None:
    pack = office.find(Query("policy"))[0]
    with pytest.raises(Refused, match="term_days"):
        office.do(EditPolicy(target=pack.id, text=f"{ROLE}[grievances]\nterm_days = 0"))
    assert office.find(Query("policy")) == [pack]


def test_a_pack_that_nobody_could_edit_again_is_not_taken(office: Office) -> None:
    pack = office.find(Query("policy"))[0]
    with pytest.raises(Refused, match=r"edit the policy pack"):
        office.do(EditPolicy(target=pack.id, text="name = 'locked out'"))


def test_a_new_pack_is_in_force_at_once_with_its_name(office: Office) -> None:
    pack = office.find(Query("policy"))[0]
    office.do(EditPolicy(target=pack.id, text=f"name = 'ours'\n{OWN}[lock]\nidle_minutes = 9"))
    assert office.policy.settings(LockSettings).idle_minutes == 9
    assert office.get("policy", pack.id).name == "ours"
    assert office.viewer.duties == {"common.read", "policy.edit"}


@pytest.mark.parametrize("pack", ["cn", "generic"])
def test_other_words_lead_to_categories_that_are_there(pack: str) -> None:
    policy = Policy(pack_text(pack))
    words = policy.settings(OtherWords).categories
    assert words
    assert set(policy.other_words("categories")) == set(words), "each of them is on the tree"
