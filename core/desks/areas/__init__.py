"""Where are secrets made and kept, who may go in, and is what protects them in order? Secure areas 重点区域.

Imports `core.desks.grid`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: the fields that records and actions share.
- `records`: the area, on its way into force and out of it.
- `children`: what belongs to an area: controls, rounds of checks, who is allowed in, surroundings.
- `who_not_where`: finds firms and persons in texts that say where something is.
- `proposing`: the way of an area into force.
- `controls`: controls 防护措施: entered, mended, removed.
- `rounds`: rounds of checks 巡检, and the warnings that come of them.
- `reviewing`: reviews, technical inspections, and surveys of the surroundings.
- `allowed`: who is allowed in.
- `changing`: changes of an area in force, and its revocation.
- `meetings`: secret meetings with their ten checks.
- `figures`: figures and dashboard.
- `checks`: what no longer fits the policy and the store of today.
- `level_of_area`: what may lie in an area, for whoever stores carriers.
- `printouts`: the sheet of an area, and the record of a secret meeting.
- `registers`: key departments and places, what protects them, rounds, surroundings; the form.
- `area_lists`: lists of areas that are imported.
- `control_list`: lists of protective equipment that are imported.
"""

# What is done most stands first, in the order of the imports.
from core.desks.areas import rounds as rounds

# isort: split
from core.desks.areas import allowed as allowed
from core.desks.areas import area_lists as area_lists
from core.desks.areas import changing as changing
from core.desks.areas import control_list as control_list
from core.desks.areas import controls as controls
from core.desks.areas import figures as figures
from core.desks.areas import meetings as meetings
from core.desks.areas import printouts as printouts
from core.desks.areas import proposing as proposing
from core.desks.areas import reviewing as reviewing
from core.desks.areas.children import AreaAccess, AreaCheck, AreaReview, Control, Exposure, Survey
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, AreaSettings, AreaStage

__all__ = [
    "Area",
    "AreaAccess",
    "AreaCheck",
    "AreaKind",
    "AreaReview",
    "AreaSettings",
    "AreaStage",
    "Control",
    "Exposure",
    "Survey",
]
