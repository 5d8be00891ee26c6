"""The figures of the desk, beside a second calculation by hand."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from core.desks.matters.figures import IN_FORCE
from core.model.action import create
from core.model.figure import FIGURES
from core.model.past import week_ends
from core.model.query import Query
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from core.values.ids import new_id
from core.values.labelled_enum import LabelledEnum
from data.site.open_site import OpenSite
from tests.support.oracle_of_matters import figures_by_hand, in_force_then

COUNTED = ("matter", "matter_scope", "knowledge", "participation", "follow_up", "cooling_off")
TODAY = date(2026, 11, 23)


def some(kind: type[Record], rng: Random, known: dict[str, list[str]], sample: Any) -> Any:
    """Return a record with any stage and any days, that refers to what is known."""
    given: dict[str, Any] = {}
    for name, column in columns(kind).items():
        optional = column.derived is False and not kind.model_fields[name].is_required()
        if column.derived:
            continue
        if issubclass(column.type, LabelledEnum):
            given[name] = rng.choice(list(column.type))
        elif column.type is date:
            given[name] = None if optional and rng.random() < 0.4 else TODAY + timedelta(days=rng.randint(-90, 30))
        elif column.about.refers and column.about.refers.split()[0] in known and column.type is str:
            given[name] = rng.choice(
                known[column.about.refers.split()[rng.randrange(len(column.about.refers.split())) % 2]]
            )
    if kind.kind == "matter":
        given |= {"years": rng.choice((0, 0, 1, 2)), "since": TODAY - timedelta(days=rng.randint(0, 800))}
        given |= {"alias": new_id()[:12], "fixer": new_id(), "drafter": new_id()}
    return sample(kind, **given)


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_what_is_counted_by_hand(seed: int, site: OpenSite, office: Office, sample: Any) -> None:
    rng, store = Random(seed), dict[str, list[Any]]()
    known = {kind: [new_id()] for kind in (*COUNTED, "declaration")}
    for kind in COUNTED:
        store[kind] = [some(RECORDS[kind], rng, known, sample) for _ in range(40)]
        known[kind] = [each.id for each in store[kind]]
    with site.store.transaction():
        site.store.write([create(each) for of in store.values() for each in of], officer=office.officer, action="test")
    # What is top secret is seen by nobody here who is not named: it counts for nobody else.
    seen = {kind: list(office.find(Query(kind))) for kind in COUNTED}
    by_hand = figures_by_hand(seen, office.today)
    program = {name: FIGURES[name].number(office).count for name in by_hand}
    assert program == by_hand
    days = week_ends(office.today)
    assert IN_FORCE.trend(office, days)[:-1] == [in_force_then(seen["matter"], day) for day in days][:-1]


def test_who_counts_counts_what_he_reads(office: Office) -> None:
    assert all(FIGURES[name].number(office).count == 0 for name in ("matters_in_force", "knowers", "follow_ups_open"))
