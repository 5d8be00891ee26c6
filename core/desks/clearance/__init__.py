"""Who may touch secrets? The register of cleared people 涉密人员管理: posts, assessments, appointments, leaving.

Imports `core.desks.people` and `core.desks.education`. First assessed, then appointed; who leaves is cleared and cools
off; what a person reports of himself is a kind, a day and one line. There is no field for opinions, conduct, family or
contacts (docs/decisions/0011-boundaries.md).

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `of_person`: what all records about one person have in common.
- `appointment_record`: a person on a secret post.
- `post_record`: the secret post, and the change of one in force.
- `assessment_record`: the assessment, its list, and the appeal against it.
- `leaving_record`: departures, cooling-offs, and changes of level.
- `declaration_record`: what a person reports of himself; journeys.
- `rules`: what several actions ask: training, assessments, the length of a cooling-off.
- `posting`: proposing, fixing, changing, reviewing and abolishing secret posts.
- `assessing`: the list, the proposal, the decision, and telling the person.
- `objecting`: the appeal, and the new assessment by other people.
- `appointing`: preparing and approving appointments; suspending access.
- `levels`: another level of a person on a post.
- `departing`: the list on leaving, what is still held, and the approval.
- `cooling`: telling the duties of a cooling-off, ending and prolonging it.
- `declaring`: declarations, the two opinions and the decision.
- `travel`: briefing, passport and report of journeys.
- `taking_over`: taking people over from an earlier register.
- `figures`: what stands above the lists, and the dashboard.
- `checks`: what no longer fits the policy and the store of today.
- `printouts`: the forms on paper.
- `registers`: the ledger of cleared people, and the changes of their levels.
- `right_to_hold`: who may hold what is secret, for whoever hands carriers out.
- `clearance_list`: import of secret posts and of the register of cleared people.
"""

# The people stand first on the desk; the keys of each kind in the order of their usual way.
from core.desks.clearance import appointment_record as appointment_record

# isort: split
from core.desks.clearance import post_record as post_record

# isort: split
from core.desks.clearance import assessment_record as assessment_record

# isort: split
from core.desks.clearance import leaving_record as leaving_record

# isort: split
from core.desks.clearance import declaration_record as declaration_record

# isort: split
from core.desks.clearance import appointing as appointing
from core.desks.clearance import assessing as assessing
from core.desks.clearance import clearance_list as clearance_list
from core.desks.clearance import cooling as cooling
from core.desks.clearance import declaring as declaring
from core.desks.clearance import departing as departing
from core.desks.clearance import figures as figures
from core.desks.clearance import levels as levels
from core.desks.clearance import objecting as objecting
from core.desks.clearance import posting as posting
from core.desks.clearance import printouts as printouts
from core.desks.clearance import taking_over as taking_over
from core.desks.clearance import travel as travel
