"""Where are secrets made and kept, who may go in, and is what protects them in order? Secure areas 重点区域.

Imports `core.desks.grid`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: the fields that records and actions share.
- `records`: the area, on its way into force and out of it.
- `children`: what belongs to an area: controls, rounds of checks, who is allowed in, surroundings.
"""

from core.desks.areas.children import AreaAccess, AreaCheck, Control, Exposure, Survey
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, AreaSettings, AreaStage

__all__ = [
    "Area",
    "AreaAccess",
    "AreaCheck",
    "AreaKind",
    "AreaSettings",
    "AreaStage",
    "Control",
    "Exposure",
    "Survey",
]
