"""Whoever is not named in a top-secret matter cannot learn that it is there, whatever he asks the office."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.audit.audit_log import AUDIT
from core.desks.matters.knowing import AskToLetIn
from core.desks.matters.marking import AskForMarkChange
from core.desks.matters.scope import NameReader
from core.model.action import ACTIONS
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.values.classification import Classification
from core.values.refusal import Refusal
from tests.support.matter_case import MATTER, OUTSIDER, PERSON, Case

UNNAMED = ("other_fixer", "other_head", "helper", "stranger", "auditor")


def told(office: Office, sample: Any) -> Iterator[tuple[str, str]]:
    """Yield what can be asked of the office, with its answer in words."""
    for kind in RECORDS:
        if kind == AUDIT:
            continue
        query, names = Query(kind), list(columns(RECORDS[kind]))
        keys = office.keys(query)
        yield f"{kind} list", str((len(keys), office.page(kind, keys, ["id", *names]), office.count(query)))
        for name in names:
            yield f"{kind} groups {name}", str(office.groups(query, name))
        for flag, condition in RECORDS[kind].filters(office.context()).items():
            yield f"{kind} {flag}", str(office.count(Query(kind, condition)))
        yield f"{kind} words", str(office.count(Query(kind, FullText("甲七号"))))
        yield f"{kind} title", office.title(kind, MATTER)
        yield f"{kind} get", answer(lambda kind=kind: office.get(kind, MATTER))
    yield "look up", answer(lambda: office.look_up(MATTER[:9]))
    for action in ACTIONS.values():
        given = {name: PERSON for name, column in columns(action).items() if column.about.refers == "person"}
        named = {name: MATTER for name, column in columns(action).items() if column.about.refers == "matter"}
        for target in (MATTER, PERSON):
            deed = sample(action, **{"target": target, **given, **named})
            yield f"{action.verb()} {target}", answer(lambda deed=deed: office.rehearse((deed,), attempt=False))


def answer(ask: Callable[[], Any]) -> str:
    """Return what is answered, or why not."""
    try:
        return str(ask())
    except Refusal as refusal:
        return f"{type(refusal).__name__}: {refusal}"


@pytest.mark.parametrize("who", UNNAMED)
def test_nothing_tells_of_a_top_secret_matter_to_who_is_not_named(who: str, empty: Case, sample: Any) -> None:
    office = empty.officers[who]
    before = dict(told(office, sample))
    case = empty.fix(level=Classification.TOP_SECRET, years=30, unit="c" * 32).knows().followed()
    case.do(NameReader, "fixer", officer=case.id("head"))
    case.do(AskToLetIn, person=OUTSIDER, reason="评审", asked_of=case.id("head"))
    case.do(AskForMarkChange, level=Classification.CONFIDENTIAL, years=20, decision="2号", reason="评审")
    case.officers["fixer"].find(Query("knowledge", Is("matter", (MATTER,))))
    after = dict(told(office, sample))
    assert {asked: (before[asked], said) for asked, said in after.items() if said != before.get(asked)} == {}
