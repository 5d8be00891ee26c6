"""Routes: how files go between this site and another one; over a one-way route nobody can answer (changes §8.2)."""

from collections.abc import Iterable

from core.desks.sync.transfers import Dispatch
from core.desks.sync.trust import TRUST, Route, RouteTaken, Site
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query
from core.values.sentence import N_, Sentence, say


class ChangeRoute(Action):
    """Say how files go: both ways, or only to this site or only from it, as through a data diode."""

    on = Site
    duty = TRUST
    key = "o"
    elsewhere = True
    amends = True
    stamps = {"base": ""}

    route: RouteTaken

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject this site, and the route that stands."""
        if record.id == context.site:
            yield say(N_("This is your own site. Choose another one."))
        elif record.route is self.route:
            yield say(N_("The route to {name} is set this way already. Choose another one."), name=record.name)

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Write it; a one-way route begins with a snapshot, and nothing is expected from there any more."""
        yield from super().changes(record, context)
        if self.route is Route.TO:
            for dispatch in context.find(Query("dispatch", Is("to", (record.id,)))):
                if dispatch.receipt_due and not dispatch.receipt:
                    yield amend(dispatch, receipt_due=None)


class SnapshotNext(Action):
    """Let the next transfer to this site hold everything from the beginning, and count from that one afterwards."""

    on = Site
    duty = TRUST
    key = "p"
    stamps = {"base": ""}

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject a route that is not one way, and a snapshot that is next already."""
        yield from _not_one_way(record)
        if record.route is Route.TO and not record.base:
            yield say(N_("The next transfer to {name} is a snapshot already."), name=record.name)


class ConfirmArrival(Action):
    """Record that a one-way transfer has arrived, as you were told. Those that follow leave out what it held."""

    on = Dispatch
    duty = "transfers.send"
    key = "f"
    stamps = {"receipt": Start.NOW}

    def refuse(self, record: Dispatch, context: Context) -> Iterable[Sentence]:
        """Reject a route that is not one way, a transfer without a number, and one that has arrived."""
        site = context.get("site", record.to)
        if isinstance(site, Site):
            yield from _not_one_way(site)
        if not record.number:
            yield say(N_("This transfer has no number: it did not go over a one-way route."))
        if record.receipt is not None:
            yield say(N_("This transfer has arrived: its receipt came on {when}."), when=record.receipt)

    def changes(self, record: Dispatch, context: Context) -> Iterable[Draft]:
        """Take what was told for a receipt, and count from here."""
        yield from super().changes(record, context)
        site = context.get("site", record.to)
        if isinstance(site, Site):
            yield amend(site, base=record.id)


def _not_one_way(site: Site) -> Iterable[Sentence]:
    if site.route is not Route.TO:
        yield say(N_("The route to {name} is not one way: what it has not confirmed is sent."), name=site.name)
