"""Partners 协作单位: agencies, courts, law firms and others that grievances are referred to."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.model.action import Action
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Start
from core.model.query import Blank, Condition
from core.model.record import Record
from core.model.rule import Unique
from core.policy.pack import Settings
from core.values.field_types import AS_CODE
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class PartnerSettings(Settings):
    """The figures of section `[partners]`, in days."""

    section = "partners"
    label = N_("Partners")

    standing_days: Annotated[int, Field(ge=1, le=1100, title=N_("Days until a law firm is checked again"))] = 365
    """How long after a law firm's good standing was checked it is to be checked again."""


class PartnerType(LabelledEnum):
    """What a partner is."""

    AGENCY = "agency", N_("agency")
    COURT = "court", N_("court")
    PROCURATORATE = "procuratorate", N_("procuratorate")
    LAW_FIRM = "law_firm", N_("law firm")
    HOSPITAL = "hospital", N_("hospital")
    OTHER = "other", N_("other partner")


Name = Annotated[
    str, Field(min_length=1, max_length=100), About(N_("Name"), column=30, search=True, pinyin=True, index=True)
]
Type = Annotated[PartnerType, About(N_("Kind of partner"), column=14, index=True)]
Contact = Annotated[str, Field(max_length=100), About(N_("Contact"), column=14, search=True)]
Phone = Annotated[str, Field(max_length=100), AS_CODE, About(N_("Telephone"), column=16)]
Licence = Annotated[str, Field(max_length=100), AS_CODE, About(N_("Licence"), column=18)]
Checked = Annotated[date, About(N_("Good standing checked"), column=10, start=Start.TODAY, not_before="")]


class Partner(Record):
    """A body outside the organisation that we work with."""

    kind = "partner"
    label = N_("Partner")
    plural = N_("Partners")
    duty = "partners.read"
    order = ("name", "id")
    unique = (
        Unique(
            ("name",), N_("There is a partner with the name {name} already."), among=lambda partner: not partner.ended
        ),
    )
    deadlines = (
        Deadline(
            N_("check its good standing"),
            on="next_check",
            until=("ended",),
            since="checked",
            counted=N_("checked on {day}"),
            duty="partners.keep",
        ),
    )

    name: Name
    type: Type = PartnerType.AGENCY
    contact: Contact = ""
    phone: Phone = ""
    licence: Licence = ""
    checked: Checked | None = None
    next_check: Annotated[date | None, About(N_("Next check"), column=10, index=True)] = None
    ended: Annotated[date | None, About(N_("Ended"), column=10)] = None

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @classmethod
    def filters(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("in force"): Blank("ended"), **super().filters(context)}


def partner_faults(partner: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing can be referred to a partner."""
    found = context.get("partner", partner)
    if not isinstance(found, Partner):
        yield say(N_("Choose one of the partners."))
    elif found.ended:
        yield say(N_("Work with {name} ended on {day}. Choose another partner."), name=found.name, day=found.ended)
    elif found.type == PartnerType.LAW_FIRM and (found.next_check is None or found.next_check < context.today):
        yield say(N_("The good standing of {name} has not been checked in time. Check it first."), name=found.name)


class _Particulars(Action):
    """What is asked of a partner, by the action that adds one and the one that amends."""

    name: Name
    type: Type = PartnerType.AGENCY
    contact: Contact = ""
    phone: Phone = ""
    licence: Licence = ""


class AddPartner(_Particulars):
    """Enter a partner. Nothing is referred to a law firm before its good standing has been checked."""

    on = Partner
    creates = True
    duty = "partners.keep"
    key = "n"


class AmendPartner(_Particulars):
    """Correct or complete what is known of a partner."""

    on = Partner
    duty = "partners.keep"
    key = "e"
    amends = True


class CheckStanding(Action):
    """Note that the licence and good standing of a partner were checked, and found to be in order."""

    on = Partner
    duty = "partners.keep"
    key = "s"

    checked: Checked

    def written(self, record: Partner, context: Context) -> dict[str, Any]:
        """Add when it is to be checked again."""
        again = self.checked + timedelta(days=context.policy.settings(PartnerSettings).standing_days)
        return super().written(record, context) | {"next_check": again}


class EndPartner(Action):
    """Note that we no longer work with a partner. What was referred to it stays as it is."""

    on = Partner
    duty = "partners.keep"
    key = "d"
    once = "ended"
    stamps = {"ended": Start.TODAY}
