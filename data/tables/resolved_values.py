"""What a record is shown as: the value of each field that can be read and reckoned with, the newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from core.model.merge import Heads, Write
from core.model.record import Record
from core.rules.agenda import agenda_of
from data.database.schema import TableSchema

MOST_TRIES = 2000
"""How often a record is worked out in search of a value that stops it; after that it is not shown."""


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value; the others fall back to what the declaration says."""
    return {name: value for name, value in fields.items() if value is not None}


def work_out(table: TableSchema, model: Record) -> None:
    """Work out all that is shown of a record and follows from its fields alone; what stops that is raised as it is."""
    for cell in table.row(model):
        if isinstance(cell, int) and cell.bit_length() > 63:
            raise OverflowError
    table.texts([model])
    tuple(agenda_of(model))
    str(model.title)
    model.explain()


class ValueResolution:
    """Looks for the newest values of a record that can be read and reckoned with together."""

    def __init__(self, table: TableSchema, record: str, writes: Sequence[Write], heads: Heads) -> None:
        """Begin with the heads; `writes` are all changes of the record that count."""
        self._table = table
        self._record = record
        self._all = writes
        self._heads = {name: each[0] for name, each in heads.items() if name in table.record_type.model_fields}
        self._values = {name: write.fields[name] for name, write in self._heads.items()}
        self._earlier: dict[str, list[Any]] = {}
        self._gave_way: set[str] = set()
        self._tries = 0

    def model(self) -> tuple[Record | None, dict[str, Write]]:
        """Return the record, None if it cannot be shown, and the heads whose values gave way."""
        found = None
        while self._tries < MOST_TRIES:
            found, odd = self._attempt(self._values)
            shown = present(self._values).keys()
            if found is not None or not shown:
                break
            if odd is None:
                found = self._without_one_value(sorted(shown))
                if found is not None:
                    break
            elif not odd & shown:
                break  # something that it cannot be without has not come
            else:
                for name in odd & shown:
                    self._give_way(name)
        return found, {name: self._heads[name] for name in sorted(self._gave_way)}

    def _attempt(self, values: Mapping[str, Any]) -> tuple[Record | None, set[str] | None]:
        """Return the record that these values make; without one the fields that cannot be read, None if all can."""
        self._tries += 1
        try:
            # The identifier last: a field of that name in a change of another site is none.
            made = self._table.record_type.model_validate({**present(values), "id": self._record})
        except ValidationError as error:
            return None, {str(part["loc"][0]) for part in error.errors(include_url=False) if part["loc"]}
        except Exception:  # whatever code does that meets what it was not made for
            return None, None
        try:
            work_out(self._table, made)
        except Exception:
            return None, None
        return made, None

    def _without_one_value(self, names: Sequence[str]) -> Record | None:
        """Let one value give way that stops the working out, the newest first; if no single one does, the newest."""
        newest = sorted(names, key=lambda name: (self._heads[name].time, self._heads[name].id, name), reverse=True)
        for name in newest:
            for value in (*reversed(self._before(name)), None):
                if self._tries < MOST_TRIES:
                    found, _ = self._attempt({**self._values, name: value})
                    if found is not None:
                        self._gave_way.add(name)
                        return found
        self._give_way(newest[0])
        return None

    def _before(self, name: str) -> list[Any]:
        """Return the values that a field had beside that of its head and those that gave way, the oldest first."""
        if name not in self._earlier:
            by_age = sorted(self._all, key=lambda write: (write.time, write.id))
            had = [write.fields[name] for write in by_age if write.fields.get(name) is not None]
            self._earlier[name] = [value for value in had if value != self._heads[name].fields[name]]
        return self._earlier[name]

    def _give_way(self, name: str) -> None:
        before = self._before(name)
        self._values[name] = before.pop() if before else None
        self._gave_way.add(name)
