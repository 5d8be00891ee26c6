"""The roll of a session: who is expected, and reading pasted names against it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.cleaning import clean, clean_name, folded, plain_code
from core.desks.education.audience import people_for
from core.desks.education.periods import Reader
from core.desks.education.records import Programme, Session
from core.desks.people import Person
from core.query import AnyOf, Is, Query, both
from core.text import N_, Sentence, say

_PARTS = re.compile(r"[,，、;；\n]+")
_REASON = re.compile(r"[:：(（]")

NOT_EXPECTED = N_("“{name}” is not on the list of those expected. Check the name, or write the staff number.")


@dataclass(frozen=True)
class Read:
    """What a list of names says: for each person the reason that stands behind the name, and what cannot be read."""

    found: dict[str, str]
    faults: tuple[Sentence, ...]


@dataclass(frozen=True)
class Roll:
    """People, to be found by number, by name or by identifier."""

    people: tuple[Person, ...]

    @cached_property
    def by_id(self) -> dict[str, Person]:
        """The people by their identifiers."""
        return {person.id: person for person in self.people}

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        keys: dict[str, list[str]] = {}
        for person in self.people:
            for key in {person.id, folded(person.number), folded(person.name), folded(person.number + person.name)}:
                keys.setdefault(key, []).append(person.id)
        return keys

    def matching(self, text: str) -> list[str]:
        """Return everybody of this number, name or identifier."""
        return self._keys.get(folded(text), []) if text else []

    def read(self, text: str, others: Reader | None = None) -> Read:
        """Read names or staff numbers, on lines or with commas between, each with a reason behind a colon or not.

        Who is not on the roll is looked for among all the staff if there are `others` to look in.
        """
        found: dict[str, str] = {}
        faults: list[Sentence] = []
        for entry in _entries(text):
            name, reason = _split(entry)
            people, fault = self._named(name, others)
            found.update(dict.fromkeys(people, reason))
            faults += [fault] if fault else []
        return Read(found, tuple(faults))

    def _named(self, name: str, others: Reader | None) -> tuple[list[str], Sentence | None]:
        """Return who is meant by a name; several names may stand with spaces between."""
        people = self._one(name, others)
        if not people and " " in name:
            several = [self._one(part, others) for part in name.split()]
            if all(len(each) == 1 for each in several):
                return list(dict.fromkeys(each[0] for each in several)), None
        if len(people) == 1:
            return people, None
        template = N_("{count} people here are called {name}. Write the staff number.") if people else NOT_EXPECTED
        return [], say(template, count=len(people), name=name)

    def _one(self, name: str, others: Reader | None) -> list[str]:
        people = self.matching(name)
        if people or others is None:
            return people
        asked = AnyOf((Is("number", (plain_code(name),)), Is("name", (clean_name(name),))))
        return [person.id for person in others.find(Query("person", both(asked, Is("deleted", (False,))), limit=9))]


def roll_of(session: Session, programme: Programme, reader: Reader) -> Roll:
    """Return who is expected at a session: the audience on its day, or those who make up for another one."""
    if not session.makes_up:
        return Roll(tuple(people_for(programme, reader, session.when.date())))
    owed = both(Is("session", (session.makes_up,)), AnyOf((Is("owed", (True,)), Is("made_up_in", (session.id,)))))
    missed = [attendance.person for attendance in reader.find(Query("attendance", owed))]
    people = reader.find(Query("person", Is("id", tuple(missed)))) if missed else []
    return Roll(tuple(sorted(people, key=lambda person: (person.number, person.id))))


def written(people: Iterable[str], reasons: dict[str, str]) -> str:
    """Return people as a list that `Roll.read` reads."""
    return "\n".join(f"{person}:{reasons[person]}" if reasons.get(person) else person for person in people)


def _entries(text: str) -> Iterator[str]:
    """Yield one entry for each name; commas within a reason belong to it only on a line of its own."""
    for line in clean(text).split("\n"):
        if _REASON.search(line) and not _PARTS.search(_REASON.split(line, maxsplit=1)[0]):
            yield line
        else:
            yield from (part for each in _PARTS.split(line) if (part := each.strip()))


def _split(entry: str) -> tuple[str, str]:
    name, *reason = _REASON.split(entry, maxsplit=1)
    return name.strip(), reason[0].strip().rstrip(")）") if reason else ""
