"""Which carriers somebody still has who leaves, and which lie in an area that is given up."""

from collections.abc import Iterable

from core.desks.carriers.vocabulary import ANSWERED, AWAY, CarrierStage
from core.model.context import Context
from core.model.query import AllOf, AnyOf, Is, Query
from core.rules.holdings import Held, holding
from core.rules.standing_in import standing_in
from core.values.sentence import N_, Sentence, say


@holding
def carriers_held(person: str, context: Context) -> Iterable[Held]:
    """Yield the carriers that a person has now, and those in store of which he is the custodian."""
    has = AllOf((Is("holder", (person,)), Is("stage", ANSWERED)))
    keeps = AllOf((Is("keeper", (person,)), Is("stage", tuple(each for each in ANSWERED if each not in AWAY))))
    for carrier in context.find(Query("carrier", AnyOf((has, keeps)))):
        told = N_("{carrier}: the person has it, or is its custodian. Take it back, or hand it on to another.")
        yield Held(say(told, carrier=carrier.title), "carrier", carrier.id, keeps_here=True)


@standing_in
def carriers_there(area: str, context: Context) -> Iterable[Sentence]:
    """Yield the carriers that lie in an area."""
    there = AllOf((Is("area", (area,)), Is("stage", (CarrierStage.STORED,))))
    for carrier in context.find(Query("carrier", there)):
        yield say(N_("{carrier} lies there. Put it in another area first."), carrier=carrier.title)
