"""Shares 占比 in whole percent: they add up to 100, nothing that is there has 0 %, and only all of it has 100 %."""

from collections.abc import Sequence

WHOLE = 100


def percents(counts: Sequence[int]) -> list[int]:
    """Return the share of each of these counts in their sum, by largest remainder; equal counts may differ by one.

    A count that is not 0 has at least 1, as long as there are no more than a hundred of them.
    """
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    least = int(sum(count > 0 for count in counts) <= WHOLE)
    found = [max(WHOLE * count // total, least if count else 0) for count in counts]
    while (left := WHOLE - sum(found)) != 0:
        step = 1 if left > 0 else -1
        free = [place for place, each in enumerate(found) if counts[place] and (step > 0 or each > least)]
        found[max(free, key=lambda place: step * (WHOLE * counts[place] - total * found[place]))] += step
    return found


def shares(counts: Sequence[int]) -> list[str]:
    """Return the same as a list shows them; where there are too many for a whole percent each, as `<1%` and `>99%`."""
    total = sum(counts)
    if total == 0:
        return [""] * len(counts)
    return [_shown(count, percent, total) for count, percent in zip(counts, percents(counts), strict=True)]


def _shown(count: int, percent: int, total: int) -> str:
    if count and not percent:
        return "<1%"
    return ">99%" if percent == WHOLE and count < total else f"{percent}%"


def share(part: int, whole: int) -> str:
    """Return the share of one part in a whole; empty where there is no whole."""
    return shares((part, whole - part))[0]


def reached(part: int, whole: int) -> int | None:
    """Return the share of a part in a whole that must not look better than it is; None if there is no whole.

    It is rounded down, but what is there is not shown as nothing.
    """
    return max(WHOLE * part // whole, int(part > 0)) if whole else None
