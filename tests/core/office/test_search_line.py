"""The search line: what officers type, in both languages and both widths, and what it asks for."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import desks  # noqa: F401 - declares the records
from core.desks.grievances import Channel, Grievance, Stage
from core.desks.people.records import Person
from core.model.query import AllOf, AnyOf, Begins, Between, Blank, FullText, Is, Not, StartsWith, Via
from core.office.search_line import UnknownField, UnknownValue, complete, parse
from core.policy.pack import Policy
from core.values.dates import UnreadableDate
from core.values.ranges import NotANumber
from core.values.refusal import Refusal

TODAY = date(2026, 11, 23)
PACK = '[options.categories]\n"劳动争议" = ["工资", "工伤"]\n"婚姻家庭" = []\n'
CHINESE = {
    "state": "状态",
    "Stage": "阶段",
    "in hand": "在办",
    "late": "逾期",
    "me": "我",
    "none": "无",
    "Handler": "承办人",
}


@dataclass
class Desk:
    """What a search line may know of the office."""

    officer: str = "f" * 32
    site: str = "5" * 32
    now: datetime = datetime(2026, 11, 23, 9, 0)
    today: date = TODAY
    policy: Policy = field(default_factory=lambda: Policy(PACK))

    def get(self, kind: str, record: str) -> Any:
        raise AssertionError("a search line reads no records")

    def find(self, query: Any) -> list[Any]:
        raise AssertionError("a search line reads no records")

    def sees(self, kind: str, field: str) -> bool:
        return False

    def seen(self, query: Any) -> bool:
        return True

    def values(self, kind: str, field: str) -> list[Any]:
        return []

    def rows(self, query: Any, *names: str) -> list[Any]:
        return []


def chinese(key: str) -> str:
    return CHINESE.get(key, key)


def asked(line: str, kind: Any = Grievance, translate: Any = str) -> Any:
    return parse(line, kind, Desk(), translate)


LATE = Between("due", None, date(2026, 11, 22))
OPEN = Is("open", (True,))


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", AllOf()),
        ("拖欠 工资", AllOf((FullText("拖欠"), FullText("工资")))),
        ("late", LATE),
        ("state:late", LATE),
        ("-late", Not(LATE)),
        ("!late", Not(LATE)),
        ("-拖欠", Not(FullText("拖欠"))),
        ("state:accepted", Is("stage", (Stage.ACCEPTED,))),
        ("state:in_hand", Is("stage", (Stage.ACCEPTED,))),
        ("stage:accepted,paused", AnyOf((Is("stage", (Stage.ACCEPTED,)), Is("stage", (Stage.PAUSED,))))),
        ("channel:MAILBOX", Is("channel", (Channel.MAILBOX,))),
        ("handler:me", Is("handler", ("f" * 32,))),
        ("handler:none", Blank("handler")),
        ("handler:王芳", Via("handler", "officer", FullText("王芳"))),
        ('unit:"第 三"', Via("unit", "unit", FullText("第 三"))),
        ("Days to accept:15", Between("accept_days", 15, 15)),
        ("late days_to_accept:15", AllOf((LATE, Between("accept_days", 15, 15)))),
        ("number:2020-0001", Begins("number", "2020-0001")),
        ("open:no", Is("open", (False,))),
        ("term:60", Between("term", 60, 60)),
        ("term:>60", Between("term", 61, None)),
        ("category:工资", AnyOf((Is("category", ("劳动争议/工资",)), StartsWith("category", "劳动争议/工资/")))),
        ('"late"', FullText("late")),
        ('"a:b c"', AllOf((FullText("a:b"), FullText("c")))),
        ("open late", AllOf((OPEN, LATE))),
        ("open 拖欠", AllOf((OPEN, FullText("拖欠")))),
    ],
)
def test_a_line_asks_for(line: str, meant: Any) -> None:
    assert asked(line) == meant


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020年1月", date(2020, 1, 1), date(2020, 1, 31)),
        ("2020-01-06", date(2020, 1, 6), date(2020, 1, 6)),
        ("today", TODAY, TODAY),
        ("2020-01..2020-03", date(2020, 1, 1), date(2020, 3, 31)),
        ("2020-01..", date(2020, 1, 1), None),
        ("..2020", None, date(2020, 12, 31)),
        ("<2020-03", None, date(2020, 2, 29)),
        ("<=2020-03", None, date(2020, 3, 31)),
        (">2020", date(2021, 1, 1), None),
        (">=2020", date(2020, 1, 1), None),
        (">9999", date(9999, 12, 31), None),
    ],
)
def test_dates_are_days_months_years_and_ranges(text: str, low: date | None, high: date | None) -> None:
    assert asked(f"due:{text}") == Between("due", low, high)


def test_a_field_with_a_time_takes_in_the_whole_last_day() -> None:
    assert asked("received:2020-01-06") == Between(
        "received", datetime(2020, 1, 6), datetime.combine(date(2020, 1, 6), time.max)
    )


@pytest.mark.parametrize(
    ("line", "english"),
    [
        ("状态：在办", "state:accepted"),
        ("阶段:在办", "stage:accepted"),
        ("逾期", "late"),
        ("承办人：我\u3000逾期", "handler:me late"),
        ("承办人:无", "handler:none"),
        ("handler:me", "handler:me"),
        ("－逾期", "-late"),
        ("“逾期”", '"逾期"'),
        ("stage:accepted，paused", "stage:accepted,paused"),
    ],
)
def test_full_width_and_chinese_names_mean_the_same(line: str, english: str) -> None:
    assert asked(line, translate=chinese) == asked(english)


def test_an_unknown_field_names_those_there_are() -> None:
    with pytest.raises(
        UnknownField, match=r"no field “statuss”.*state, Standing, Number, Registered at, Stage, Subject"
    ):
        asked("statuss:open")


def test_an_unknown_value_names_those_there_are_in_the_officers_language() -> None:
    with pytest.raises(UnknownValue, match=r"no value of 阶段.*registered, 在办"):
        asked("阶段:逾", translate=chinese)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("state:nowhere", UnknownValue),
        ("stage:", UnknownValue),
        ("category:天文", UnknownValue),
        ("open:perhaps", UnknownValue),
        ("due:someday", UnreadableDate),
        ("term:many", NotANumber),
        ("term:99999999999999999999", NotANumber),
    ],
)
def test_what_cannot_be_meant_is_refused(line: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        asked(line)


@given(st.text(max_size=40))
def test_any_line_is_understood_or_refused(line: str) -> None:
    for kind in (Grievance, Person):
        with suppress(Refusal):
            asked(line, kind)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sta", ["state:", "Standing:", "Stage:"]),
        ("late stage:in", ["late stage:in_hand"]),
        ("-la", ["-late"]),
        ("handler:m", ["handler:me"]),
        ("stage:paused,repl", ["stage:paused,replied"]),
        ("nothing:x", []),
        ("late ", []),
    ],
)
def test_completion_offers(line: str, offered: list[str]) -> None:
    assert complete(line, Grievance, Desk()) == offered


def test_completion_offers_the_officers_words_first_and_the_english_ones_too() -> None:
    assert complete("s", Grievance, Desk(), chinese)[:2] == ["soon", "Standing:"]
    assert complete("阶", Grievance, Desk(), chinese) == ["阶段:"]
    assert "state:" in complete("st", Grievance, Desk(), chinese)


def test_what_completion_offers_can_be_asked() -> None:
    values = [
        value for name in ("state:", "stage:", "channel:", "open:") for value in complete(name, Grievance, Desk())
    ]
    assert len(values) > 20
    for value in values:
        asked(value)
