"""What is still missing before the office can work: told to whoever can do something about it, until it is done."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

import tui.screens  # noqa: F401 - declares the desks
from core.desks.administration.policy_adoption import AdoptPolicy
from core.desks.grid.cells import AddCell
from core.desks.people.people import AddPerson
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from core.results.founding import NewOfficer
from core.results.secrets import Secret
from data.site.open_site import OpenSite, found_site
from data.vault import key_slots
from tests.conftest import LIGHT, NOW, PASSPHRASE
from tui.screens.today.setup import HEADING, missing, roles_nobody_holds, rows

Founded = Callable[..., OpenSite]


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[Founded]:
    """Found an office whose officers at the seats from 2 on have these roles."""
    made: list[OpenSite] = []

    def found(*roles: str) -> OpenSite:
        others = [NewOfficer(role, Secret(f"{role} {PASSPHRASE}"), (role,)) for role in roles]
        made.append(found_site(tmp_path / "store", "甲站", PASSPHRASE, strength=LIGHT, others=others))
        made[-1].clock = lambda: NOW
        return made[-1]

    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield found
    for site in made:
        site.close()


def kinds(office: Office) -> list[str]:
    return [kind for kind, _text in missing(office)]


def test_the_first_officer_is_told_which_officers_are_missing(founded: Founded) -> None:
    office = founded().office()
    (text,) = [sentence.say() for kind, sentence in missing(office) if kind == "account"]
    assert text == (
        "Officers: nobody is legal aid clerk, care clerk, grid clerk, education clerk, confidentiality clerk, "
        "gate officer, staff registrar, auditor yet. Open accounts for them."
    )


def test_nothing_is_said_of_officers_once_each_desk_has_somebody(founded: Founded) -> None:
    working = ("clerk", "care_clerk", "grid_clerk", "education_clerk", "confidentiality_clerk", "gate", "registrar")
    desks = (*working, "auditor", "security_officer")
    office = founded(*desks).office()
    assert roles_nobody_holds(office) == []
    assert "account" not in kinds(office)


def test_each_officer_is_told_what_he_can_do_until_it_is_done(founded: Founded) -> None:
    site = founded("registrar", "clerk", "auditor")
    registrar = site.office(2)
    assert kinds(registrar) == ["person", "cell"]
    assert kinds(site.office(3)) == []
    assert kinds(site.office(4)) == []
    registrar.do(AddPerson(name="张三", number="1001"))
    assert kinds(registrar) == ["cell"]
    registrar.do(AddCell(name="全单位", code="01", start=NOW.date()))
    assert kinds(registrar) == []


def test_the_policy_pack_is_to_be_read_and_that_is_confirmed_once(founded: Founded) -> None:
    office = founded().office()
    assert "policy" in kinds(office)
    (pack,) = office.find(Query("policy"))
    office.do(AdoptPolicy(target=pack.id))
    assert "policy" not in kinds(office)
    (pack,) = office.find(Query("policy"))
    assert pack.adopted == NOW.date()
    assert pack.adopted_by == office.officer
    with pytest.raises(Refused, match="already"):
        office.do(AdoptPolicy(target=pack.id))


def test_other_sites_are_spoken_of_in_the_first_days_only(founded: Founded) -> None:
    site = founded()
    (account,) = site.store.find(Query("account"))
    for days, told in ((0, True), (30, True), (31, False)):
        site.clock = partial(datetime.combine, account.opened + timedelta(days=days), NOW.time())
        assert ("site" in kinds(site.office())) is told


def test_today_tells_it_in_rows_that_lead_to_where_it_is_done(founded: Founded) -> None:
    ((heading, shown),) = rows(founded("registrar").office(2))
    assert heading == HEADING
    assert [row.text.split(":")[0] for row in shown] == ["Staff list", "Grid"]
