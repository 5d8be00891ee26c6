"""Secure areas: the areas with their terms, what protects them, what surrounds them, who may go in, and meetings."""

from collections.abc import Mapping
from typing import ClassVar

from core.desks.areas.children import AreaAccess, Control, Exposure
from core.desks.areas.meetings import SecretMeeting
from core.desks.areas.records import Area
from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.lists.desk_screen import DeskScreen


class AreasScreen(DeskScreen):
    """The lists of the desk; a round of checks stands first among what can be done."""

    foremost = frozenset({"do('check_area')"})
    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        Area.kind: ("number", "name", "level", "stage", "standing", "keeper", "place", "type"),
        Control.kind: ("area", "number", "type", "spot", "state", "state_since", "checked", "valid_until"),
        Exposure.kind: ("area", "place", "exposed_by", "severity", "standing", "direction", "metres", "done"),
        AreaAccess.kind: ("area", "person", "stage", "until", "reason", "asked_by", "asked"),
        SecretMeeting.kind: ("at", "name", "level", "stage", "standing", "area", "lead"),
    }


DESK = Desk(
    Section.SECRETS,
    N_("Secure areas"),
    (Area.kind, Control.kind, Exposure.kind, AreaAccess.kind, SecretMeeting.kind),
    AreasScreen,
    place=4,
)
