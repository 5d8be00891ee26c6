"""The fixtures of other folders: sites in memory, samples of whatever is declared, the application on the screen."""

from collections.abc import Callable, Iterator

import pytest

from core.desks.people.people import AddPerson
from core.model.change import HOME, PURGE, Change
from core.model.record import RECORDS, Record, owner_field
from core.policy.pack import Policy
from core.values.ids import new_id
from data.site.open_site import OpenSite, pack_text
from tests.conftest import EVERY_ROLE
from tests.core.conftest import module_site, sample, site
from tests.support.cast import Cast
from tests.support.permissions import KEPT, Sample, Stock, keep, otherwise
from tests.support.screen_stage import app, backend, opened
from tests.support.site_driver import appoint

__all__ = ["app", "backend", "module_site", "opened", "sample", "site"]


@pytest.fixture(scope="module")
def stock(module_site: OpenSite, sample: Sample, from_elsewhere: Callable[..., Change]) -> Iterator[Stock]:
    office, records = module_site.office(), dict[str, Record]()
    for seat, role in enumerate(Policy(pack_text("cn")).roles, 2):
        appoint(office, role, seat, role)
    for record_type in sorted(KEPT.values(), key=lambda kind: (kind.kind == "doubt", owner_field(kind) is not None)):
        owner = owner_field(record_type)
        part_of = {owner.name: records[owner.about.refers].id} if owner else {}
        records[record_type.kind] = sample(record_type, **part_of, **pointing(record_type.kind, records))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RECORDS["unit"], "retention", "test.retention")  # so that there can be a purge that all may read
        keep(module_site, *records.values())
        for record in records.values():
            if record.compartment not in HOME and record.kind not in (PURGE, "hold"):  # these are written once
                from_elsewhere(module_site.store, record, **otherwise(record))
        yield Stock(module_site, records)


def pointing(kind: str, records: dict[str, Record]) -> dict[str, str]:
    """Return what a record says of the kind that it follows, or was made of, where it is of one."""
    return {
        PURGE: {"file_kind": "unit"},
        "hold": {"file_kind": "care_file"},
        "gap": {"part": "common"},
        "doubt": {"of_kind": "unit", "of": getattr(records.get("unit"), "id", "")},
        "export": {"what": RECORDS["officer"].plural},  # a list that everyone reads whole
    }.get(kind, {})


OFFICERS = ("clerk", "one", "two", "near", "near_too", "other", "third")
"""`one` and `two` are two seats of 王敏, `near` and `near_too` of 李明; the others are one person each."""


@pytest.fixture(scope="module")
def cast(module_site: OpenSite) -> Cast:
    office = module_site.office()
    people = {name: new_id() for name in ("王敏", "李明")}
    for name, person in people.items():
        office.do(AddPerson(target=person, name=name))
    seats = {"one": "王敏", "two": "王敏", "near": "李明", "near_too": "李明"}
    officers = {"clerk": office}
    for seat, name in enumerate(OFFICERS[1:], 2):
        appoint(office, name, seat, *EVERY_ROLE, person=people.get(seats.get(name, ""), ""))
        officers[name] = module_site.office(seat)
    return Cast(module_site, officers, *people.values())
