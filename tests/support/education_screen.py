"""The education desk on the screen: its key, and the holidays it goes by."""

from datetime import date

from core.values.workdays import Workdays
from tui.screens.education import screen as education

DESK = ("g", education.DESK.letter)
HOLIDAYS = Workdays({date(2026, 11, 26): "National Day"}, frozenset({date(2026, 11, 28)}))
