"""Who may touch secrets? The register of cleared people 涉密人员管理: posts, assessments, appointments, leaving.

Imports `core.desks.people`, `core.desks.administration` and `core.desks.education`. First assessed, then appointed; who
leaves is cleared and cools off; what a person reports of himself is a kind, a day and one line. There is no field for
opinions, conduct, family or contacts (docs/decisions/0011-boundaries.md).

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `of_person`: what all records about one person have in common.
- `appointment_record`: a person on a secret post.
- `post_record`: the secret post, and the change of one in force.
- `assessment_record`: the assessment, its list, and the appeal against it.
- `leaving_record`: departures, cooling-offs, and changes of level.
- `declaration_record`: what a person reports of himself; journeys.
"""

# The people stand first on the desk.
from core.desks.clearance import appointment_record as appointment_record

# isort: split
from core.desks.clearance import post_record as post_record

# isort: split
from core.desks.clearance import assessment_record as assessment_record

# isort: split
from core.desks.clearance import leaving_record as leaving_record

# isort: split
from core.desks.clearance import declaration_record as declaration_record
