"""Partners 协作单位: agencies, courts, law firms and others that grievances are referred to."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.action import Action, Context, amend, create
from core.change import Draft
from core.fields import AS_CODE, Code
from core.numbering import known
from core.policy import Terms
from core.query import Blank, Condition, Is, Query, both
from core.record import About, Due, Record, Word
from core.text import N_, Sentence, say

Name = Annotated[str, Field(min_length=1, max_length=100)]
Short = Annotated[str, Field(max_length=100)]
ShortCode = Annotated[str, Field(max_length=100), AS_CODE]


class PartnerTerms(Terms):
    """The figures of section `[partners]`, in days."""

    section = "partners"
    label = N_("Partners")

    standing_days: Annotated[int, Field(ge=1, le=1100, title=N_("Days until a law firm is checked again"))] = 365
    """How long after a law firm's good standing was checked it is to be checked again."""


class Sort(Word):
    """What a partner is."""

    AGENCY = "agency", N_("agency")
    COURT = "court", N_("court")
    PROCURATORATE = "procuratorate", N_("procuratorate")
    LAW_FIRM = "law_firm", N_("law firm")
    HOSPITAL = "hospital", N_("hospital")
    OTHER = "other", N_("other partner")


class Partner(Record):
    """A body outside the organisation that we work with."""

    kind = "partner"
    label = N_("Partner")
    plural = N_("Partners")
    duty = "partners.read"
    order = ("name", "id")

    name: Annotated[Name, About(N_("Name"), column=30, search=True, pinyin=True, index=True)]
    sort: Annotated[Sort, About(N_("Kind of partner"), column=14, index=True)] = Sort.AGENCY
    contact: Annotated[str, About(N_("Contact"), column=14, search=True)] = ""
    phone: Annotated[Code, About(N_("Telephone"), column=16)] = ""
    licence: Annotated[Code, About(N_("Licence"), column=18)] = ""
    checked: Annotated[date | None, About(N_("Good standing checked"), column=10)] = None
    next_check: Annotated[date | None, About(N_("Next check"), column=10, index=True)] = None
    ended: Annotated[date | None, About(N_("Ended"), column=10)] = None

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    def agenda(self) -> Iterable[Due]:
        """The next check of its standing."""
        if self.next_check and not self.ended:
            yield Due(self.next_check, say(N_("check its good standing")))

    def explain(self) -> Sentence | None:
        """Return the sum that leads to the next check."""
        if self.next_check is None or self.checked is None or self.ended:
            return None
        days = (self.next_check - self.checked).days
        return say(
            N_("Due {due}: checked {checked} + {days} days."), due=self.next_check, checked=self.checked, days=days
        )

    @classmethod
    def flags(cls, context: Context) -> dict[str, Condition]:
        """The words an officer filters by."""
        return {N_("in force"): Blank("ended")}


def partner_faults(partner: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing can be referred to a partner."""
    found = context.get("partner", partner)
    if not isinstance(found, Partner):
        yield say(N_("Choose one of the partners."))
    elif found.ended:
        yield say(N_("Work with {name} ended on {day}. Choose another partner."), name=found.name, day=found.ended)
    elif found.sort == Sort.LAW_FIRM and (found.next_check is None or found.next_check < context.today):
        yield say(N_("The good standing of {name} has not been checked in time. Check it first."), name=found.name)


class _Particulars(Action):
    """What is asked of a partner, by the action that adds one and the one that amends."""

    name: Annotated[Name, About(N_("Name"))]
    sort: Annotated[Sort, About(N_("Kind of partner"))] = Sort.AGENCY
    contact: Annotated[Short, About(N_("Contact"))] = ""
    phone: Annotated[ShortCode, About(N_("Telephone"))] = ""
    licence: Annotated[ShortCode, About(N_("Licence"))] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Names are unique among those we work with."""
        namesake = both(Is("name", (self.name,)), Blank("ended"))
        if any(partner.id != self.target for partner in known(context.find(Query("partner", namesake)), context)):
            yield say(N_("There is a partner with the name {name} already."), name=self.name)

    def particulars(self) -> dict[str, Any]:
        """Return the fields of the partner."""
        return {name: getattr(self, name) for name in _Particulars.model_fields if name != "target"}


class AddPartner(_Particulars):
    """Enter a partner. Nothing is referred to a law firm before its good standing has been checked."""

    on = Partner
    creates = True
    duty = "partners.keep"
    key = "n"

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Make the partner."""
        yield create(Partner(id=self.target, **self.particulars()))


class AmendPartner(_Particulars):
    """Correct or complete what is known of a partner."""

    on = Partner
    duty = "partners.keep"
    key = "e"

    @classmethod
    def suggest(cls, record: Partner, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {name: getattr(record, name) for name in _Particulars.model_fields if name != "target"}

    def changes(self, record: Partner, context: Context) -> Iterable[Draft]:
        """Write what differs."""
        yield amend(record, **self.particulars())


class CheckStanding(Action):
    """Note that the licence and good standing of a partner were checked, and found to be in order."""

    on = Partner
    duty = "partners.keep"
    key = "s"

    checked: Annotated[date, About(N_("Good standing checked"))]

    @classmethod
    def suggest(cls, record: Partner, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"checked": context.today}

    def refuse(self, record: Partner, context: Context) -> Iterable[Sentence]:
        """It has been done."""
        if self.checked > context.today:
            yield say(N_("{day} is still to come. Enter the day it was done."), day=self.checked)

    def changes(self, record: Partner, context: Context) -> Iterable[Draft]:
        """Write the day, and when it is to be done again."""
        again = self.checked + timedelta(days=context.policy.terms(PartnerTerms).standing_days)
        yield amend(record, checked=self.checked, next_check=again)


class EndPartner(Action):
    """Note that we no longer work with a partner. What was referred to it stays as it is."""

    on = Partner
    duty = "partners.keep"
    key = "d"

    def refuse(self, record: Partner, context: Context) -> Iterable[Sentence]:
        """It ends once."""
        if record.ended:
            yield say(N_("It ended on {day} already."), day=record.ended)

    def changes(self, record: Partner, context: Context) -> Iterable[Draft]:
        """Write the day."""
        yield amend(record, ended=context.today)
