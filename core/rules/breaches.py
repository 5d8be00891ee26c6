"""Breaches 违规: where records break a rule (`core.model.rule`), as two sites may do together that each kept it.

They stand beside the conflicts. Nobody writes them: they follow from the records, at every site that has the same ones
they are the same, and once the records are put right they are gone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from core.model.field import ANY, About, Names
from core.model.query import EVERYTHING, NOTHING, AnyOf, Condition, Is, Via, both
from core.model.record import RECORDS, Record, columns, root_of
from core.model.rule import Link, Rule
from core.model.viewer import Viewer
from core.rights.visibility import readable, sees
from core.rules.agenda import DerivedRecord, derived_id
from core.rules.following_rules import all_rules, rules_of
from core.rules.joined_records import SAME_AS
from core.values.sentence import N_

Read = Callable[[str, str, Collection[str]], Iterable[Any]]
"""Returns the records of a kind that are shown and have one of these values in a field; without a field, all."""
Touched = Mapping[str, Collection[str]]
"""The records of each kind that were written, or taken away."""


class Breach(DerivedRecord):
    """A record that breaks a rule of the office, by itself or together with another one."""

    kind = "breach"
    label = N_("Broken rule")
    plural = N_("Broken rules")
    order = ("of_kind", "rule", "id")

    why: Annotated[str, About(N_("What is wrong"), column=60, names=Names.SENTENCE)]
    """A packed `core.values.sentence.Sentence`."""
    beside: Annotated[str, About(N_("Together with"), column=24, refers=ANY, index=True)] = ""
    rule: Annotated[str, About(N_("Rule"), index=True)]
    """The name of the rule."""

    @classmethod
    def applies_to(cls, record_type: type[Record]) -> bool:
        """Whatever has rules."""
        return bool(rules_of(record_type.kind))

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Only who may read both records, and sees the fields that the sentence tells of."""
        shown: dict[tuple[str, str], list[str]] = {}
        for kind, rules in all_rules().items():
            for rule in filter(partial(_may_be_told, viewer), rules):
                shown.setdefault((kind, rule.beside), []).append(rule.name)
        return AnyOf(
            tuple(
                found
                for (kind, beside), names in shown.items()
                if (found := both(Is("rule", tuple(names)), _of("of", kind, viewer), _of("beside", beside, viewer)))
                != NOTHING
            )
        )


def _may_be_told(viewer: Viewer, rule: Rule) -> bool:
    """Whether the viewer sees the fields that the sentence of a rule tells of."""
    return all(sees(viewer, columns(RECORDS[kind])[name].about) for kind, name in rule.tells)


def told_whole(viewer: Viewer, kind: str, name: str) -> bool:
    """Whether the viewer is shown everything of a kind that breaks a rule, whatever it is."""
    rule = next(each for each in rules_of(kind) if each.name == name)
    kinds = filter(None, (rule.kind, rule.beside))
    return _may_be_told(viewer, rule) and all(readable(viewer, RECORDS[each]) == EVERYTHING for each in kinds)


def _of(field: str, kind: str, viewer: Viewer) -> Condition:
    """Return the condition that the viewer may read the record of a kind that stands in a field."""
    rule = readable(viewer, RECORDS[kind]) if kind else EVERYTHING
    return rule if rule in (EVERYTHING, NOTHING) else Via(field, kind, rule)


class _Linked:
    """The records that a rule looks at, for many that it judges: read once for each link."""

    def __init__(self, links: Iterable[Link], records: Sequence[Any], read: Read) -> None:
        self._records, self._read = records, read
        self._found: dict[Link, dict[str, dict[str, Any]]] = {}
        for link in links:
            self._follow(link)

    def _follow(self, link: Link) -> Iterable[Any]:
        """Read what a link leads to, and return it."""
        if link not in self._found:
            sources = self._records if link.onward is None else self._follow(link.onward)
            values = {getattr(each, link.by) for each in sources} - {""} if link.field else {""}
            found: dict[str, dict[str, Any]] = {}
            for each in self._read(link.kind, link.field, values) if values else ():
                found.setdefault(getattr(each, link.field) if link.field else "", {})[each.id] = each
            self._found[link] = found
        return (each for several in self._found[link].values() for each in several.values())

    def of(self, record: Any) -> dict[str, list[Any]]:
        """Return what one record is linked to, by kind, each once."""
        found: dict[str, dict[str, Any]] = {}
        for link in self._found:
            found.setdefault(link.kind, {}).update(self._along(link, record))
        return {kind: [records[each] for each in sorted(records)] for kind, records in found.items()}

    def _along(self, link: Link, record: Any) -> dict[str, Any]:
        sources = [record] if link.onward is None else self._along(link.onward, record).values()
        found: dict[str, Any] = {}
        for source in sources:
            found.update(self._found[link].get(getattr(source, link.by) if link.field else "", {}))
        return found


def breaches(rule: Rule, records: Sequence[Any], read: Read) -> Iterator[Breach]:
    """Yield how these records break a rule; `read` reads what they are linked to."""
    linked = _Linked(rule.links, records, read)
    for record in records:
        for broken in rule.broken(record, linked.of(record)):
            pair = sorted((record.id, broken.beside)) if rule.beside == rule.kind else (record.id, broken.beside)
            yield Breach(
                id=derived_id(" ".join(pair), f"breach {rule.name} {broken.what}"),
                of_kind=rule.kind,
                of=record.id,
                record=root_of(record),
                why=broken.why.pack(),
                beside=broken.beside,
                rule=rule.name,
            )


def listed_breaches(rule: Rule, records: Sequence[Any], read: Read) -> Iterator[Breach]:
    """Yield the breaches as they are listed: one of two records of a kind is that of the one named second."""
    for each in breaches(rule, records, read):
        if rule.beside != rule.kind or each.of > each.beside:
            yield each


def to_judge(rule: Rule, touched: Touched, read: Read) -> set[str]:
    """Return the records that may break a rule, or no longer, since others were touched.

    Besides them it may be those that are listed as breaking it with one of the touched ones.
    """
    found = set(touched.get(rule.kind, ()))
    for link in rule.links:
        if touched.get(link.kind):
            found |= _led_from(link, rule.kind, touched[link.kind], read)
    return found


def _led_from(link: Link, judged: str, records: Collection[str], read: Read) -> set[str]:
    """Return the records that a link leads from to one of these."""
    values: set[str] = set(records)
    if link.field not in ("", "id"):
        values = {getattr(each, link.field) for each in read(link.kind, "id", records)} - {""}
    if not values:
        return set()
    kind = judged if link.onward is None else link.onward.kind
    sources = {each.id for each in read(kind, link.by if link.field else "", values)}
    return sources if link.onward is None else _led_from(link.onward, judged, sources, read) if sources else set()


def is_shown(record: Any) -> bool:
    """Whether lists will show a drafted record: it is not deleted, and stands under no other."""
    return not (record.deleted or getattr(record, SAME_AS, ""))


def with_drafted(read: Read, drafted: Mapping[str, Mapping[str, Any]]) -> Read:
    """Return what reads records as they would be with these, by kind and identifier, in place of what is there."""

    def reads(kind: str, field: str, values: Collection[str]) -> Iterator[Any]:
        besides = drafted.get(kind, {})
        yield from (each for each in read(kind, field, values) if each.id not in besides)
        for each in besides.values():
            if is_shown(each) and (not field or getattr(each, field) in values):
                yield each

    return reads
