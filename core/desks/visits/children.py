"""What is kept of a visitor's document, apart from the visit, so that it is erased long before it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

from core.desks.visits import fields
from core.desks.visits.vocabulary import KEEP, READ, DocumentKind
from core.model.deadline import Due, Together
from core.model.field import About
from core.model.record import Record, derived
from core.values.cleaning import code_key
from core.values.sentence import N_, Sentence, say

SHOWN = 4
"""How many signs of a number are shown after entry."""


class VisitDocument(Record):
    """The document that was seen when a visitor came in: its number is masked, and erased after its days."""

    kind = "visit_document"
    label = N_("Document seen")
    plural = N_("Documents seen")
    compartment = "areas"
    duty = READ
    retention = "visits.document_days"
    order = ("id",)

    visit: Annotated[str, About(N_("Visit"), refers="visit", owner=True, index=True)]
    document: fields.DocumentKind = DocumentKind.IDENTITY
    ending: Annotated[str, About(N_("Ends in"), column=8, unsought=True)] = ""
    """The last signs of the number, by which the gate tells whether it has the right document before it."""
    number: fields.DocumentNumber = ""
    erase_on: Annotated[date, About(N_("Kept until"), column=10, index=True)]

    @property
    def title(self) -> str:
        """The last signs of its number."""
        return f"…{self.ending}"

    @derived(About(N_("Month of the purge")))
    def erase_month(self) -> str:
        """The month in which it is to be erased."""
        return f"{self.erase_on:%Y-%m}"

    def agenda(self) -> Iterable[Due]:
        """That its number is to be erased, with all others of that month."""
        together = Together("erase_month", N_("erase document numbers"), N_("{count} documents"))
        over = self.erase_on + timedelta(days=1)
        yield Due(over, say(N_("erase the document number")), duty=KEEP, purges=True, together=together)

    def explain(self) -> Sentence:
        """Return until when it is kept."""
        return say(N_("Kept until {day}, by the days of the policy pack."), day=self.erase_on)


def ending(number: str) -> str:
    """Return what is shown of a number: its last signs, and never more than half of it."""
    return number[-min(SHOWN, len(number) // 2) :] if len(number) > 1 else ""


def same_document(one: VisitDocument, document: DocumentKind, number: str) -> bool:
    """Whether a document is the one with this number, however it is written."""
    return one.document == document and code_key(one.number) == code_key(number)
