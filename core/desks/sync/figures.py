"""The figures above the lists of transfers: what two sites wrote differently, and what they broke together."""

from core.model.deadline import DeadlineStatus
from core.model.figure import Figure
from core.rules.agenda import Conflict
from core.rules.breaches import Breach
from core.values.sentence import N_

CONFLICTS = Figure("conflicts", N_("conflicts"), Conflict, status=DeadlineStatus.DUE_SOON)
BROKEN = Figure("broken_rules", N_("broken rules"), Breach, status=DeadlineStatus.LATE)
