"""The values of fields in words, the same in lists, details, histories and forms."""

import re
from datetime import datetime
from functools import cache
from typing import Any

from core.action import ACTIONS
from core.agenda import AgendaItem, Conflict
from core.audit import AuditEntry
from core.office import Office
from core.query import Is, Query
from core.record import RECORDS, Column, Record, Word, columns
from core.text import N_, Sentence
from tui.language import Language, labelled, language

_KINDS = (columns(AgendaItem)["of_kind"], columns(AuditEntry)["of_kind"])
_ACTION = columns(AuditEntry)["action"]
_WHAT = columns(AgendaItem)["what"]
_FIELD = columns(Conflict)["field"]
_COMPARTMENTS = {"common": N_("common to all"), "grievance": N_("Grievances"), "care": N_("Care files")}
"""What the compartments of the journal are called; one of a newer version is called by its own name."""


def title_of(record: Record) -> str:
    """Return the one-line name of a record; of one that has none, what it is."""
    return record.title if record.title != record.id else language().translate(record.label)


class Values:
    """Puts values into words for one officer in one language; remembers the titles of what records refer to."""

    def __init__(self, office: Office, language: Language) -> None:
        """Begin with an empty memory: make a new one when records may have changed."""
        self._office = office
        self._language = language
        self._title = cache(office.title)

    def text(self, column: Column, value: Any) -> str:
        """Return the value of a field; it may be as the model holds it or as the journal does."""
        if column in (*_KINDS, _WHAT, _FIELD, _ACTION) and value:
            return self._of_declared(column, str(value))
        if column.about.refers and value:
            several = [value] if isinstance(value, str) else value
            return self._language.show([self._referred(column.about.refers, each) for each in several])
        if column.about.spoken and value:
            return re.sub(r"\{[^}]*\}", "…", self._language.translate(str(value)))
        if column.about.options and value:
            parts = [value] if isinstance(value, str) else value
            return self._language.show([self.option(column.about.options, part) for part in parts])
        return self._language.show(_as_declared(column.type, value))

    def _referred(self, kinds: str, identifier: str) -> str:
        """Return the title of a record that a field refers to; of several kinds, also which kind it is."""
        if " " not in kinds:
            return self._title(kinds, identifier)
        found = (self._office.find(Query(kind, Is("id", (identifier,)), limit=1)) for kind in kinds.split())
        record = next((each for several in found for each in several), None)
        return self.coded(record, of_kind=True) if record else identifier

    def coded(self, record: Record, *, of_kind: bool = False) -> str:
        """Return the title of a record with its code before it, for names repeat, and with what it is."""
        code = getattr(record, "code", "")
        title = record.title if not code or record.title.startswith(f"{code} ") else f"{code} {record.title}"
        return labelled(self._language.translate(record.label), title) if of_kind else title

    def _of_declared(self, column: Column, value: str) -> str:
        """Return what an entry of the agenda, the conflicts or the audit calls by the name of its declaration."""
        if column == _WHAT:
            return self._language.say(Sentence.unpack(value))
        if column == _ACTION:
            return self._language.translate(ACTIONS[value].label()) if value in ACTIONS else value
        if column in _KINDS:
            return self._language.translate(RECORDS[value].label) if value in RECORDS else value
        # Fields of one name bear one label, whatever the kind.
        labels = (columns(kind)[value].about.label for kind in RECORDS.values() if value in columns(kind))
        return self._language.translate(next(labels, value))

    def option(self, options: str, value: str) -> str:
        """Return the name of a choice of a list of the policy pack; roles have one for each language."""
        if options == "compartments":
            return self._language.translate(_COMPARTMENTS.get(value, value))
        role = self._office.policy.roles.get(value) if options == "roles" else None
        if role is None:
            return value
        return role.zh if self._language.code == "zh_CN" else role.label

    def short(self, column: Column, value: Any) -> str:
        """Return the value for a cell of a list: no time of day where the column has room for the date only."""
        text = self.text(column, value)
        return text[:10] if column.type is datetime and column.about.column < len("2026-11-23 14:05") else text


def _as_declared(declared: type, value: Any) -> Any:
    """Return a value of the journal as its declared type; a mask or an unknown word stays the text it is."""
    if not isinstance(value, str) or not value:
        return value
    try:
        if issubclass(declared, Word):
            return declared(value)
        return datetime.fromisoformat(value) if declared is datetime else value
    except ValueError:
        return value
