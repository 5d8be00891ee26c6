"""Naming: how records, officers and numbers are called for an officer, and which record he means."""

import re
from datetime import datetime
from typing import Any

from core import desks  # noqa: F401 - declares every record and action
from core.model.change import seconds
from core.model.field import ANY
from core.model.query import EVERYTHING, NOTHING, Is, Query, StartsWith, both
from core.model.record import RECORDS, Record, columns
from core.model.store import MOST_BEGINNING
from core.office.reading import Reading
from core.office.refusals import MOST_NAMED, NoSuchRecord, SeveralRecords
from core.values.cleaning import code_key, folded
from core.values.sentence import N_, Translate, say
from core.values.tree_path import MOST_LEVELS, SEPARATOR
from core.wording.record_text import spoken, titled

_IN_BRACKETS = re.compile(r"\[([0-9a-f]{32})\]$")
"""The identifier behind what a record is called, as `SeveralRecords` tells several apart."""
_SHOWN_NUMBER = re.compile(r"\s*(\S+)[\s(（]")
"""A number with its site or more behind it."""


class Naming(Reading):
    """Reading, with what things are called."""

    def look_up(self, asked: str, kind: str = "") -> Any:
        """Return the record, of any kind or of this one, that has this number, or whose identifier begins so.

        A number is taken as it is shown: with the site that gave it behind, with what the record is about, and with the
        identifier that tells it apart from others.

        Raises:
            NoSuchRecord, SeveralRecords: it is none, or several that this officer may read.
        """
        if told_apart := _IN_BRACKETS.search(asked):
            asked = told_apart[1]
        kinds = [each for each in RECORDS if not RECORDS[each].is_derived and kind in ("", each)]
        found = [record for each in kinds for record in self._numbered(each, asked)]
        if not found:
            kinds = self._having(asked, kinds)
            found = [record for each in kinds for record in self._beginning(each, asked)]
        if not found:  # it may stand under another
            under = [record for each in kinds for record in self._beginning(each, asked, joined=True)]
            found = [self.get(record.kind, record.id) for record in under]
        if not found:
            self.note_refusal(refusal := NoSuchRecord(id=asked), of=asked)
            raise refusal
        if len(found) > 1:
            raise SeveralRecords(asked, [self._told_apart(self._masked(each)) for each in found])
        return self._masked(self._traced(found)[0])

    def _told_apart(self, record: Record) -> str:
        """Return what a record is called, with the site that gave its number, this one too, and its identifier."""
        site = getattr(record, record.issued[1]) if record.issued else ""
        where = f" ({self.title('site', site)})" if site == self.site else ""  # another stands behind its number
        return f"{self.called(record)}{where} [{record.id}]"

    def _numbered(self, kind: str, number: str) -> list[Any]:
        """Return the few readable records of a kind that bear a number which people write down."""
        known = columns(RECORDS[kind])
        if not number or "number" not in known or known["number"].type is not str or self._hidden(kind, "number"):
            return []
        found = self._bearing(kind, number)
        if not found and (shown := _SHOWN_NUMBER.match(number)):
            found = [
                each
                for each in self._bearing(kind, shown[1])
                if folded(number) in (folded(self.called(each)), folded(self._number_and_site(each)))
            ]
        return found[: MOST_NAMED + 1]

    def _bearing(self, kind: str, number: str) -> list[Any]:
        visible = self._visible(kind)
        if visible == NOTHING:
            return []
        field, wanted = ("key", code_key(number)) if "key" in columns(RECORDS[kind]) else ("number", number)
        return self._store.find(Query(kind, both(Is(field, (wanted,)), visible), ("id",)))

    def _number_and_site(self, record: Any) -> str:
        """Return a number with the site that gave it behind, this one too."""
        site = getattr(record, record.issued[1]) if record.issued else ""
        return f"{record.number} ({self.title('site', site)})" if site else record.number

    def _having(self, prefix: str, kinds: list[str]) -> list[str]:
        """Leave out kinds of which no record's identifier begins so, whoever may read it."""
        known = self._store.kind_of(prefix)
        having = {kind for kind, _ in known}
        return kinds if len(known) == MOST_BEGINNING else [kind for kind in kinds if kind in having]

    def _beginning(self, kind: str, prefix: str, *, joined: bool = False) -> list[Any]:
        """Return the few readable records of a kind by the beginning of their identifier; others count for none.

        With `joined` it is those that stand under others.
        """
        visible = self._visible(kind)
        if visible == NOTHING:
            return []
        where = both(StartsWith("id", prefix), visible)
        return self._store.find(Query(kind, where, ("id",), limit=MOST_NAMED + 1, joined=joined))

    def title(self, kind: str, record: str, translate: Translate = str) -> str:
        """Return the one-line name of a record of a kind, of one of several, or of `ANY`.

        Of one that is not to be read it is the beginning of its identifier.
        """
        several = kind == ANY or " " in kind
        kinds = [found for found, _ in self._store.kind_of(record)] if several and record else [kind]
        found = self._store.get(kinds[0], record, self._visible(kinds[0])) if record and kinds else None
        return self.called(found, translate) if found else record[:8]

    def called(self, record: Record, translate: Translate = str) -> str:
        """Return the one-line name of a record, as it can be told apart from others; of one that has none, its kind.

        Where others of its kind bear its name too, those above it stand in front.
        """
        kind, title = type(record), self._titled(record)
        words = spoken(record)
        if kind.bears:
            whose = getattr(record, kind.bears)
            name = self.title(columns(kind)[kind.bears].about.refers, whose, translate)
            if words:
                return say(N_("{name} ({remark})"), name=name, remark=words).say(translate)
            return name if title == whose else say(kind.bearing, name=name, title=title).say(translate)
        if words:
            return words.say(translate)
        if title == record.id:
            return translate(kind.label)
        if not kind.within or not getattr(record, kind.within):
            return title
        namesakes = Query(kind.kind, Is("name", (record.name,)))  # type: ignore[attr-defined]
        return SEPARATOR.join(self._path(record)) if self._store.count(namesakes) > 1 else title

    def _path(self, record: Record) -> tuple[str, ...]:
        """Return the titles from the root down to a record; bounded, because two sites at once can make a loop."""
        kind, titles = type(record), [titled(record)]
        above = self._store.get(kind.kind, getattr(record, kind.within), EVERYTHING)
        while above and len(titles) < MOST_LEVELS:
            titles.append(titled(above))
            above = self._store.get(kind.kind, getattr(above, kind.within), EVERYTHING)
        return tuple(reversed(titles))

    def _titled(self, record: Record) -> str:
        """Return the title of a record; a number that another site gave stands in it with that site's name."""
        if record.issued is None:
            return titled(record)
        number, site = record.issued
        marked = self.number(getattr(record, number), getattr(record, site))
        return titled(record.model_copy(update={number: marked}))

    def officer_then(self, officer: str, record: str, change: bytes = b"", translate: Translate = str) -> str:
        """Return what an officer was called when a change of a record was made, or its first, and if that was changed.

        It goes by the order in which changes came to be here: no later change, whatever its clock says, renames who did
        something.
        """
        if not self.reads("officer"):
            return self.title("officer", officer)
        stood, place = self._store.stood(officer, "officer", "name"), self._store.place(record, change)
        if len(stood) < 2:
            return self.title("officer", officer)
        then, now = max(sum(each.place <= place for each in stood), 1) - 1, stood[-1]
        name = str(stood[then].value)
        if name == str(now.value):
            return name
        day = datetime.fromtimestamp(seconds(stood[then + 1].time)).date()
        facts = {"name": name, "now": str(now.value), "day": day, "site": self.title("site", stood[then + 1].site)}
        return say(N_("{name} (now {now}; changed {day}, {site})"), **facts).say(translate)

    def number(self, number: str, site: str) -> str:
        """Return a number with the name of the site that gave it behind, if that is another one."""
        if not (number and site) or site == self.site:
            return number
        return f"{number} ({self.title('site', site)})"
