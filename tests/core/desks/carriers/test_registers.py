"""What stands in the registers of carriers: what was lent is back or not, copies have their numbers, sums are made."""

from core.desks.carriers.destroying import DestroyCarriers
from core.desks.carriers.leaving import GiveBackCarrier, RecallCarriers, RepairCarrier, SendCarrier
from core.desks.carriers.leaving import ReceiptCarrier as Receipt
from core.desks.carriers.lending import CarryCarrier, LendCarrier, ReturnCarrier, TakeBackMovement
from core.desks.carriers.receiving import CopyCarrier
from core.desks.carriers.vocabulary import Form, Origin
from core.rules.register import REGISTERS, Drawn, Extent
from core.values.cadence import period_named
from core.values.classification import Classification
from tests.support.carrier_ledger import OTHER, PAPER, PERSON, THIRD, Ledger


def drawn(ledger: Ledger, name: str, period: str = "", of: str = "", by: str = "clerk") -> Drawn:
    return REGISTERS[name].draw(ledger.officers[by], Extent(period_named(period), of), str)


def said(ledger: Ledger, name: str, period: str = "", of: str = "") -> list[dict[str, str]]:
    """Return the rows of a register by their Chinese headings."""
    headings = [each.chinese for each in REGISTERS[name].headings]
    return [dict(zip(headings, row, strict=True)) for row in drawn(ledger, name, period, of).rows]


def lend(ledger: Ledger, carrier: str, **given: object) -> None:
    ledger.do(LendCarrier, target=carrier, **{"taker": PERSON, "due": ledger.officers["clerk"].today, **PAPER, **given})


def test_the_ledger_has_documents_by_their_number_and_devices_with_the_serial_number(ledger: Ledger) -> None:
    ledger.receive(document="甲〔2026〕1号", originator="上级机关", keeper=OTHER, copies=2, size="12页")
    ledger.receive(name="笔记本")
    ledger.stick(level=Classification.CONFIDENTIAL)
    rows = said(ledger, "carrier_ledger")
    assert [row["文号或编号"] for row in rows] == ["甲〔2026〕1号", "ZT-2026-0002", "ZT-2026-0003 S-1"]
    assert (rows[0]["序号"], rows[0]["份数"], rows[0]["保管人签字"]) == ("1", "2", "李四 1001")
    assert rows[0]["批准人签字"] == ""
    assert drawn(ledger, "carrier_ledger").frame.mark == "Confidential"


def test_a_loan_says_when_it_came_back_and_an_open_one_does_not(ledger: Ledger) -> None:
    paper = ledger.receive(document="甲1", size="12页")
    lend(ledger, paper)
    ledger.later(days=3).do(ReturnCarrier, target=paper, giver=PERSON, **PAPER)
    ledger.later(days=1)
    lend(ledger, paper, taker=OTHER)
    first, second = said(ledger, "carrier_loans")
    assert (first["借阅人"], first["页码"], first["归还时间"]) == ("张三 1000", "12页", "2026-09-04 09:00")
    assert (second["借阅人"], second["借阅时间"], second["归还时间"]) == ("李四 1001", "2026-09-05 09:00", "")


def test_a_loan_that_was_entered_by_mistake_says_that_it_was_taken_back(ledger: Ledger) -> None:
    paper = ledger.receive()
    lend(ledger, paper)
    ledger.do(TakeBackMovement, target=paper, note="误登")
    (row,) = said(ledger, "carrier_loans")
    assert row["归还时间"] == "2026-09-01 09:00, taken back"


def test_media_have_a_register_of_their_own_with_the_level_of_the_device(ledger: Ledger) -> None:
    machine = ledger.receive(name="涉密机", form=Form.COMPUTER, serial="PC-1", level=Classification.CONFIDENTIAL)
    stick = ledger.stick()
    lend(ledger, stick, device=f"{ledger.get(machine).number} 机密")
    ledger.do(ReturnCarrier, target=stick, giver=PERSON, cleared=True, note="已查", **PAPER)
    (row,) = said(ledger, "media_loans")
    assert (row["保密编号"], row["其密级"], row["使用人"]) == ("ZT-2026-0002", "Confidential", "张三 1000")
    assert (row["检查情况"], row["检查人"]) == ("information cleared, 已查", "保密")
    assert said(ledger, "carrier_loans") == []


def test_only_what_moved_in_the_period_stands_in_it(ledger: Ledger) -> None:
    lend(ledger, ledger.receive())
    assert len(said(ledger, "carrier_loans", "2026-09")) == 1
    assert said(ledger, "carrier_loans", "2026-08") == []


def test_copies_are_told_with_their_numbers_and_prints_in_their_own_register(ledger: Ledger) -> None:
    paper = ledger.receive(level=Classification.CONFIDENTIAL, size="10页", document="甲1")
    approved = {"approver": ledger.id("second"), **PAPER}
    ledger.do(CopyCarrier, target=paper, made=2, size="5页", purpose="会议", taker=OTHER, **approved)
    ledger.do(CopyCarrier, target=paper, made=1, manner=Origin.PRINTED, purpose="上报", taker=THIRD, **approved)
    (copies,) = said(ledger, "carrier_copies")
    assert (copies["份数"], copies["每份页数"], copies["用途"]) == ("2", "5页", "会议")
    assert copies["复印编码"] == "ZT-2026-0001/01, ZT-2026-0001/02"
    (printed,) = said(ledger, "carrier_prints")
    assert (printed["登记编号"], printed["去向或用途"], printed["页数"]) == ("ZT-2026-0001/03", "上报", "10页")
    assert (printed["批准人"], printed["领取人"]) == ("核对", "王五 1002")


def test_documents_received_say_who_signed_for_them(ledger: Ledger) -> None:
    ledger.receive(keeper=OTHER)
    ledger.receive(how=Origin.MADE)
    (row,) = said(ledger, "carriers_received")
    assert (row["签收人"], row["签收时间"], row["数量"]) == ("李四 1001", "2026-09-01 09:00", "1")


def test_what_was_carried_outside_says_where_and_what_was_found_on_return(ledger: Ledger) -> None:
    stick = ledger.stick()
    out = {"whereto": "总部", "purpose": "汇报", "approver": ledger.id("second")}
    ledger.do(CarryCarrier, target=stick, taker=PERSON, due=ledger.officers["clerk"].today, **out, **PAPER)
    ledger.do(ReturnCarrier, target=stick, giver=PERSON, cleared=True, **PAPER)
    (row,) = said(ledger, "carriers_outside")
    assert (row["编号"], row["地点"], row["审批"]) == ("签收单 12", "总部", "核对")
    assert row["返回检查"] == "information cleared 保密"


def test_a_repair_stands_in_its_register_and_has_a_form(ledger: Ledger) -> None:
    stick = ledger.stick(keeper=OTHER)
    given = {"whereto": "定点单位", "companion": PERSON, "purpose": "故障", "due": ledger.officers["clerk"].today}
    ledger.do(RepairCarrier, target=stick, **given)
    ledger.do(ReturnCarrier, target=stick, giver="", note="已修复", **PAPER)
    (row,) = said(ledger, "carrier_repairs")
    assert (row["维修单位"], row["监修人"], row["原因"], row["结果"]) == ("定点单位", "张三 1000", "故障", "已修复")
    repair = next(each.id for each in ledger.movements(stick) if each.move == "repair")
    (form,) = said(ledger, "repair_approval", of=repair)
    assert (form["设备责任人"], form["维修结果"], form["协议"]) == ("李四 1001", "已修复", "")


def test_what_is_to_be_given_back_is_counted_by_originator(ledger: Ledger) -> None:
    papers = [ledger.receive(originator="上级机关") for _ in range(3)]
    for each in papers:
        ledger.do(RecallCarriers, target=each, recall_by="2026-09-30")
    given = {"receipt": "1", "approver": ledger.id("second"), **PAPER}
    ledger.do(GiveBackCarrier, target=papers[0], **given)
    (row,) = said(ledger, "carriers_recalled")
    assert (row["应交件数"], row["已收"], row["还差"]) == ("3", "1", "2")


def test_the_list_of_what_is_destroyed_names_all_hands_and_has_sums_by_kind(ledger: Ledger) -> None:
    papers = (ledger.receive(keeper=OTHER, originator="上级机关", document="甲1"), ledger.receive(), ledger.stick())
    batch = ledger.approved_batch(*papers)
    other = ledger.approved_batch(ledger.receive(name="另批"))
    ledger.do(
        DestroyCarriers, target=batch, supervisor=ledger.id("third"), escort=PERSON, second_escort=THIRD,
        receiver="销毁中心", signed_record="销〔2026〕1", **PAPER,
    )  # fmt: skip
    rows = said(ledger, "destruction_list", of=batch)
    assert [row["文号或编号"] for row in rows] == ["甲1", "ZT-2026-0002", "ZT-2026-0003 S-1"]
    hands = ("保管人", "销毁人", "批准人", "接收人", "监销人", "押运人")
    assert [rows[0][each] for each in hands] == [
        "李四 1001", "保密", "主管", "销毁中心", "监销", "张三 1000, 王五 1002",
    ]  # fmt: skip
    made = drawn(ledger, "destruction_list", of=batch)
    assert made.frame.below == ("Total, paper document: 2", "Total, flash drive: 1", "Total: 3")
    assert made.frame.above[1:] == (ledger.officers["clerk"].title("destruction", batch),)
    assert [row["文件资料名称"] for row in said(ledger, "destruction_list", of=other)] == ["另批"]


def test_movable_media_say_whether_they_lie_in_a_key_place(ledger: Ledger) -> None:
    ledger.stick()
    ledger.receive(name="主机", form=Form.COMPUTER, serial="PC-1")
    (row,) = said(ledger, "movable_media")
    assert (row["介质类型"], row["序列号"], row["是否属于要害部门部位"]) == ("flash drive", "S-1", "no")


def test_a_classified_document_says_to_whom_it_went_and_that_the_receipt_came_back(ledger: Ledger) -> None:
    paper = ledger.receive(document="甲1")
    given = {"whereto": "总部", "receipt": "R1", "approver": ledger.id("second"), **PAPER}
    ledger.do(SendCarrier, target=paper, **given)
    ledger.later(days=2).do(Receipt, target=paper, receipt="R1")
    (row,) = said(ledger, "classified_documents", "2026")
    assert (row["文号"], row["回执日期"], row["销毁日期"]) == ("甲1", "2026-09-03", "")


def test_of_what_is_top_secret_the_disposition_is_told(ledger: Ledger) -> None:
    ledger.receive(level=Classification.TOP_SECRET)
    ledger.receive()
    (row,) = said(ledger, "top_secret_documents")
    assert (row["编号"], row["处置"]) == ("ZT-2026-0001", "in store since 2026-09-01")


def test_whoever_reads_no_carriers_has_none_of_their_registers(ledger: Ledger) -> None:
    lend(ledger, ledger.receive())
    ledger.officers["none"] = ledger.officers["supervisor"]
    ledger.officers["none"].viewer = type(ledger.officers["none"].viewer)("x" * 32, frozenset({"common.names"}))
    for name in ("carrier_ledger", "carrier_loans", "classified_documents"):
        assert drawn(ledger, name, by="none").rows == ()
