"""Who is responsible for which cell, and has what is due been done? The grid 网格 of prevention.

Imports `core.desks.people`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: the fields that records and actions share.
- `records`: cells, memberships and handovers.
- `tree`: which cells stand above and below, and who succeeded which.
- `backdating`: corrects the cell that other records note when a membership is entered afterwards.
- `dependents`: the open records that need somebody if a person, an officer or a cell goes.
- `rules`: rules that several actions share.
- `members`: who is in which cell: putting in, moving, leaving.
- `appointments`: appointing leads and deputies.
- `cells`: adding, amending and moving cells.
- `merging`: merging and ending cells.
- `duty_cards`: duty cards 职责清单, and which periods they owe.
- `duty_periods`: periods that were done or excused.
- `warnings`: warnings 预警: raised, acknowledged, escalated and closed.
- `handover`: handing over all open work of a person to another.
- `figures`: the figures of each cell, added up over the cells below it.
- `gaps`: cells that nobody leads, people in no cell, and contradictions between two sites.
"""

from core.desks.grid.appointments import AppointDeputy, AppointLead
from core.desks.grid.cells import AddCell, AmendCell, MoveCell
from core.desks.grid.duty_cards import AddDutyCard, AmendDutyCard, DutyCard, EndDutyCard
from core.desks.grid.duty_periods import DoDuty, DutyDone, ExcuseDuty, TakeBackPeriod
from core.desks.grid.handover import HandOver
from core.desks.grid.members import ChangePart, LeaveCell, MakePrimary, MovePerson, PutInCell
from core.desks.grid.merging import EndCell, MergeCell
from core.desks.grid.records import Cell, Handover, Membership
from core.desks.grid.vocabulary import GridSettings, Level, Part
from core.desks.grid.warnings import AcknowledgeWarning, ChangeLevel, CloseWarning, GridWarning, RaiseWarning

__all__ = [
    "AcknowledgeWarning",
    "AddCell",
    "AddDutyCard",
    "AmendCell",
    "AmendDutyCard",
    "AppointDeputy",
    "AppointLead",
    "Cell",
    "ChangeLevel",
    "ChangePart",
    "CloseWarning",
    "DoDuty",
    "DutyCard",
    "DutyDone",
    "EndCell",
    "EndDutyCard",
    "ExcuseDuty",
    "GridSettings",
    "GridWarning",
    "HandOver",
    "Handover",
    "LeaveCell",
    "Level",
    "MakePrimary",
    "Membership",
    "MergeCell",
    "MoveCell",
    "MovePerson",
    "Part",
    "PutInCell",
    "RaiseWarning",
    "TakeBackPeriod",
]
