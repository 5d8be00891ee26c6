"""The registers of matters: contact with what is top secret, who knows, what was fixed and lifted."""

from core.desks.carriers.receiving import ReceiveCarrier
from core.desks.matters.fixing import LiftMatter
from core.desks.matters.vocabulary import Way
from core.model.query import Query
from core.rules.register import REGISTERS, Drawn, Extent
from core.values.cadence import period_named
from core.values.classification import Classification
from tests.support.matter_case import MATTER, Case

TOP = {"level": Classification.TOP_SECRET, "years": 30}


def drawn(case: Case, name: str, period: str = "", of: str = "", by: str = "clerk") -> Drawn:
    return REGISTERS[name].draw(case.officers[by], Extent(period_named(period), of), str)


def said(case: Case, name: str, period: str = "", of: str = "", by: str = "clerk") -> list[dict[str, str]]:
    """Return the rows of a register by their Chinese headings."""
    headings = [each.chinese for each in REGISTERS[name].headings]
    return [dict(zip(headings, row, strict=True)) for row in drawn(case, name, period, of, by).rows]


def test_contact_with_what_is_top_secret_says_matter_person_and_way(empty: Case) -> None:
    empty.fix(**TOP, originator="上级机关").knows(way=Way.READ)
    (row,) = said(empty, "top_secret_contacts")
    assert (row["文件名称"], row["发文机关"], row["发文日期"]) == ("甲七号", "上级机关", "2026-03-02")
    assert (row["人员姓名"], row["接触方式"], row["承办人"]) == ("张三", "read it", "保密")
    assert drawn(empty, "top_secret_contacts").frame.mark == "Top secret"


def test_where_the_document_stands_in_the_ledger_of_carriers_it_is_told_from_there(empty: Case) -> None:
    received = ReceiveCarrier(
        name="专报", level="top_secret", document="甲1", originator="总部", copies=2, got="2026-03-01"
    )
    empty.officers["clerk"].do(received)
    empty.fix(**TOP).knows(document="甲1")
    (row,) = said(empty, "top_secret_contacts")
    assert (row["文件名称"], row["发文机关"], row["收文日期"], row["数量"]) == ("专报", "总部", "2026-03-01", "2")


def test_of_what_is_not_top_secret_nothing_stands_there(case: Case) -> None:
    case.knows()
    assert said(case, "top_secret_contacts") == []
    (row,) = said(case, "who_knows", of=MATTER)
    assert (row["涉密事项"], row["人员"], row["起"], row["止"]) == ("甲七号", "张三", "2026-03-02", "")


def test_writing_who_knows_leaves_a_trace(case: Case) -> None:
    case.knows()
    before = len(case.stored("matter_reading"))
    drawn(case, "who_knows")
    assert len(case.stored("matter_reading")) == before + 1


def test_who_is_not_named_in_what_is_top_secret_has_none_of_it(empty: Case) -> None:
    empty.fix(**TOP).knows()
    for name in ("top_secret_contacts", "who_knows", "fixed_and_lifted"):
        assert drawn(empty, name, by="stranger").rows == ()


def test_what_was_fixed_and_lifted_stands_there_once_each_in_its_period(case: Case) -> None:
    case.on("2026-05-04").do(LiftMatter, "fixer", lifted=case.today, lifted_why="公开")
    assert [(row["日期"], row["定密/解密"]) for row in said(case, "fixed_and_lifted")] == [
        ("2026-03-02", "fixing of secrecy"), ("2026-05-04", "lifting of secrecy"),
    ]  # fmt: skip
    (row,) = said(case, "fixed_and_lifted", "2026-03")
    assert (row["名称"], row["密级"], row["事项类型"]) == ("甲七号", "Secret", "original fixing")
    assert said(case, "fixed_and_lifted", "2026-04") == []
    assert case.officers["clerk"].count(Query("matter")) == 1


def test_distribution_is_the_scope_that_holds(case: Case) -> None:
    (row,) = said(case, "fixed_and_lifted")
    assert row["分发范围"] == "张三"
