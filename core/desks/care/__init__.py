"""Care files 风险档案: help for members of staff in difficulty, one file for each. A file is about support.

There is no field here for what a person thinks, believes, does in private or whom the person meets, and no score
(docs/decisions/0011-boundaries.md). Who may know of a file stands in `records.CareFile.visible_to`.
"""

from core.desks.care import copying as copying
from core.desks.care import deciding as deciding
from core.desks.care import helping as helping
from core.desks.care import objecting as objecting
from core.desks.care import opening as opening
from core.desks.care import purging as purging
from core.desks.care import trail as trail
