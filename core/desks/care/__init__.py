"""How is a member of staff in difficulty helped? Care files 风险档案, one for each person. A file is about support.

Imports `core.desks.people`, `core.desks.administration` and `core.desks.grievances`. There is no field here for what a
person thinks, believes, does in private or whom the person meets, and no score (docs/decisions/0011-boundaries.md). Who
may know of a file stands in `records.CareFile.visible_to`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `records`: the file, and who may know that there is one.
- `children`: what a file consists of: check-ins, support, reviews and objections.
- `access_log`: what the access log keeps of care files, and who sees it.
- `opening`: opening a file, telling the person, setting who looks after it and how often.
- `helping`: check-ins, measures of support, and legal aid.
- `objecting`: objections of the person concerned, and their answers.
- `deciding`: reviews, closing, and the legal hold.
- `purging`: the purge of a closed file whose retention is over.
- `figures`: what stands above the list of files.
- `personal_copy`: the person's own copy of the file: the print-out, and the record that it was given.
"""

# What is done most stands first, in the order of the imports.
from core.desks.care import helping as helping

# isort: split
from core.desks.care import access_log as access_log
from core.desks.care import deciding as deciding
from core.desks.care import figures as figures
from core.desks.care import objecting as objecting
from core.desks.care import opening as opening
from core.desks.care import personal_copy as personal_copy
from core.desks.care import purging as purging
