"""Which carriers somebody still has who leaves a post, or the house: nobody else would answer for them."""

from collections.abc import Iterable

from core.desks.carriers.vocabulary import ANSWERED, AWAY
from core.model.context import Context
from core.model.query import AllOf, AnyOf, Is, Query
from core.rules.holdings import Held, holding
from core.values.sentence import N_, say


@holding
def carriers_held(person: str, context: Context) -> Iterable[Held]:
    """Yield the carriers that a person has now, and those in store of which he is the custodian."""
    has = AllOf((Is("holder", (person,)), Is("stage", ANSWERED)))
    keeps = AllOf((Is("keeper", (person,)), Is("stage", tuple(each for each in ANSWERED if each not in AWAY))))
    for carrier in context.find(Query("carrier", AnyOf((has, keeps)))):
        told = N_("{carrier}: the person has it, or is its custodian. Take it back, or hand it on to another.")
        yield Held(say(told, carrier=carrier.title), "carrier", carrier.id, keeps_here=True)
