"""Matters in the second calculation of figures: plain loops over whole records, as the manual tells them to a clerk."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

SOON = timedelta(days=7)


def term_ends(matter: Any) -> date | None:
    """Return the day on which the term of a matter ends: the same day so many years later, of 29 February the 28th."""
    if not matter.years:
        return None
    try:
        return matter.since.replace(year=matter.since.year + matter.years)  # type: ignore[no-any-return]
    except ValueError:
        return matter.since.replace(year=matter.since.year + matter.years, day=28)  # type: ignore[no-any-return]


def figures_by_hand(store: dict[str, list[Any]], today: date) -> dict[str, int]:
    """Return what each figure of the desk comes to; `store` are the records by their kinds."""
    matters, owed = store["matter"], store["follow_up"]
    in_force = [each for each in matters if each.stage == "fixed"]
    scoped = {each.matter for each in store["matter_scope"] if each.ended is None}
    followed = {each.subject for each in owed}
    ends = [end for end in map(term_ends, in_force) if end]
    to_do = [each.due for each in owed if each.stage == "open"]
    return {
        "matters_in_force": len(in_force),
        "matters_proposed": _count(each.stage == "proposed" for each in matters),
        "matters_review_due": _count(each.next_review is not None and each.next_review <= today for each in in_force),
        "matters_term_over": _count(end <= today for end in ends),
        "matters_without_scope": _count(each.id not in scoped for each in in_force),
        "knowers": _count(each.until is None or each.until >= today for each in store["knowledge"]),
        "taking_part": _count(each.stage == "running" for each in store["participation"]),
        "follow_ups_open": len(to_do),
        "follow_ups_late": _count(day < today for day in to_do),
        "follow_ups_soon": _count(today <= day <= today + SOON for day in to_do),
        "cooling_not_followed": _count(
            each.stage == "running" and each.id not in followed for each in store["cooling_off"]
        ),
    }


def in_force_then(matters: Iterable[Any], day: date) -> int:
    """Return how many matters were in force at the end of a day: fixed by then, and not lifted until then."""
    return _count(
        each.fixed is not None and each.fixed <= day and (each.lifted is None or each.lifted > day) for each in matters
    )


def _count(found: Iterable[bool]) -> int:
    return sum(found)
