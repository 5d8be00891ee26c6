"""Who comes into the building, and is out again? Visits 来访, from asking to leaving.

Imports `core.desks.areas`. A visitor has no profile: visits are found by day, area and host, never by who came.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: the fields that records and actions share.
- `records`: the visit, its deadlines, and who reads it.
- `children`: the document that was seen, whose number is erased long before the visit.
- `badges`: the badges that visitors wear.
- `permissions`: standing permissions, for who comes often.
- `days`: the day at the gate, closed when nobody is inside.
- `rules`: rules that several actions share.
- `asking`: asking for a visit, correcting the request, calling it off.
- `reviewing`: review before entry, the second approval, and the review of officials afterwards.
- `gate`: letting in and out, badges back, who did not come.
- `staying`: staying longer than planned.
- `coming_unasked`: walk-ins, and officials with credentials.
- `badge_keeping`: badges entered, lost, found, taken out of use.
- `standing`: standing permissions asked for, decided, used and ended.
- `past`: visits of a paper book, and the import of its spreadsheet.
- `erasing`: numbers of documents and visits erased on time.
- `figures`: who is inside, overstays, and the table of hours.
- `checks`: what no longer fits the policy and the store of today.
- `printouts`: the evacuation list, the approval of a visit, the book of a day.
- `registers`: the book of visitors, the register of vehicles, and the form to go in.
"""

# The way of a visit stands first among the keys, in the order of the imports.
from core.desks.visits.asking import AskVisit as AskVisit

# isort: split
from core.desks.visits.reviewing import ApproveVisit as ApproveVisit

# isort: split
from core.desks.visits.gate import LetIn as LetIn
from core.desks.visits.gate import LetOut as LetOut

# isort: split
from core.desks.visits import badge_keeping as badge_keeping
from core.desks.visits import coming_unasked as coming_unasked
from core.desks.visits import erasing as erasing
from core.desks.visits import figures as figures
from core.desks.visits import past as past
from core.desks.visits import printouts as printouts
from core.desks.visits import standing as standing
from core.desks.visits import staying as staying
from core.desks.visits.records import Visit as Visit
