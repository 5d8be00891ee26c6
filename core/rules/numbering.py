"""Numbers and codes that tell records apart: how they are compared, who has one, and which is the next.

Every kind that bears one has a column `key`, worked out by `code_key`, so that what was typed by hand, imported or
received is compared in one way.
"""

import re
from collections.abc import Iterable
from typing import Any

from core.model.context import Context
from core.model.query import Counted, Is, Query, both
from core.values.cleaning import MOST_DIGITS, code_key


def bearers(kind: str, code: str, context: Context) -> list[Any]:
    """Return the records of a kind that have this number or code, however it is written; none has an empty one.

    Whoever may read them: this is not for what is said to an officer.
    """
    key = code_key(code)
    return context.find(Query(kind, Is("key", (key,)))) if key else []


def known(records: Iterable[Any], context: Context) -> list[Any]:
    """Return those of some records that the officer may read.

    That a number, a code or a name is given once is asked of him only among these: a refusal would tell of the others.
    What then stands twice is listed as a duplicate for whoever may read both (`core.rules.duplicates`), as it is when
    two sites gave one number.
    """
    return [each for each in records if context.seen(Query(each.kind, Is("id", (each.id,))))]


def known_bearers(kind: str, code: str, context: Context) -> list[Any]:
    """Return the records of a kind that have this number or code and that the officer may read."""
    return known(bearers(kind, code, context), context)


def taken(kind: str, code: str, record: Any, context: Context) -> bool:
    """Whether a number or code that is given to a record, or to a new one, belongs to another already.

    Only what the officer may read counts (`known`). One that the record has is its own, even if another site gave the
    same one meanwhile: that is mended by itself.
    """
    if record is not None and record.key == code_key(code):
        return False
    return any(record is None or each.id != record.id for each in known_bearers(kind, code, context))


def next_number(kind: str, prefix: str, digits: int, site: str, context: Context) -> str:
    """Return the number after the highest that a site gave with this prefix; never one that is taken.

    Only the prefix followed by at least so many plain digits counts; what is written in any other way does not.
    """
    highest = 0
    for length in range(digits, MOST_DIGITS):
        query = both(Counted("number", prefix, length), Is("site", (site,)))
        found = context.find(Query(kind, query, ("-number",), limit=1))
        highest = max(highest, *(int(each.number.removeprefix(prefix)) for each in found), 0)
        if highest + 1 < 10**length:
            break
    return _free(kind, prefix, digits, highest + 1, context)


def _free(kind: str, prefix: str, digits: int, number: int, context: Context) -> str:
    while bearers(kind, found := f"{prefix}{number:0{digits}}", context):
        number += 1
    return found


def next_code(stem: str, taken: Iterable[str]) -> str:
    """Return the code after the highest of those that are a stem and plain digits, as long as the longest of them."""
    counted = re.compile(f"{re.escape(code_key(stem))}([0-9]{{1,{MOST_DIGITS}}})")
    ends = [found[1] for code in taken if (found := counted.fullmatch(code_key(code)))]
    width = max((len(end) for end in ends), default=2)
    return f"{stem}{max(map(int, ends), default=0) + 1:0{width}}"
