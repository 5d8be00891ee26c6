"""A row is read as the record that was written into it: nothing is judged again on the way."""

from datetime import date, datetime
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.model.record import RECORDS, Column, columns
from core.values.labelled_enum import LabelledEnum
from data.database.schema import table_of

TEXTS = st.sampled_from(["甲", "买买提·吐尔逊", "0042", "a" * 32, "f" * 64, "10:30", "1", "", "line\nline"])
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def values_of(kind: str, column: Column) -> st.SearchStrategy[Any]:
    """Return values of the type of a field, some of which it takes."""
    if issubclass(column.type, LabelledEnum):
        return st.sampled_from(column.type)
    if column.type is tuple:
        parts = next(iter(_enums(RECORDS[kind].model_fields[column.name].annotation)), None)
        return st.lists(st.sampled_from(parts) if parts else TEXTS, max_size=3).map(tuple)
    if column.about.refers:
        return st.sampled_from(["a" * 32, "0f" * 16])
    of_type: dict[type, st.SearchStrategy[Any]] = {
        str: TEXTS,
        bool: st.booleans(),
        int: st.integers(0, 3000),
        date: DAYS,
        datetime: st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    }
    return of_type[column.type]


def _enums(annotation: Any) -> list[type[LabelledEnum]]:
    if isinstance(annotation, type) and issubclass(annotation, LabelledEnum):
        return [annotation]
    return [found for part in get_args(annotation) for found in _enums(part)]


@pytest.mark.parametrize("kind", RECORDS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.data())
def test_a_row_is_read_as_the_record_that_was_written(kind: str, data: st.DataObject) -> None:
    fields: dict[str, Any] = {"id": "b" * 32, "deleted": data.draw(st.booleans())}
    known = RECORDS[kind].model_fields
    for column in columns(RECORDS[kind]).values():
        if not column.derived and (known[column.name].is_required() or data.draw(st.booleans())):
            fields[column.name] = data.draw(values_of(kind, column))
    try:
        record = RECORDS[kind].model_validate(fields)
    except ValidationError as error:
        refused = {part["loc"][0] for part in error.errors()}
        try:
            record = RECORDS[kind].model_validate({name: each for name, each in fields.items() if name not in refused})
        except ValidationError:
            assume(False)
            raise
    table = table_of(kind)
    cells = [int(cell) if isinstance(cell, bool) else cell for cell in table.row(record)]  # as SQLite gives them back
    read = table.read([record.id, *cells])
    assert read == record
    assert {name: type(getattr(read, name)) for name in known} == {name: type(getattr(record, name)) for name in known}
