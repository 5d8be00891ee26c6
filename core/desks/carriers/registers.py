"""The registers 登记簿 of the desk: the ledger, what came in, was lent, copied, printed, carried outside, destroyed."""

from core.desks.carriers.destruction import DestructionItem
from core.desks.carriers.records import Carrier, Movement
from core.desks.carriers.register_cells import (
    addressee,
    back_at,
    by_originator,
    copied,
    copy_number,
    disposition,
    entry_of,
    escorts,
    in_key_area,
    inspection,
    inspection_by,
    inspector,
    level_of_device,
    listed_as,
    made_together,
    moved,
    movements_of,
    note_of_return,
    print_purpose,
    reference,
    signed_by,
    sums,
    then,
)
from core.desks.carriers.vocabulary import MEDIA, SECRET, CarrierStage, Form, Move, Origin
from core.model.query import AnyOf, Blank, Is, Not, both
from core.rules.register import Register
from core.rules.register_row import NUMBERED, Heading, day_of, first_of
from core.values.classification import Classification
from core.values.sentence import N_

LEVEL = ("carrier.level",)
MOVABLE = (Form.DISC, Form.STICK, Form.PORTABLE)
"""Media that are carried about."""

Register(
    "carrier_ledger", N_("Ledger of carriers"), Carrier,
    (
        NUMBERED,
        Heading("文件资料名称", "Title of the document or material", "name"),
        Heading("制作发文单位", "Originating body", "originator"),
        Heading("载体类别", "Kind of carrier", "form"),
        Heading("文号或编号", "Document or carrier number", reference),
        Heading("密级", "Level of secrecy", "level"),
        Heading("页数或容量", "Pages or capacity", "size"),
        Heading("份数", "Copies", "copies"),
        Heading("使用范围", "Range of use", "use"),
        Heading("备注", "Remark", "remark"),
        Heading("保管人签字", "Custodian, signed", "keeper"),
        Heading("批准人签字", "Approved by, signed"),
    ),
    where=lambda context: Is("open", (True,)), order=("number", "id"), printed=True,
)  # fmt: skip

Register(
    "carriers_received", N_("Register of documents received"), Carrier,
    (
        Heading("日期", "Date", "got"),
        Heading("文号", "Document number", "document"),
        Heading("名称", "Name", "name"),
        Heading("密级", "Level of secrecy", "level"),
        Heading("载体形式", "Form of carrier", "form"),
        Heading("数量", "Count", lambda row: 1),
        Heading("份数", "Copies", "copies"),
        Heading("签收人", "Signed for by", signed_by),
        Heading("签收时间", "Signed for on", lambda row: entry.at if (entry := entry_of(row)) else ""),
    ),
    where=lambda context: both(Is("how", (Origin.RECEIVED,)), Not(Is("stage", (CarrierStage.VOID,)))),
    order=("got", "number", "id"), period=("got",),
)  # fmt: skip

Register(
    "carrier_loans", N_("Register of loans"), Movement,
    (
        Heading("借阅时间", "Lent on", "at"),
        Heading("文件名称", "Title of the document", "carrier.name"),
        Heading("份数", "Copies", "carrier.copies"),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("文号", "Document number", reference),
        Heading("页码", "Pages", "carrier.size"),
        Heading("借阅人", "Borrower", "taker"),
        Heading("审批人", "Approved by", "approver"),
        Heading("归还时间", "Brought back on", back_at),
    ),
    where=lambda context: movements_of(Not(Is("form", MEDIA)), Move.ISSUE),
    order=("at", "id"), period=("at",), levels=LEVEL,
)  # fmt: skip

Register(
    "media_loans", N_("Register of media lent"), Movement,
    (
        Heading("日期", "Date", day_of("at")),
        Heading("类型", "Kind of medium", "carrier.form"),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("保密编号", "Secrecy number", "carrier.number"),
        Heading("连接设备编号", "Number of the device used with it", "device"),
        Heading("其密级", "Its level", level_of_device),
        Heading("借用期限", "Lent until", "due"),
        Heading("使用人", "User", "taker"),
        Heading("返回时间", "Back on", back_at),
        Heading("检查情况", "What was found", inspection),
        Heading("检查人", "Checked by", inspector),
    ),
    where=lambda context: movements_of(Is("form", MEDIA), Move.ISSUE),
    order=("at", "id"), period=("at",), levels=LEVEL,
)  # fmt: skip

Register(
    "carrier_copies", N_("Register of copies made"), Movement,
    (
        Heading("文件名称", "Title of the document", "carrier.name"),
        Heading("文号", "Document number", reference),
        Heading("复制日期", "Copied on", day_of("at")),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("承办人", "Handled by", "by"),
        Heading("每份页数", "Pages of each copy", lambda row: next((each.size for each in made_together(row)), "")),
        Heading("份数", "Copies", "note"),
        Heading("制发单位", "Originating body", "carrier.originator"),
        Heading("申请部门", "Department that asked", "carrier.unit"),
        Heading("批准人", "Approved by", "approver"),
        Heading("领用人", "Taken by", "taker"),
        Heading("复印编码", "Numbers of the copies", lambda row: tuple(each.number for each in made_together(row))),
        Heading("用途", "Purpose", "purpose"),
    ),
    where=lambda context: Is("move", (Move.COPY,)), keeps=copied,
    order=("at", "id"), period=("at",), levels=LEVEL,
)  # fmt: skip

Register(
    "carrier_prints", N_("Register of prints made"), Movement,
    (
        Heading("日期", "Date", day_of("at")),
        Heading("名称", "Name", "carrier.name"),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("页数", "Pages", "carrier.size"),
        Heading("份数", "Copies", lambda row: row.at("carrier.copies") or 1),
        Heading("去向或用途", "Where it went, or what for", print_purpose),
        Heading("打印人", "Printed by", "by"),
        Heading("批准人", "Approved by", "approver"),
        Heading("登记编号", "Number in the ledger", "carrier.number"),
        Heading("领取人", "Taken by", "taker"),
    ),
    where=lambda context: movements_of(Is("how", (Origin.PRINTED,)), Move.RECEIVE),
    order=("at", "id"), period=("at",), levels=LEVEL,
)  # fmt: skip

Register(
    "carriers_outside", N_("Approvals to carry outside"), Movement,
    (
        Heading("申请日期", "Asked for on", day_of("at")),
        Heading("编号", "Number", "paper"),
        Heading("责任部门", "Department that answers", "carrier.unit"),
        Heading("经办人", "Handled by", "taker"),
        Heading("地点", "Place", "whereto"),
        Heading("返回日期", "Back by", "due"),
        Heading("介质密级", "Level of the medium", "carrier.level"),
        Heading("保密编号", "Secrecy number", "carrier.number"),
        Heading("用途", "Purpose", "purpose"),
        Heading("主要内容", "What is on it", "carrier.name"),
        Heading("最高密级", "Highest level", "carrier.level"),
        Heading("审批", "Approved by", "approver"),
        Heading("返回检查", "Check on return", inspection_by),
    ),
    where=lambda context: Is("move", (Move.CARRY,)),
    order=("at", "id"), period=("at",), levels=LEVEL,
)  # fmt: skip

Register(
    "carriers_recalled", N_("List of what is to be given back"), Carrier,
    (
        Heading("制发单位", "Originating body", lambda row: row.record.originator),
        Heading("应交件数", "To be given back", lambda row: row.record.due),
        Heading("已收", "Given back", lambda row: row.record.received),
        Heading("还差", "Still missing", lambda row: row.record.due - row.record.received),
    ),
    where=lambda context: AnyOf((Not(Blank("recall_by")), Is("stage", (CarrierStage.RECALLED,)))),
    arrange=by_originator,
)  # fmt: skip

Register(
    "carrier_repairs", N_("Register of repairs"), Movement,
    (
        Heading("设备类型", "Kind of device", "carrier.form"),
        Heading("送修时间", "Given to be repaired on", "at"),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("维修单位", "Repaired by", "whereto"),
        Heading("使用部门", "Department that uses it", "carrier.unit"),
        Heading("监修人", "Watched by", "companion"),
        Heading("原因", "Cause", "purpose"),
        Heading("结果", "Result", note_of_return),
    ),
    where=lambda context: Is("move", (Move.REPAIR,)),
    order=("at", "id"), period=("at",), levels=LEVEL,
)  # fmt: skip

Register(
    "repair_approval", N_("Approval of a repair outside"), Movement,
    (
        Heading("申请人", "Asked for by", "by"),
        Heading("设备责任人", "Who answers for the device", first_of("carrier.keeper", "keeper_before")),
        Heading("维修方式", "Manner of repair"),
        Heading("设备编号", "Number of the device", "carrier.number"),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("单位", "Firm", "whereto"),
        Heading("协议", "Agreement"),
        Heading("资质", "Qualification"),
        Heading("旁站陪同人", "Watched by", "companion"),
        Heading("存储介质拆除", "Storage media taken out"),
        Heading("送修时间", "Given to be repaired on", "at"),
        Heading("返回时间", "Back on", back_at),
        Heading("故障原因", "Cause of the fault", "purpose"),
        Heading("维修结果", "Result of the repair", note_of_return),
        Heading("签字", "Signature"),
    ),
    where=lambda context: Is("move", (Move.REPAIR,)), form=True, levels=LEVEL, printed=True,
)  # fmt: skip

Register(
    "destruction_list", N_("List of what is destroyed"), DestructionItem,
    (
        NUMBERED,
        Heading("文件资料名称", "Title of the document or material", "name"),
        Heading("制作发文单位", "Originating body", "carrier.originator"),
        Heading("载体类别", "Kind of carrier", "form"),
        Heading("文号或编号", "Document or carrier number", listed_as),
        Heading("密级", "Level of secrecy", "level"),
        Heading("页数或容量", "Pages or capacity", "size"),
        Heading("份数", "Copies", "copies"),
        Heading("保管人", "Custodian", then("keeper")),
        Heading("销毁人", "Destroyed by", "batch.destroyer"),
        Heading("批准人", "Approved by", "batch.decided_by"),
        Heading("接收人", "Received by", "batch.receiver"),
        Heading("监销人", "Supervised by", "batch.supervisor"),
        Heading("押运人", "Escorted by", escorts),
    ),
    where=lambda context: Blank("taken_off"), order=("batch", "number", "id"), within=("batch",),
    below=sums, printed=True,
)  # fmt: skip

Register(
    "movable_media", N_("Ledger of movable media"), Carrier,
    (
        NUMBERED,
        Heading("介质类型", "Kind of medium", "form"),
        Heading("类型描述", "Description", "name"),
        Heading("密级", "Level of secrecy", "level"),
        Heading("责任人", "Who answers for it", "keeper"),
        Heading("编号", "Number", "number"),
        Heading("序列号", "Serial number", "serial"),
        Heading("是否属于要害部门部位", "In a key department or place", in_key_area),
    ),
    where=lambda context: both(Is("open", (True,)), Is("form", MOVABLE)), order=("number", "id"),
)  # fmt: skip

Register(
    "classified_documents", N_("Register of classified documents"), Carrier,
    (
        Heading("收到日期", "Received", "got"),
        Heading("日期", "Date"),
        Heading("文号", "Reference", "document"),
        Heading("份号", "Copy number", copy_number),
        Heading("密级", "Level", "level"),
        Heading("名称", "Title", "name"),
        Heading("收件人", "Addressee", addressee),
        Heading("回执日期", "Receipt back", moved(Move.RECEIPT)),
        Heading("销毁日期", "Destroyed", moved(Move.DESTROY)),
    ),
    where=lambda context: both(Is("level", SECRET), Not(Is("stage", (CarrierStage.VOID,)))),
    order=("got", "number", "id"), period=("got",),
)  # fmt: skip

Register(
    "top_secret_documents", N_("Register of what is top secret"), Carrier,
    (
        Heading("名称", "Title", "name"),
        Heading("日期", "Date"),
        Heading("制发单位", "Originator", "originator"),
        Heading("收到日期", "Received", "got"),
        Heading("份数", "Copies", "copies"),
        Heading("处置", "Disposition", disposition),
        Heading("编号", "Serial number", "number"),
        Heading("份号", "Copy number", copy_number),
    ),
    where=lambda context: both(Is("level", (Classification.TOP_SECRET,)), Not(Is("stage", (CarrierStage.VOID,)))),
    order=("got", "number", "id"), period=("got",),
)  # fmt: skip

Register(
    "carrier_handovers", N_("List of carriers handed on"), Movement,
    (
        NUMBERED,
        Heading("移交时间", "Handed on at", "at"),
        Heading("名称", "Title of the carrier", "carrier.name"),
        Heading("编号", "Number", "carrier.number"),
        Heading("密级", "Level of secrecy", "carrier.level"),
        Heading("份数", "Copies", "carrier.copies"),
        Heading("移交人", "Handed on by", "giver"),
        Heading("接收人", "Taken over by", "taker"),
        Heading("批准人", "Approved by", "approver"),
        Heading("移交人签字", "Signature of who hands on"),
        Heading("接收人签字", "Signature of who takes over"),
    ),
    where=lambda context: Is("move", (Move.HAND_OVER,)),
    order=("at", "id"), period=("at",), levels=LEVEL, printed=True,
)  # fmt: skip
