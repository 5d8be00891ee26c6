"""A store in which every text of every record is an attack on the terminal, as only a transfer can bring it."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from core.model.action import create
from core.model.change import Draft
from core.model.record import RECORDS, Column, Record, columns
from core.office.office import Office
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from data.store.sql_store import SqlStore

SEQUENCES = (
    "\x1b]0;evil\x07",  # the title of the window
    "\x1b]52;c;ZXZpbA==\x1b\\",  # the clipboard
    "\x1b]8;;http://evil\x1b\\",  # a link
    "\x9d0;evil\x9c",  # the same begun by one character of C1
    "\x1b[2J\x9b2J\x1bc\x1bPq\x9bc\x1b[3J",
    "\x08\x08\r\x0b\x0c\x0e\x7f\x00\x85",
    "\u202eevil\u2066\u2069\u200e\u061c",
    "\u200b\u2060\ufeff\xad\u034f",
    "\u2028\u2029\ufffe\U0001fffe\ufdd0",
    "\U000e0041\U000e007f",
    "a" + "\u0301" * 200,
)
MARKUP = "[red]R[/red][@click=app.quit]Q[/][link=http://evil]L[/link]{0}%s"
SHORT = "[red]r[/]\x1b]0;e\x07\x9b2J\u202e"
"""What fits into a field of few characters."""
ATTACK = MARKUP + "".join(f"{number}{sequence}" for number, sequence in enumerate(SEQUENCES))

LISTS = {"t": 1, "g": 5, "c": 4, "e": 3, "r": 3, "p": 2, "x": 8, "o": 9, "a": 2}
"""Every desk by the letter that goes to it, and how many lists it has, or a few more."""

_CROWD = re.compile("[\u0300-\u036f]{5}")


def lets_nothing_through(text: str) -> bool:
    """Whether a text has nothing in it that a terminal would obey, but line ends and tabs."""
    from unicodedata import category

    odd = [sign for sign in text if sign not in "\n\t" and category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    return not odd and not _CROWD.search(text) and not set(text) & set("\ufffe\U0001fffe\ufdd0\u034f")


def of_every_kind() -> list[str]:
    """The kinds that a journal keeps records of; a purge of everything and a policy of nonsense would end the story."""
    return sorted(kind for kind, model in RECORDS.items() if not model.is_derived and kind not in ("purge", "policy"))


def _value(column: Column, ids: dict[str, str], officer: str) -> Any:
    if column.about.refers:
        found = officer if column.about.refers == "officer" else ids.get(column.about.refers) or ids["person"]
        return (found,) if column.type is tuple else found
    if issubclass(column.type, LabelledEnum):
        return next(iter(column.type))
    known = {int: 3, bool: False, date: date(2026, 11, 20), datetime: datetime(2026, 11, 20, 8), tuple: (ATTACK,)}
    return known.get(column.type, ATTACK)


def _record(kind: str, ids: dict[str, str], officer: str) -> Record:
    """Make a record all of whose texts are the attack, but for what must have a form of its own."""
    known = {name: column for name, column in columns(RECORDS[kind]).items() if not column.derived}
    fields = {name: _value(column, ids, officer) for name, column in known.items() if column.type is not bool}
    for plain in (SHORT, "1", "0" * 64, None):
        try:
            return RECORDS[kind].model_validate({**fields, "id": ids[kind]})
        except ValidationError as error:
            odd = {str(part["loc"][0]) for part in error.errors() if part["loc"]}
            required = {name for name, info in RECORDS[kind].model_fields.items() if info.is_required()}
            missing = {name: new_id() for name in required - fields.keys() if name != "id"}
            kept = {name: value for name, value in fields.items() if name not in odd}
            fields = kept | missing | {name: plain for name in odd & fields.keys() if plain is not None}
    return RECORDS[kind].model_validate({**fields, "id": ids[kind]})


def plant(store: SqlStore, office: Office) -> dict[str, Record]:
    """Write one hostile record of every kind, each naming the others; return them by kind."""
    ids = {kind: new_id() for kind in of_every_kind()}
    made = {kind: _record(kind, ids, office.officer) for kind in ids}
    with store.transaction():
        store.write(map(create, made.values()), officer=office.officer, action=ATTACK)
        again = [Draft(kind, each.id, dict(_second(each))) for kind, each in made.items()]
        store.write([draft for draft in again if draft.fields], officer=office.officer, action="test")
    return made


def _second(record: Record) -> Iterator[tuple[str, str]]:
    """Yield another attack for each text that held one, so that history has before and after."""
    for name in type(record).model_fields:
        if getattr(record, name) in (ATTACK, SHORT):
            yield name, f"2{getattr(record, name)[:-1]}"
