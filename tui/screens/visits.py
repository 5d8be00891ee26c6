"""Visits: who is inside now by one key, also on paper, beside the lists of the desk."""

from collections.abc import Mapping
from typing import ClassVar

from core.desks.administration.exports import RecordExport
from core.desks.visits.printouts import EVACUATION, inside_now
from core.desks.visits.records import INSIDE, Visit
from core.model.figure import has
from core.model.printout import PAPERS
from core.model.query import Query, both
from core.office.office import Office
from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.lists.desk_screen import DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.lists.grouped_source import GroupedSource
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource

VISITS = Visit.kind
COLUMNS = ("entered", "name", "body", "inside", "host", "badge", "standing")


class PrintEvacuationList(ScreenCommand):
    """Print who is inside now, area by area, to be read out at the place of assembly."""

    key = "E"
    words = "evacuation fire alarm"
    duty = RecordExport
    reads_again = False

    async def run(self, screen: DeskScreen) -> None:
        """Ask where to, and write the paper."""
        from tui.actions.printing import print_paper

        await print_paper(screen.app, screen.office, screen.sealdesk.backend, PAPERS[EVACUATION], "")


class InsideScreen(DrillDownScreen):
    """Everybody who is inside, by area, whoever has been there longest in front."""

    empty = N_("Nobody is inside.")
    own_commands = (*DrillDownScreen.own_commands, PrintEvacuationList())

    def __init__(self, office: Office) -> None:
        """Prepare the list of what is inside."""
        super().__init__(office, _("Inside now"), Query(VISITS, INSIDE, ("entered", "id")))

    def source(self) -> Source:
        """Return the visits in groups, one for each area in which anybody is."""
        names = {each.id: each.name for each in self.office.find(Query("area"))} if self.office.reads("area") else {}
        areas = [area for area, _visits in inside_now(self.office)]
        query = self.query_now()
        groups = [
            (
                names.get(area) or _("no area"),
                KindSource(
                    self.office, Query(VISITS, both(query.where, has("area", area or None)), query.order), COLUMNS
                ),
            )
            for area in areas
        ]
        return GroupedSource(groups) if groups else KindSource(self.office, query, COLUMNS)


class WhoIsInside(ScreenCommand):
    """Show who is inside now, by area, whoever has been there longest in front; also to be printed."""

    key = "I"
    words = "inside evacuation"
    foremost = True

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer reads visits."""
        return office.reads(VISITS)

    async def run(self, screen: DeskScreen) -> None:
        """Show it."""
        await screen.app.push_screen_wait(InsideScreen(screen.office))


class VisitsScreen(DeskScreen):
    """The visits, standing permissions, badges and days at the gate."""

    foremost = frozenset({"do('let_in')", "do('let_out')", "do('approve_visit')"})
    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        VISITS: (
            "planned_in",
            "name",
            "stage",
            "standing",
            "body",
            "number",
            "area",
            "people",
            "host",
            "type",
            "entered",
        ),
        "standing_permission": ("number", "who", "stage", "until", "standing", "areas", "host", "since"),
    }


DESK = Desk(
    Section.SECRETS,
    N_("Visits"),
    (VISITS, "standing_permission", "badge", "gate_day"),
    VisitsScreen,
    commands=(WhoIsInside(), PrintEvacuationList()),
    place=5,
    letter="v",
)
