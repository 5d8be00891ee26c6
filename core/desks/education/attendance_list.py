"""The roll of a session: who is expected, and reading pasted names against it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.desks.education.audience import expected, people_by_id
from core.desks.education.records import Programme, Session
from core.desks.people.records import Person
from core.desks.people.service import Staff
from core.model.query import AnyOf, Is, Query, both
from core.model.reader import Finder
from core.values.cleaning import clean, clean_name, code_key, folded
from core.values.sentence import N_, Sentence, say

_PARTS = re.compile(r"(?P<sign>[,，、;；]+)|(?:[(（][^()（）]*[)）]|[^,，、;；])+")
"""Names are parted by these signs, but not within brackets."""
_ENTRY = re.compile(r"(?P<name>[^:：(（]*)(?:[(（](?P<bracketed>[^)）]*)[)）]?(?P<rest>.*)|[:：](?P<reason>.*))?")
"""A name, and the reason in brackets or behind a colon; behind brackets another entry may follow."""

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
    """Who is expected; once attendance was taken, of whom it was noted."""
    unmarked: tuple[Person, ...] = ()
    """Who may be noted besides, but by name alone: entered since attendance was taken, or not known to have been
    here on that day."""

    @property
    def shown(self) -> tuple[Person, ...]:
        """Everybody, by staff number."""
        return tuple(sorted((*self.people, *self.unmarked), key=lambda person: (person.number, person.id)))

    @cached_property
    def by_id(self) -> dict[str, Person]:
        """Everybody by identifier."""
        return {person.id: person for person in (*self.people, *self.unmarked)}

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return _keys(self.people)

    @cached_property
    def _keys_besides(self) -> dict[str, list[str]]:
        return _keys(self.unmarked)

    def matching(self, text: str) -> list[str]:
        """Return everybody of this number, name or identifier; who is expected comes before who is not."""
        return (self._keys.get(folded(text)) or self._keys_besides.get(folded(text), [])) if text else []

    def read(self, text: str, others: Finder | None = None) -> Read:
        """Read names or staff numbers with commas, blanks or line ends between, each with a reason or not.

        A reason stands in brackets, or behind a colon: then it ends with the line or where somebody is named. Who is
        not on the roll is looked for among all the staff if there are `others` to look in.
        """
        reading = _Reading(self, others)
        for line in clean(text).split("\n"):
            reading.add(line)
        return Read(reading.found, tuple(reading.faults))

    def named(self, name: str, others: Finder | None) -> tuple[list[str], Sentence | None]:
        """Return who is meant by a name; several names may stand with spaces between."""
        people = self.one(name, others)
        if not people and " " in name:
            several = [self.one(part, others) for part in name.split()]
            if all(len(each) == 1 for each in several):
                return list(dict.fromkeys(each[0] for each in several)), None
        if len(people) == 1:
            return people, None
        template = N_("{count} people here are called {name}. Write the staff number.") if people else NOT_EXPECTED
        return [], say(template, count=len(people), name=name)

    def one(self, name: str, others: Finder | None = None) -> list[str]:
        """Return everybody of this number, name or identifier, `others` included."""
        people = self.matching(name)
        if people or others is None or not name:
            return people
        asked = AnyOf((Is("key", (code_key(name),)), Is("name", (clean_name(name),))))
        return [person.id for person in others.find(Query("person", both(asked, Is("deleted", (False,))), limit=9))]


def _keys(people: Iterable[Person]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for person in people:
        for key in {person.id, folded(person.number), folded(person.name), folded(person.number + person.name)}:
            keys.setdefault(key, []).append(person.id)
    return keys


def roll_of(session: Session, programme: Programme, reader: Finder) -> Roll:
    """Return who is expected at a session: the audience on its day, or those who make up for another one.

    Once attendance was taken, those of whom it was noted are the roll. Who belongs to the audience besides, because
    the register or the programme was changed since, may be noted by name and is taken for nothing by itself.
    """
    day = session.when.date()
    if session.makes_up:
        return Roll(tuple(_making_up(session, reader)))
    noted = {each.person for each in reader.find(Query("attendance", Is("session", (session.id,))))}
    audience = expected(programme, reader, day)
    fits = {person.id: person for person in (*audience.known, *audience.unsure)}
    others = people_by_id(reader, noted - fits.keys(), day)
    marked = [*others, *(person for person in fits.values() if person.id in noted)]
    if not session.taken:
        marked += [person for person in audience.known if person.id not in noted]
    known = {person.id for person in marked}
    besides = (person for person in fits.values() if person.id not in known)
    return Roll(tuple(sorted(marked, key=_order)), tuple(sorted(besides, key=_order)))


def _making_up(session: Session, reader: Finder) -> list[Person]:
    """Return who owes what a session makes up for and works here on its day, and who made up for it in it."""
    of_missed = Is("session", (session.makes_up,))
    made_up = both(of_missed, Is("made_up_in", (session.id,)))
    day = session.when.date()
    staff = Staff(reader, day)
    owed = {each.person for each in reader.find(Query("attendance", both(of_missed, Is("owed", (True,)))))}
    came = {each.person for each in reader.find(Query("attendance", made_up))}
    people = people_by_id(reader, owed | came, day)
    here = (each for each in people if each.id in came or staff.here(each) or staff.unsure(each))
    return sorted(here, key=_order)


def _order(person: Person) -> tuple[str, str]:
    return person.number, person.id


def written(people: Iterable[str], reasons: dict[str, str]) -> str:
    """Return people as a list that `Roll.read` reads."""
    return "\n".join(f"{person}:{reasons[person]}" if reasons.get(person) else person for person in people)


class _Reading:
    """A list of names while it is read."""

    def __init__(self, roll: Roll, others: Finder | None) -> None:
        self.found: dict[str, str] = {}
        self.faults: list[Sentence] = []
        self._roll = roll
        self._others = others

    def add(self, line: str) -> None:
        """Read a line; what `written` has written is taken as it stands."""
        person, _colon, reason = line.partition(":")
        if person in self._roll.by_id:
            self.found[person] = reason
            return
        waiting = [part[0] for part in _PARTS.finditer(line)]
        explained: list[str] = []  # whose reason may go on
        sign = ""
        while waiting:
            part = waiting.pop(0)
            if _PARTS.fullmatch(part)["sign"]:  # type: ignore[index]  # every part fits
                sign = part
                continue
            before, later = self._cut(part) if explained else ("", "")
            if before:
                self.found.update((each, f"{self.found[each]}{sign}{before}") for each in explained)
                waiting[:0] = filter(None, (later,))
            elif part.strip():
                explained, later = self._entry(part)
                waiting[:0] = filter(None, (later,))

    def _entry(self, part: str) -> tuple[list[str], str]:
        """Read a name with its reason; return whose reason may go on behind the next comma, and what stands behind."""
        entry = _ENTRY.fullmatch(part)
        assert entry is not None  # it fits any text
        people, fault = self._roll.named(entry["name"].strip(), self._others)
        self.faults += [fault] if fault else []
        reason, later = entry["bracketed"] or "", entry["rest"] or ""
        if entry["reason"]:
            reason, later = self._cut(entry["reason"])
        self.found.update(dict.fromkeys(people, reason.strip()))
        return people if entry["reason"] and reason.strip() else [], later

    def _cut(self, text: str) -> tuple[str, str]:
        """Part a reason from what follows it: what begins with somebody's name."""
        begins = (at for at, word in _words(text) if self._roll.one(_ENTRY.match(word)["name"], self._others))  # type: ignore[index]
        at = next(begins, len(text))
        return text[:at].rstrip() if text[:at].strip() else "", text[at:]


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a text, each with where it begins."""
    return ((found.start(), found[0]) for found in re.finditer(r"\S+", text))
