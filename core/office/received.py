"""What a transfer brings or would bring, as far as an officer may know of it: conflicts, duplicates, broken rules,
counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core import desks  # noqa: F401 - declares every record and action
from core.model.change import Entry
from core.model.query import EVERYTHING
from core.model.record import RECORDS, Record, columns, owner_field
from core.office.naming import Naming
from core.results.transfer import Counted, IncomingBreach, IncomingConflict, IncomingDuplicate, Preview
from core.rights.visibility import compartments_counted, reads_whole
from core.rules.agenda import Conflict
from core.rules.breaches import told_whole
from core.values.mask import MASK


class Received(Naming):
    """Reading and naming, with what comes from other sites."""

    def conflicting_changes(self, conflict: Conflict) -> list[Entry]:
        """Return the changes that gave a field its different values, the one that is shown first."""
        record = self.get(conflict.of_kind, conflict.of)
        order = [write.id for write in self._store.heads(conflict.of, conflict.of_kind)[conflict.field]]
        entries = {entry.change.id.hex(): entry for entry in self.history(record)}
        return [entries[identifier] for identifier in order]

    def visible_conflicts(self, clashes: Iterable[IncomingConflict]) -> tuple[IncomingConflict, ...]:
        """Return the clashes of records this officer may read, by name, and masked like the records."""
        readable = (
            (clash, self._store.get(clash.kind, clash.record, self._visible(clash.kind)))
            for clash in clashes
            if clash.kind in RECORDS and not _kept(clash)
        )
        return tuple(
            replace(clash, title=self._named_or_whole(found), **self._covered(clash))
            for clash, found in readable
            if found
        )

    def _covered(self, clash: IncomingConflict) -> dict[str, str]:
        return {"ours": MASK, "theirs": MASK} if self._hidden(clash.kind, clash.field) else {}

    def _named_or_whole(self, record: Record) -> str:
        """Return the name of a record, or of what it is a part of; nothing if both have none."""
        if record.title != record.id:
            return self.called(record)
        owner = owner_field(type(record))
        return self.title(owner.about.refers, getattr(record, owner.name)) if owner else ""

    def duplicated(self, duplicates: Iterable[IncomingDuplicate]) -> tuple[IncomingDuplicate, ...]:
        """Return what would be listed twice of the kinds that this officer may read whole."""
        return tuple(each for each in duplicates if self._visible(each.kind) == EVERYTHING)

    def visible_breaches(self, breaches: Iterable[IncomingBreach]) -> tuple[IncomingBreach, ...]:
        """Return which rules would be broken, of those of which this officer would be shown every breach."""
        return tuple(each for each in breaches if told_whole(self.viewer, each.kind, each.rule))

    def visible_counts(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Return counts by kind, of those kinds that this officer may read whole."""
        return {kind: count for kind, count in counts.items() if reads_whole(self.viewer, kind)}

    def previewed(self, preview: Preview) -> Preview:
        """Return what a transfer would do, or did, as far as this officer may know it.

        What he may not know changes nothing of it: neither a figure nor whether something is said.
        """
        counted = compartments_counted(self.viewer)

        def may_count(figure: Counted) -> bool:
            if figure.kind in RECORDS:
                return reads_whole(self.viewer, figure.kind)
            return counted.issuperset(figure.parts)

        return replace(
            preview.told(may_count),
            counts=tuple(each for each in preview.counts if reads_whole(self.viewer, each.kind)),
            clashes=self.visible_conflicts(preview.clashes),
            duplicates=self.duplicated(preview.duplicates),
            breaches=self.visible_breaches(preview.breaches),
            missing=tuple(gap for gap in preview.missing if gap.part in counted),
            rest=not self.counts_all,
        )


def _kept(clash: IncomingConflict) -> bool:
    """Whether the program keeps the field by itself, so that nobody decides on it."""
    column = columns(RECORDS[clash.kind]).get(clash.field)
    return column is not None and column.about.kept
