"""Who comes into the building, and is out again? Visits 来访, from asking to leaving.

Imports `core.desks.people` and `core.desks.areas`. A visitor has no profile: visits are found by day, area and host.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: the fields that records and actions share.
- `records`: the visit, its deadlines, and who reads it.
- `children`: the document that was seen, whose number is erased long before the visit.
- `badges`: the badges that visitors wear.
- `permissions`: standing permissions, for who comes often.
"""

from core.desks.visits.records import Visit

__all__ = ["Visit"]
