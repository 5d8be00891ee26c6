"""Clocks 时钟 that cannot be right: this machine's against what was written here last, another site's against this one.

No office without a network knows the true time, so nothing is refused: it is said how far two clocks lie apart, and
what to do before more is stamped with a wrong time.
"""

from datetime import datetime, timedelta
from typing import Final

from core.values.sentence import N_, Sentence, say

APART: Final = timedelta(minutes=15)
"""How far two clocks lie apart without a word."""
SILENCE: Final = timedelta(days=31)
"""After how long without an entry, or on the way, it is asked whether so much time has really gone by."""


def at_sign_in(now: datetime, last: datetime | None) -> Sentence | None:
    """Return what is odd about the clock `now`, if this site last wrote something at `last`."""
    if last is None:
        return None
    if last > now + APART:
        return say(
            N_(
                "The clock of this machine says {now}, and the last entry of this site was made at {last}, {apart} "
                "later. If the clock is wrong, put it right before you enter anything. If it is right, it was ahead "
                "before: dates entered meanwhile may be wrong, and the history shows new entries right after {last} "
                "until that time has come. Tell the other sites."
            ),
            now=_minute(now),
            last=_minute(last),
            apart=_span(last - now),
        )
    if now > last + SILENCE:
        return say(
            N_(
                "The clock of this machine says {now}, and the last entry of this site was made at {last}, {apart} "
                "earlier. If it is not so long ago, the clock is ahead: put it right before you enter anything."
            ),
            now=_minute(now),
            last=_minute(last),
            apart=_span(now - last),
        )
    return None


def of_file(site: str, made: datetime, newest: datetime | None, now: datetime) -> Sentence | None:
    """Return what is odd about the clock of the site that made a file at `made`, whose own last change is `newest`."""
    if newest is not None and newest > max(made, now) + APART:
        return say(
            N_(
                "{site} has made entries at {newest}, {apart} after {than}: its clock was ahead, or was put back. "
                "Call {site} and have the clock there checked, and look at the dates that were entered meanwhile."
            ),
            site=site,
            newest=_minute(newest),
            apart=_span(newest - max(made, now)),
            than=say(N_("it made this file")) if made >= now else say(N_("the time here")),
        )
    if made > now + APART:
        return say(
            N_(
                "{site} made this file at {made} by its clock, {apart} after the time here, {now}. One of the two "
                "clocks is wrong. Call {site}, and put it right before more is entered."
            ),
            site=site,
            made=_minute(made),
            apart=_span(made - now),
            now=_minute(now),
        )
    if newest is not None and newest > made + APART:
        return say(
            N_(
                "{site} made this file at {made} by its clock, {apart} before its own last entry: the clock there was "
                "put back, or was ahead. Call {site} and have it checked."
            ),
            site=site,
            made=_minute(made),
            apart=_span(newest - made),
        )
    if now > made + SILENCE:
        return say(
            N_(
                "{site} made this file at {made}, {apart} ago by the clock here. If it is newer, one of the two clocks "
                "is wrong: call {site}, and put it right before more is entered."
            ),
            site=site,
            made=_minute(made),
            apart=_span(now - made),
        )
    return None


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _span(length: timedelta) -> Sentence:
    """Say how long something is, in the largest unit of which there are two."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return say(N_("{count:,} days"), count=minutes // (24 * 60))
    if minutes >= 2 * 60:
        return say(N_("{count} hours"), count=minutes // 60)
    return say(N_("{count} minutes"), count=minutes)
