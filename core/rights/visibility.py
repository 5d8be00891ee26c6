"""Who may read and do what: worked out here and in `core.office.office`, and nowhere else.

A role of the policy pack is a set of duties; a record type names the duty that reads it, an action the duty that does
it. An officer bound to a unit or cell reads, of the kinds that name one, only what belongs to its subtree.
"""

from typing import Any

from core.model.change import HOME
from core.model.field import About
from core.model.query import EVERYTHING, NOTHING, AnyOf, Condition, Is, Not, Via, both
from core.model.record import RECORDS, Record, columns, owner_field
from core.model.viewer import Viewer
from core.values.mask import MASK

NAMES = "common.names"
"""The duty of everybody who signs in: the names of the officers, one's own passphrase, one's own exports."""
TOTALS = "store.keep"
"""The duty that may know how much there is of everything together, as the size of the store tells it anyway."""


def readable(viewer: Viewer, record_type: type[Record]) -> Condition:
    """Return the condition that a record of this kind must meet for the viewer to learn that it exists."""
    if record_type not in viewer.rules:
        viewer.rules[record_type] = _rule(viewer, record_type)
    rule: Condition = viewer.rules[record_type]
    return rule


def _rule(viewer: Viewer, record_type: type[Record]) -> Condition:
    if record_type.is_derived:
        rule = record_type.visible_to(viewer)
        return _readable_derived(viewer, record_type) if rule is None else rule
    rule = _readable_by_duty(viewer, record_type)
    if not viewer.withheld or rule in (EVERYTHING, NOTHING):
        return rule
    return both(rule, Not(Is("id", tuple(sorted(viewer.withheld)))))


def _readable_by_duty(viewer: Viewer, record_type: type[Record]) -> Condition:
    """Return the condition that duties, units and cells set, whatever waits to be accepted."""
    if record_type.duty not in viewer.duties:
        return NOTHING
    special = record_type.visible_to(viewer)
    if special is not None:
        return special
    owner = owner_field(record_type)
    if owner is not None:
        whole = readable(viewer, RECORDS[owner.about.refers])
        return whole if whole in (EVERYTHING, NOTHING) else Via(owner.name, owner.about.refers, whole)
    return _within(viewer, record_type)


def _within(viewer: Viewer, record_type: type[Record]) -> Condition:
    """Return the common rule for who is bound: what names his units or cells; of cells, those of his units too."""
    bounds = {"unit": viewer.units, "cell": viewer.cells}
    named = bounds.keys() & columns(record_type).keys()
    rules = [Is(name, tuple(sorted(bound))) for name, bound in bounds.items() if bound is not None and name in named]
    if rules or not named or bounds == {"unit": None, "cell": None}:
        return AnyOf(tuple(rules)) if len(rules) > 1 else next(iter(rules), EVERYTHING)
    return Via("cell", "cell", readable(viewer, RECORDS["cell"])) if "cell" in named else NOTHING


def _readable_derived(viewer: Viewer, derived: type[Record]) -> Condition:
    """Return the rule for entries that point at other records: whoever may read the record may read the entry."""
    rules = []
    for kind, record_type in RECORDS.items():
        if record_type.is_derived or not derived.applies_to(record_type):
            continue
        rule = readable(viewer, record_type)
        if rule != NOTHING:
            of_kind = Is("of_kind", (kind,))
            rules.append(of_kind if rule == EVERYTHING else both(of_kind, Via("of", kind, rule)))
    return AnyOf(tuple(rules))


def reads_whole(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer reads every record of a kind, and so may know how many there are."""
    return kind in RECORDS and readable(viewer, RECORDS[kind]) == EVERYTHING


def compartments_counted(viewer: Viewer) -> frozenset[str]:
    """Return the compartments of which the viewer reads some kind whole.

    He may know how long what other sites wrote there is, where it cannot be told by kind.
    """
    kinds = (each for each in RECORDS.values() if not each.is_derived and each.compartment not in HOME)
    return frozenset(each.compartment for each in kinds if readable(viewer, each) == EVERYTHING)


def sees(viewer: Viewer, about: About) -> bool:
    """Whether the viewer may see the contents of a field of a record he may read."""
    return not about.masked or about.masked in viewer.duties


def covered(value: Any) -> Any:
    """Return what a reader who need not know sees of a value; an empty text has nothing to hide, a 0 has.

    Nothing of a value is shown: of an identity number any part tells the place, the day of birth or the sex, and what
    tells people apart is the staff number.
    """
    return MASK if value or type(value) is int else value
