"""A newer version of the program, with kinds that this one does not declare."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from core.model.field import About
from core.model.record import RECORDS, Record


@contextmanager
def newer() -> Iterator[None]:
    """Be a newer version that declares inspections and their parts, for as long as this lasts."""

    class Inspection(Record):
        """A kind of a newer version."""

        kind = "inspection"
        label = "Inspection"
        plural = "Inspections"
        duty = "common.read"
        retention = "test.retention"

        day: Annotated[str, About("Day", column=10)]

    class Remark(Record):
        """A part of it."""

        kind = "remark"
        label = "Remark"
        plural = "Remarks"
        duty = "common.read"

        visit: Annotated[str, About("Inspection", refers="inspection", owner=True)]
        text: Annotated[str, About("Text", column=10)] = ""

    try:
        yield
    finally:
        for kind in (Inspection.kind, Remark.kind):
            del RECORDS[kind]
