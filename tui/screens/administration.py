"""Officers: their accounts, and the policy pack."""

from core.text import N_
from tui.desk import Desk

DESK = Desk(7, N_("Officers"), ("account", "officer", "policy"))
