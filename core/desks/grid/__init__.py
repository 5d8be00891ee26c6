"""Grid 网格: mass prevention organised as a tree of responsibility cells.

`words` and `records` say what is kept; `cells`, `merging`, `members`, `duties`, `warnings` and `handover` what an
officer does; `hanging` what would be orphaned; `gaps` what is wrong, and `figures` what the dashboard shows.
"""

from core.desks.grid.cells import AddCell, AmendCell, MoveCell
from core.desks.grid.duties import (
    AddDutyCard,
    AmendDutyCard,
    DoDuty,
    DutyCard,
    DutyDone,
    EndDutyCard,
    ExcuseDuty,
    TakeBackSettled,
)
from core.desks.grid.handover import HandOver
from core.desks.grid.members import (
    AppointDeputy,
    AppointLead,
    ChangePart,
    LeaveCell,
    MakePrimary,
    MovePerson,
    PutInCell,
)
from core.desks.grid.merging import EndCell, MergeCell
from core.desks.grid.records import Cell, Handover, Membership
from core.desks.grid.warnings import AcknowledgeWarning, ChangeLevel, CloseWarning, GridWarning, RaiseWarning
from core.desks.grid.words import GridTerms, Level, Part, Settled

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
    "GridTerms",
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
    "Settled",
    "TakeBackSettled",
]
