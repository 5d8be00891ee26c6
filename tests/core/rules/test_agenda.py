"""The agenda: every date that is due can be asked why."""

import inspect
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from rich.cells import cell_len

from core.desks.grid import GridWarning
from core.desks.grievances import Grievance, Supervision
from core.desks.grievances.children import Review
from core.desks.partners.register import Partner
from core.desks.sync.transfers import Dispatch
from core.model.record import RECORDS, Record
from core.rules.agenda import ROOM_FOR_WHAT, reasons
from tests.support.every_case import every
from tui.language import LANGUAGES, Language

DUE = [record_type for record_type in RECORDS.values() if record_type.can_be_due()]


@every("record_type", DUE, lambda kind: kind.kind)
def test_whatever_is_due_says_why(record_type: type[Record], sample: Callable[..., Any]) -> None:
    record = sample(record_type)
    assert bool(reasons(record)) >= bool(list(record.agenda()))


LONG = {"time": "2026-11-23 10:00", "period": "2026-W47"}
"""Facts that are as long as they can be; names and what was typed are as long as somebody made them."""


@every("record_type", DUE, lambda kind: kind.kind)
@every("code", LANGUAGES)
def test_what_is_due_fits_its_column_in_every_language(record_type: type[Record], code: str) -> None:
    declared = [each.what for each in record_type.deadlines]
    for text in (*declared, *re.findall(r"""N_\(\s*"([^"]+)"\s*\)""", inspect.getsource(record_type.agenda))):
        shown = Language(code).translate(text).format_map(defaultdict(str, LONG))
        assert cell_len(shown) <= ROOM_FOR_WHAT, shown


CHOSEN = {"consultation", "care_support", "referral", "session", "step", "supervision"}
"""The kinds whose dates an officer types; every other kind works its dates out, and says how."""


@every("record_type", DUE, lambda kind: kind.kind)
def test_only_of_a_date_that_somebody_typed_it_is_said_that_somebody_chose_it(
    record_type: type[Record], sample: Callable[..., Any]
) -> None:
    optional = [name for name, info in record_type.model_fields.items() if not info.is_required()]
    empty = {name: record_type.model_fields[name].get_default(call_default_factory=True) for name in optional}
    for left_out in optional:
        record = sample(record_type, **{left_out: empty[left_out]})
        if list(record.agenda()) and record_type.kind not in CHOSEN:
            assert record.explain(), left_out


def test_an_acknowledged_warning_says_from_when_it_is_to_be_closed(sample: Callable[..., Any]) -> None:
    acknowledged = datetime(2026, 11, 20, 9)
    warning = sample(GridWarning, acknowledged=acknowledged, close_by=date(2026, 11, 27), closed=None)
    assert [reason.say() for reason in reasons(warning)] == [
        "Due 2026-11-27: acknowledged 2026-11-20 + 7 days to close it."
    ]


def test_a_term_is_told_as_the_sum_that_led_to_it(sample: Callable[..., Any]) -> None:
    grievance = sample(Grievance)
    reason = grievance.explain()
    assert reasons(grievance) == ([reason] if reason else [])


def test_a_date_that_an_officer_chose_is_told_as_chosen(sample: Callable[..., Any]) -> None:
    supervision = sample(Supervision, due=date(2026, 11, 26), answered=None, instruction="尽快处理。")
    (reason,) = reasons(supervision)
    assert reason.say() == "Due 2026-11-26: answer the supervisor: 尽快处理. Whoever entered it chose this date."


def test_what_is_done_is_due_no_longer_and_has_no_reason(sample: Callable[..., Any]) -> None:
    assert reasons(sample(Supervision, answered=date(2026, 11, 26) - timedelta(days=1))) == []


def test_what_was_deleted_is_not_due(sample: Callable[..., Any]) -> None:
    assert reasons(sample(Supervision, answered=None, deleted=True)) == []


def test_a_review_is_told_as_the_sum_that_led_to_it(sample: Callable[..., Any]) -> None:
    review = sample(Review, asked=date(2026, 11, 2), due=date(2026, 12, 2), decided=None)
    (reason,) = reasons(review)
    assert reason.say() == "Due 2026-12-02: asked for 2026-11-02 + 30 days."


def test_a_receipt_is_told_as_the_sum_that_led_to_it(sample: Callable[..., Any]) -> None:
    dispatch = sample(Dispatch, sent=datetime(2026, 11, 20, 9), receipt_due=date(2026, 12, 4), receipt=None, lost=None)
    assert [reason.say() for reason in reasons(dispatch)] == ["Due 2026-12-04: sent on 2026-11-20 + 14 days."]


def test_the_next_check_of_a_partner_is_told_as_the_sum_that_led_to_it(sample: Callable[..., Any]) -> None:
    partner = sample(Partner, checked=date(2026, 1, 1), next_check=date(2027, 1, 1), ended=None)
    assert [reason.say() for reason in reasons(partner)] == ["Due 2027-01-01: checked on 2026-01-01 + 365 days."]
