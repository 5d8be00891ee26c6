"""Carriers in a second calculation: where each is follows from its movements alone, and the figures from that.

It shares no code with the desk: it reads the words of the journal as the manual tells them to a clerk.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from core.model.query import Query

OUT = ("lent", "carried", "repair")
LEADS_TO = {
    "receive": "stored", "issue": "lent", "return": "stored", "carry": "carried", "send": "sent",
    "receipt": "delivered", "recall": "recalled", "repair": "repair", "archive": "archived", "destroy": "destroyed",
    "missing": "missing", "found": "stored", "leak": "leaked", "void": "void",
}  # fmt: skip
"""Where a carrier is after each movement; after all others it is where it was."""
GONE = ("delivered", "recalled", "archived", "destroyed", "leaked", "void")


class Where(NamedTuple):
    """Where a carrier is, since when, who has it while it is out, and by when it is back."""

    stage: str
    since: date
    holder: str = ""
    due: date | None = None


def told(movements: list[Any]) -> Where:
    """Return where a carrier is, from its movements in their order: what a counter-entry takes back never was."""
    taken_back = {each.takes_back for each in movements} - {""}
    where = Where("", date.min)
    for each in (each for each in movements if each.id not in taken_back and not each.takes_back):
        stage = LEADS_TO.get(str(each.move), where.stage)
        since = each.at.date() if stage != where.stage else where.since
        match str(each.move):
            case "issue" | "carry":
                where = Where(stage, since, each.taker, each.due)
            case "hand_over" if stage == "lent":
                where = where._replace(holder=each.taker)
            case "return" | "found" | "receipt" | "recall" | "archive" | "destroy":
                where = Where(stage, since)
            case "send" | "repair":
                where = Where(stage, since, "", each.due)
            case "missing":
                where = where._replace(stage=stage, since=since, due=None)
            case _:
                where = where._replace(stage=stage, since=since)
    return where


class BooksOfCarriers:
    """All carriers of a store on a day."""

    def __init__(self, find: Callable[[Query], list[Any]], today: date) -> None:
        self.today = today
        self.carriers = {each.id: each for each in find(Query("carrier"))}
        moved: dict[str, list[Any]] = {each: [] for each in self.carriers}
        for each in sorted(find(Query("movement")), key=lambda each: (each.at, each.id)):
            moved[each.carrier].append(each)
        self.where = {carrier: told(movements) for carrier, movements in moved.items()}

    def figures(self) -> dict[str, int]:
        """Return the figures of the dashboard."""
        there = [where for where in self.where.values() if where.stage not in GONE]
        out = [where for where in there if where.stage in OUT]
        days = [(self.today - where.since).days for where in out]
        return {
            "carriers": len(there),
            "carriers_out": len(out),
            "out_week": sum(each <= 7 for each in days),
            "out_month": sum(7 < each <= 30 for each in days),
            "out_quarter": sum(30 < each <= 90 for each in days),
            "out_longer": sum(each > 90 for each in days),
            "carriers_late": sum(where.due is not None and where.due < self.today for where in out),
            "carriers_missing": sum(where.stage == "missing" for where in there),
            "receipts_awaited": sum(where.stage == "sent" for where in there),
            "carriers_to_give_back": sum(each.recall_by is not None for each in self.carriers.values()),
            "carriers_uncounted": sum(map(self._uncounted, self.carriers)),
        }

    def _uncounted(self, carrier: str) -> bool:
        counted = self.carriers[carrier].counted
        long_ago = self.today - timedelta(days=366)
        return self.where[carrier].stage not in GONE and (counted is None or counted <= long_ago)

    def by_unit(self, figure: str) -> Counter[str]:
        """Return how many are out, or there, of each unit that answers for them."""
        stages = OUT if figure == "carriers_out" else ("stored", *OUT, "sent", "missing")
        return Counter(self.carriers[each].unit for each, where in self.where.items() if where.stage in stages)
