"""Which accounts of this program somebody still has who leaves: they are closed first."""

from collections.abc import Iterable

from core.model.context import Context
from core.model.query import Is, Query, both
from core.rules.holdings import Held, holding
from core.values.sentence import N_, say


@holding
def accounts_held(person: str, context: Context) -> Iterable[Held]:
    """Yield the open accounts of the officers that a person is."""
    for officer in context.find(Query("officer", Is("person", (person,)))):
        open_ones = both(Is("officer", (officer.id,)), Is("closed", (False,)))
        for account in context.find(Query("account", open_ones)):
            said = say(
                N_("The account of {name} at seat {seat} is open. Let the system administrator close it."),
                name=officer.name,
                seat=account.seat,
            )
            yield Held(said, "account", account.id)
