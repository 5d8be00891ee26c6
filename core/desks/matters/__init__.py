"""Who knows what? Matters 涉密事项, who may know them and who does, who took part, and the follow-ups afterwards.

Imports `core.desks.people`, `core.desks.administration` and `core.desks.clearance`. A matter has a code name; what it
is about stands on paper. Who may know of one that is top secret stands in `records.Matter.visible_to`. There is no
field here for what a person thinks, whom the person meets or how the person behaves
(docs/decisions/0011-boundaries.md).

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `records`: the matter, and who may know that there is one.
- `children`: what belongs to a matter: scope, named readers, knowledge entries, requests and reviews.
- `participations`: who took part in a matter, and the follow-ups that are owed afterwards.
- `access_log`: who read the knowledge entries of a matter.
- `rules`: what holds of every mark, and of every officer who is named.
- `marking`: another level or term, asked for by one officer and decided by another.
- `fixing`: proposing, fixing, reviewing and lifting a matter.
- `scope`: who may know of a matter, and who is named to read it.
- `knowing`: knowledge entries, and letting in who is outside the scope.
- `taking_part`: participations, and the follow-ups that they bring.
- `following_up`: doing a follow-up, handing it over, dropping it.
- `after_leaving`: follow-ups through a cooling-off and after a journey.
- `figures`: what is counted of all this.
- `checks`: what no longer fits the policy and the store of today.
- `papers`: the reminder slip, the register of who knows a matter, and its sheet.
- `registers`: who came near what is top secret, who knows what, what was fixed and lifted.
- `knowledge_list`: knowledge entries taken over from an earlier register.
"""

# What is done most stands first, in the order of the imports.
from core.desks.matters import knowing as knowing

# isort: split
from core.desks.matters import access_log as access_log
from core.desks.matters import after_leaving as after_leaving
from core.desks.matters import figures as figures
from core.desks.matters import fixing as fixing
from core.desks.matters import following_up as following_up
from core.desks.matters import knowledge_list as knowledge_list
from core.desks.matters import marking as marking
from core.desks.matters import papers as papers
from core.desks.matters import scope as scope
from core.desks.matters import taking_part as taking_part
