"""Partners: who we work with. Little of it is written by hand, so it also shows what declarations do."""

from datetime import date, timedelta

import pytest

from core.desks.partners.register import AddPartner, AmendPartner, CheckStanding, EndPartner, Partner
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from tests.conftest import NOW

TODAY = NOW.date()


def only(office: Office) -> Partner:
    (partner,) = office.find(Query("partner"))
    assert isinstance(partner, Partner)
    return partner


@pytest.fixture
def partner(office: Office) -> Partner:
    office.do(AddPartner(name="正大律师事务所", type="law_firm", phone="0101234"))
    return only(office)


def test_what_is_asked_for_is_written_into_the_fields_of_the_same_name(partner: Partner) -> None:
    assert (partner.name, partner.type, partner.phone) == ("正大律师事务所", "law_firm", "0101234")


def test_a_correction_starts_with_what_stands(office: Office, partner: Partner) -> None:
    stands = AmendPartner.suggest(partner, office.context())
    assert stands == {name: getattr(partner, name) for name in ("name", "type", "contact", "phone", "licence")}
    office.do(AmendPartner(target=partner.id, **stands | {"contact": "王律师"}))
    assert only(office) == partner.model_copy(update={"contact": "王律师"})


def test_a_check_is_entered_for_today_unless_another_day_is_typed_and_never_for_one_to_come(
    office: Office, partner: Partner
) -> None:
    assert CheckStanding.suggest(partner, office.context()) == {"checked": TODAY}
    with pytest.raises(Refused, match="still to come"):
        office.do(CheckStanding(target=partner.id, checked=TODAY + timedelta(days=1)))
    office.do(CheckStanding(target=partner.id, checked=date(2026, 1, 5)))
    assert only(office).next_check == date(2027, 1, 5)


def test_it_ends_once(office: Office, partner: Partner) -> None:
    assert EndPartner.applies(partner)
    office.do(EndPartner(target=partner.id))
    assert only(office).ended == TODAY
    assert not EndPartner.applies(only(office))
    with pytest.raises(Refused, match=f"This was done on {TODAY} already"):
        office.do(EndPartner(target=partner.id))


def test_a_name_is_free_again_once_its_partner_has_ended(office: Office, partner: Partner) -> None:
    with pytest.raises(Refused, match="already"):
        office.do(AddPartner(name=partner.name))
    office.do(EndPartner(target=partner.id))
    office.do(AddPartner(name=partner.name))
