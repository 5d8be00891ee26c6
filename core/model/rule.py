"""Rules that records must keep together, declared by the desk that keeps them.

```python
class Membership(Record):
    unique = (Unique(("person",), N_("{person} is a member already."), among=lambda record: record.until is None),)


@rule("membership", Link("cell", by="cell"))
def before_its_cell(record: Membership, linked: Linked) -> Iterable[Broken]:
    return (Broken(say(N_("It began later."))) for cell in linked["cell"] if record.since < cell.start)
```

An action that would break a rule is refused. Two sites that each keep it may break it together: the store then lists
where (`core.rules.breaches`), in the same words.

A rule is a function of records and nothing else: not of the day, the officer or the site. So sites that have the same
records find the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.values.sentence import Sentence

RULES: dict[str, "Rule"] = {}
"""Every declared rule by its name; filled as desks are imported. Others follow from fields and actions
(`core.rules.following_rules`)."""

Linked = Mapping[str, Sequence[Any]]
"""The records that a rule looks at besides the one that it judges, by their kinds."""


class Broken(NamedTuple):
    """That a record breaks a rule: why, and which other record it does so with, if there is one."""

    why: Sentence
    beside: str = ""
    what: str = ""
    """What tells it from another way in which the same records break the rule."""


@dataclass(frozen=True, slots=True)
class Link:
    """Other records that a rule looks at: those of a kind in whose `field` stands what stands in the field `by`.

    Nothing is linked by an empty field. Without `field` it is all records of the kind.
    """

    kind: str
    field: str = "id"
    by: str = "id"
    """The field of the record that is judged, or of those of the link that this one goes on from."""
    onward: "Link | None" = None
    """The link that this one goes on from."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What records of a kind must keep, by themselves or with those that they are linked to."""

    name: str
    kind: str
    broken: Callable[[Any, Linked], Iterable[Broken]]
    """What yields how a record breaks it; one that is broken by two records of the kind is so by each of them."""
    links: tuple[Link, ...] = ()
    beside: str = ""
    """The kind of the other record that `Broken.beside` names."""
    tells: tuple[tuple[str, str], ...] = ()
    """The fields that the sentence tells of, each with its kind: whoever may not see them is not shown it."""

    @property
    def looks_at(self) -> frozenset[str]:
        """The kinds of the records that it judges or is linked to."""
        return frozenset({self.kind, *(link.kind for link in self.links)})

    def declare(self) -> "Rule":
        """Enter the rule in `RULES`."""
        RULES[self.name] = self
        return self


def rule(
    kind: str, *links: Link, beside: str = "", tells: Collection[tuple[str, str]] = ()
) -> Callable[[Callable[[Any, Linked], Iterable[Broken]]], Rule]:
    """Declare a function as a rule about records of a kind; its name is that of the function."""

    def declared(broken: Callable[[Any, Linked], Iterable[Broken]]) -> Rule:
        return Rule(broken.__name__, kind, broken, links, beside, tuple(tells)).declare()

    return declared


class Unique(NamedTuple):
    """That no two records of a kind have the same in all of some fields (`Record.unique`)."""

    fields: tuple[str, ...]
    """An empty first field is the same as no other."""
    said: str
    """What is said of a second one: a catalogue key, which may name fields."""
    among: Callable[[Any], bool] | None = None
    """Which records count; None: all."""
