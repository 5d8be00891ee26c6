"""Who knows what? Matters 涉密事项, who may know them and who does, who took part, and the follow-ups afterwards.

A matter has a code name; what it is about stands on paper. Who may know of one that is top secret stands in
`records.Matter.visible_to`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `records`: the matter, and who may know that there is one.
- `children`: what belongs to a matter: scope, named readers, knowledge entries, requests and reviews.
- `participations`: who took part in a matter, and the follow-ups that are owed afterwards.
- `access_log`: who read the knowledge entries of a matter.
"""

from core.desks.matters import access_log as access_log
from core.desks.matters import participations as participations
