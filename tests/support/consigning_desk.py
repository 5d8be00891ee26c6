"""A site whose policy asks a second officer to approve what goes to others."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.desks.sync.consignments import ApproveConsignment, Consignment, ConsignmentStage, Voided
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.ids import new_id
from data.site.open_site import OpenSite
from data.sync.consigning import ConsignmentVoid
from data.sync.exchange import Exchange
from tests.support.site_driver import looked


@dataclass
class Desk:
    """A site with a clerk who sends and a supervisor who approves."""

    site: OpenSite
    clerk: Office
    supervisor: Office
    to: str
    files: Path

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.site.store, self.site.keys)

    def prepare(self, *compartments: str) -> str:
        return self.exchange.prepare(self.clerk, self.to, compartments, "monthly exchange")

    def approve(self, consignment: str) -> str:
        self.supervisor.do(looked(self.supervisor, ApproveConsignment(target=consignment)))
        return consignment

    def approved(self, *compartments: str) -> str:
        return self.approve(self.prepare(*compartments))

    def write(self, consignment: str, by: Office | None = None) -> Path:
        return self.exchange.write(by or self.clerk, consignment, self.files / f"{new_id()}.sealed").path

    def stored(self, consignment: str) -> Consignment:
        (found,) = self.site.store.find(Query("consignment", Is("id", (consignment,))))
        assert isinstance(found, Consignment)
        return found

    def now(self, consignment: str) -> Consignment:
        found: Consignment = self.clerk.get("consignment", consignment)
        return found

    def void(self, consignment: str, why: Voided) -> None:
        """It is refused at writing for this reason, is void ever after, and nothing is on the medium."""
        dispatches = self.clerk.count(Query("dispatch"))
        with pytest.raises(ConsignmentVoid, match=why.label):
            self.write(consignment)
        assert (self.now(consignment).stage, self.now(consignment).why) == (ConsignmentStage.VOID, why)
        with pytest.raises(Refused, match="stage"):
            self.write(consignment)
        assert list(self.files.iterdir()) == []
        assert self.clerk.count(Query("dispatch")) == dispatches

    def due(self) -> list[tuple[str, str]]:
        items = self.clerk.find(Query("agenda", Is("of_kind", ("consignment",))))
        return [(item.what.partition('"')[2].partition('"')[0], item.owner) for item in items]
