"""Which grievances may be the same matter: those that came in not long apart, from one petitioner or of one category,
with subjects that are alike. Nothing is merged by this; a person decides (`merging`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import OPEN, GrievanceSettings, Stage
from core.model.query import Between, Condition, Is, Not, Query, both
from core.model.reader import Reader
from core.values.cleaning import folded
from core.values.sentence import N_, Sentence, say

LOOKED_AT = 3000
"""How many of one category are looked at, the newest first."""
OFFERED = 20
"""How many are offered, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A grievance that may be the same matter as another, and why."""

    id: str
    percent: int
    """How alike the subjects are."""
    same_petitioner: bool

    @property
    def why(self) -> Sentence:
        """What speaks for it."""
        if self.same_petitioner:
            return say(N_("same petitioner, subject {percent}% alike"), percent=self.percent)
        return say(N_("same category, subject {percent}% alike"), percent=self.percent)


def alike(one: str, other: str) -> int:
    """Return how alike two subjects are, in percent: the share of their pairs of neighbouring signs that both have.

    It is the Sørensen-Dice coefficient over pairs of signs, which needs no words and so suits Chinese.
    """
    pairs, others = _pairs(one), _pairs(other)
    return round(200 * len(pairs & others) / (len(pairs) + len(others))) if pairs and others else 0


def _pairs(text: str) -> frozenset[str]:
    plain = folded(text)
    return frozenset(plain[place : place + 2] for place in range(max(len(plain) - 1, len(plain) and 1)))


def likely(office: Reader, record: Grievance) -> list[Likeness]:
    """Return which of the grievances this officer may read may be the same matter as one, the likeliest first."""
    terms = office.policy.settings(GrievanceSettings)
    found: dict[str, Likeness] = {}
    for same_petitioner, kin in _kin(record):
        least = terms.same_percent / 2 if same_petitioner else terms.same_percent
        for identifier, subject in _subjects(office, both(kin, _near(record, terms))):
            percent = alike(record.subject, subject)
            if percent >= least:
                found.setdefault(identifier, Likeness(identifier, percent, same_petitioner))
    return sorted(found.values(), key=lambda each: (-each.same_petitioner, -each.percent, each.id))[:OFFERED]


def _kin(record: Grievance) -> Iterator[tuple[bool, Condition]]:
    """Yield where to look: first what the same petitioner brought, then what is of the same category."""
    if record.petitioner:
        yield True, Is("petitioner", (record.petitioner,))
    if record.category:
        yield False, Is("category", (record.category,))


def _near(record: Grievance, terms: GrievanceSettings) -> Condition:
    apart = timedelta(days=terms.same_days)
    near = Between("received", record.received - apart, record.received + apart)
    return both(near, Not(Is("id", (record.id,))), Not(Is("stage", (Stage.MERGED,))))


def _subjects(office: Reader, where: Condition) -> Iterable[tuple[Any, ...]]:
    keys = office.keys(Query("grievance", where, ("-received",), limit=LOOKED_AT))
    return office.page("grievance", keys, ("id", "subject"))


def suspects(office: Reader, among: int = 200) -> Iterator[str]:
    """Yield those of the newest open grievances that may be the same matter as another."""
    for record in office.find(Query("grievance", Is("stage", OPEN), ("-received",), limit=among)):
        if likely(office, record):
            yield record.id
