"""The ledger of cleared people: who is on a post, and who cools off; the changes of levels."""

from datetime import date

from core.desks.clearance.levels import ApproveLevelChange, AskLevelChange
from core.desks.clearance.vocabulary import Level
from core.rules.register import REGISTERS, Extent
from core.values.cadence import period_named
from tests.support.clearance_house import PERSON, House


def said(house: House, name: str, period: str = "") -> list[dict[str, str]]:
    """Return the rows of a register by their Chinese headings."""
    register = REGISTERS[name]
    headings = [each.chinese for each in register.headings]
    made = register.draw(house.officers["clerk"], Extent(period_named(period)), str)
    return [dict(zip(headings, row, strict=True)) for row in made.rows]


def test_who_is_on_a_post_stands_in_the_ledger(house: House) -> None:
    house.appointed()
    (row,) = said(house, "cleared_people")
    assert {name: row[name] for name in ("序号", "单位", "姓名", "性别", "在职状态", "人员类型", "涉密等级")} == {
        "序号": "1", "单位": "机要室", "姓名": "张三", "性别": "", "在职状态": "in service",
        "人员类型": "regular staff", "涉密等级": "important",
    }  # fmt: skip
    assert (row["上岗日期"], row["承诺书日期"], row["保密复审时间"]) == ("2026-03-02", "2026-03-02", "2026-03-02")
    assert (row["脱密期开始"], row["脱密期终止"]) == ("", "")


def test_who_left_a_post_stands_there_while_the_cooling_off_runs(house: House) -> None:
    house.appointed()
    house.left()
    (row,) = said(house, "cleared_people")
    cooling = house.only("cooling_off", person=PERSON)
    assert (row["脱密期开始"], row["脱密期终止"]) == (cooling.since.isoformat(), cooling.until.isoformat())


def test_changes_of_level_stand_in_their_register_once_they_are_decided(house: House) -> None:
    appointment = house.appointed()
    given = {"level": Level.GENERAL, "since": date(2026, 3, 2), "reason": "不再接触", "document": "定〔2026〕1号"}
    house.do(AskLevelChange, appointment, **given)
    assert said(house, "level_changes") == []
    house.do(ApproveLevelChange, house.only("level_change").id, "supervisor")
    (row,) = said(house, "level_changes", "2026-03")
    assert (row["姓名"], row["原密级"], row["现密级"], row["批准人"]) == ("张三", "important", "general", "主管甲")
