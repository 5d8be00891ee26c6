"""The figures above the list of care files. They count files, and rank nobody.

The check-ins that were late on an earlier day are not known: a check-in overwrites the day on which it was due.
"""

from core.desks.care.records import CareFile
from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.model.past import held
from core.model.tiles import Tiles
from core.values.sentence import N_

Tiles(
    Figure("files_open", N_("open"), CareFile, "open", past=held("opened", "closed")),
    Figure("files_late", N_("late"), CareFile, "late", status=DeadlineStatus.LATE),
    Figure("files_week", N_("week"), CareFile, "week", status=DeadlineStatus.DUE_SOON),
    Figure("files_not_told", N_("not told"), CareFile, "not told"),
    Figure("files_without_helper", N_("without helper"), CareFile, "without helper"),
)
