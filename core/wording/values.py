"""The values of fields in words, the same in lists, details, histories and forms, and on paper."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any

from core.model.field import Names
from core.model.query import Is, Query
from core.model.reader import Reader
from core.model.record import Column, Record, columns
from core.values.cadence import called
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Translate, in_words, say
from core.wording.labels import option_called, worded
from core.wording.record_text import value_of


def said_of(record: Record, *, as_part: bool = False) -> Iterator[Column]:
    """Yield the fields that say something of a record: neither empty nor zero nor no.

    As a part of another, it does not say of which.
    """
    for column in columns(type(record)).values():
        # What is derived and in no list is there for filters.
        shown = (column.about.column or not column.derived) and not column.about.kept
        if shown and not (as_part and column.about.owner) and value_of(record, column.name):
            yield column


BEGINNING = 8
"""How many signs of its identifier `Reader.title` returns for a record that is not to be read."""


class Values:
    """Puts values into words for one officer in one language; remembers the titles of what records refer to."""

    def __init__(self, office: Reader, translate: Translate) -> None:
        """Begin with an empty memory: make a new one when records may have changed."""
        self._office = office
        self._translate = translate
        self._title = cache(partial(office.title, translate=translate))

    def text(self, column: Column, value: Any) -> str:
        """Return the value of a field; it may be as the model holds it or as the journal does.

        A history also holds what no field of this kind could: that is shown as it stands in the journal.
        """
        try:
            return self._text(column, value)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            return str(value)

    def _text(self, column: Column, value: Any) -> str:
        if column.about.names is Names.SEATS and value:
            return self._show([self._seat(int(each)) for each in re.findall(r"\d+", str(value))] or value)
        if column.about.names and value:
            return worded(column.about.names, str(value), self._translate)
        if column.about.refers and value:
            parts = [value] if isinstance(value, str) else value
            return self._show([self._referred(column.about.refers, str(part)) for part in parts])
        if column.about.period and value:
            return self._show([called(key) for key in str(value).split()])
        if column.about.options and value:
            parts = [value] if isinstance(value, str) else value
            return self._show([self.option(column.about.options, part) for part in parts])
        return self._show(_as_declared(column.type, value))

    def _show(self, value: Any) -> str:
        return in_words(value, self._translate)

    def of(self, record: Record, column: Column) -> str:
        """Return the value of a field of a record; a number that another site gave has that site's name behind it."""
        value = getattr(record, column.name)
        if column.about.as_then and value:
            return self.then(record.id, value)
        if record.issued and column.name == record.issued[0]:
            return self._office.number(value, getattr(record, record.issued[1]))
        return self.text(column, value)

    def then(self, record: str, officer: str) -> str:
        """Return what an officer was called when a record was made."""
        return self._or_unread(
            "officer", officer, self._office.officer_then(officer, record, translate=self._translate)
        )

    def _seat(self, seat: int) -> str:
        """Return whose seat it is: what officers are called is known to everybody who signs in, whoever reads accounts.

        One that nobody has, as whoever tries passphrases may type it, is told by its number.
        """
        for account in self._office.context().find(Query("account", Is("seat", (seat,)), limit=1)):
            return self._office.called(account, self._translate)
        return say(N_("seat {seat}"), seat=seat).say(self._translate)

    def _referred(self, kinds: str, identifier: str) -> str:
        """Return the title of a record that a field refers to; of several kinds, also which kind it is."""
        if " " not in kinds:
            return self._or_unread(kinds, identifier, self._title(kinds, identifier))
        found = (self._office.find(Query(kind, Is("id", (identifier,)), limit=1)) for kind in kinds.split())
        record = next((each for several in found for each in several), None)
        return self.coded(record, of_kind=True) if record else self.unread("")

    def _or_unread(self, kind: str, identifier: str, called: str) -> str:
        """Return what a record is called, or what stands for it if it was only told by its identifier."""
        unread = called == identifier[:BEGINNING] and called != identifier and kind != "site"
        return self.unread(kind) if unread else called

    def unread(self, kind: str) -> str:
        """Return what stands for a record that this officer may not read, or that has not come here: no identifier.

        A site that is not known keeps the beginning of its own, which is asked for when somebody is called up.
        """
        return self._translate(N_("(not shown)"))

    def coded(self, record: Record, *, of_kind: bool = False) -> str:
        """Return what a record is called with its code before it, and with what it is."""
        code = getattr(record, "code", "")
        title = self._office.called(record)
        title = title if not code or title.startswith(f"{code} ") else f"{code} {title}"
        return (
            say(N_("{label}: {text}"), label=say(record.label), text=title).say(self._translate) if of_kind else title
        )

    def option(self, options: str, value: str) -> str:
        """Return the name of a choice of a list of the policy pack."""
        return option_called(self._office.policy, options, value, self._translate)

    def short(self, column: Column, value: Any) -> str:
        """Return the value for a cell of a list: no time of day where the column has room for the date only."""
        text = self.text(column, value)
        return text[:10] if column.type is datetime and column.about.column < len("2026-11-23 14:05") else text


def _as_declared(declared: type, value: Any) -> Any:
    """Return a value of the journal as its declared type; a mask or an unknown word stays the text it is."""
    if not isinstance(value, str) or not value:
        return value
    try:
        if issubclass(declared, LabelledEnum):
            return declared(value)
        return datetime.fromisoformat(value) if declared is datetime else value
    except ValueError:
        return value
