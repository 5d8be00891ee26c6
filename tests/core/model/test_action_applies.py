"""An action that says when it applies is offered only then; what is done all the same is refused with the reason."""

from collections.abc import Callable
from typing import Any

import pytest

from core.desks.grid import AcknowledgeWarning, AddCell, ChangeLevel, CloseWarning, Level, RaiseWarning
from core.model.action import ACTIONS, Action, create
from core.model.change import Draft
from core.model.record import Record, columns
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.attached_papers import AttachPaper
from data.site.open_site import OpenSite
from tests.support.site_driver import write

CHOOSY = [action for action in ACTIONS.values() if action.applies.__func__ is not Action.applies.__func__]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def desk(module_site: OpenSite) -> Office:
    return module_site.office()


def settled(kind: type[Record], sample: Callable[..., Any], stages: tuple[Any, ...]) -> list[Any]:
    """Return samples of a kind that differ in what was left out."""
    stage = {"stage": stages[0]} if stages else {}
    optional = [
        name for name in columns(kind) if name in kind.model_fields and not kind.model_fields[name].is_required()
    ]
    empty = {name: kind.model_fields[name].get_default(call_default_factory=True) for name in optional}
    return [sample(kind, **stage), *(sample(kind, **{**stage, name: empty[name]}) for name in optional)]


@pytest.mark.parametrize("action", CHOOSY, ids=lambda action: action.verb())
def test_what_does_not_apply_is_not_offered_and_refused(
    action: type[Action], desk: Office, sample: Callable[..., Any]
) -> None:
    records = settled(action.on, sample, action.stages)
    unfit = [record for record in records if not action.applies(record)]
    assert unfit
    for record in unfit:
        write(desk, create(record))
        assert action not in desk.offered(record.kind, record)
        with pytest.raises(Refused):
            desk.do(sample(action, target=record.id))
        write(desk, Draft(record.kind, record.id, {"deleted": True}))


def test_a_warning_is_acknowledged_then_closed(office: Office) -> None:
    cell = AddCell(code="01", name="甲", start=office.today)
    warning = RaiseWarning(level=Level.RED, what="门未锁", cell=cell.target)
    office.do_all((cell, warning))

    def offered() -> set[type[Action]]:
        offers = office.offered("warning", office.get("warning", warning.target))
        return {each for each in offers if not issubclass(each, AttachPaper)}

    assert offered() == {AcknowledgeWarning, ChangeLevel}
    office.do(AcknowledgeWarning(target=warning.target))
    assert offered() == {CloseWarning, ChangeLevel}
    office.do(CloseWarning(target=warning.target, done="已锁"))
    assert offered() == set()
