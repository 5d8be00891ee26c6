"""The registers and forms of the desk: posts, cleared people and what expires; who is assessed, leaves, travels."""

from datetime import date
from typing import Any

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.assessment_record import Assessment
from core.desks.clearance.declaration_record import Declaration
from core.desks.clearance.leaving_record import CoolingOff, Departure, LevelChange
from core.desks.clearance.post_record import Post
from core.desks.clearance.vocabulary import HOLDING, AppointmentStage, CoolingStage, Matter, PostStage
from core.model.context import Context
from core.model.query import AnyOf, Condition, Having, Is, Query, Via, both
from core.rules.register import Register
from core.rules.register_row import NUMBERED, Heading, Row
from core.rules.request import RequestStage
from core.values.sentence import N_

RUNNING = Is("stage", (CoolingStage.RUNNING,))


def on_post_or_cooling_off(context: Context) -> Condition:
    """Whoever holds a post, and whoever left one and whose cooling-off runs."""
    cooling = Via("person", "person", Having(CoolingOff.kind, "person", RUNNING))
    return AnyOf((Is("stage", HOLDING), both(Is("stage", (AppointmentStage.ENDED,)), cooling)))


def _cooling_off(row: Row) -> CoolingOff | None:
    """The cooling-off of the person that runs; the one that ends last, if there are several."""
    query = Query(CoolingOff.kind, both(RUNNING, Is("person", (row.record.person,))))
    return max(row.book.find(query), key=lambda each: (each.until or date.max, each.id), default=None)


def _cooling_since(row: Row) -> Any:
    found = _cooling_off(row)
    return found.since if found else row.record.cooling_since


def _cooling_until(row: Row) -> Any:
    found = _cooling_off(row)
    return found.until if found else row.record.cooling_until


Register(
    "cleared_people", N_("Ledger of cleared people"), Appointment,
    (
        NUMBERED,
        Heading("单位", "Unit", "unit"),
        Heading("姓名", "Full name", "name"),
        Heading("性别", "Sex"),
        Heading("职务职级", "Post and rank", "person.post"),
        Heading("在职状态", "In service", "person.stage"),
        Heading("人员类型", "Kind of staff", "staff_type"),
        Heading("涉密岗位", "Secret post", "post"),
        Heading("涉密等级", "Level of the post", "level"),
        Heading("上岗日期", "On post since", "since"),
        Heading("承诺书日期", "Commitment signed on", "commitment"),
        Heading("上岗证号", "Certificate", "certificate"),
        Heading("最近教育日期", "Last training on", "trained"),
        Heading("保密复审时间", "Last assessed", "reviewed"),
        Heading("脱密期开始", "Cooling-off from", _cooling_since),
        Heading("脱密期终止", "Cooling-off until", _cooling_until),
    ),
    where=on_post_or_cooling_off, order=("unit", "name", "id"),
)  # fmt: skip

Register(
    "level_changes", N_("Register of changes of level"), LevelChange,
    (
        Heading("姓名", "Full name", "appointment.person.name"),
        Heading("原密级", "Level until now", "before"),
        Heading("现密级", "New level", "level"),
        Heading("变更日期", "Changed from", "since"),
        Heading("原因", "Reason", "reason"),
        Heading("批准人", "Approved by", "decided_by"),
    ),
    where=lambda context: Is("stage", (RequestStage.APPROVED,)), order=("since", "id"), period=("since",),
)  # fmt: skip

Register(
    "posts", N_("Register of secret posts"), Post,
    (
        NUMBERED,
        Heading("单位", "Unit", "unit"),
        Heading("岗位名称", "Name of the post", "name"),
        Heading("涉密等级", "Level of the post", "level"),
        Heading("编制人数", "Headcount", "headcount"),
        Heading("确定依据", "Why the post is secret", "basis"),
        Heading("知悉范围", "Scope of what is known there", "scope"),
        Heading("分管领导", "Responsible leader", "leader"),
        Heading("确定日期", "Fixed on", "fixed"),
        Heading("最近复核", "Last reviewed", "reviewed"),
        Heading("下次复核", "Next review", "next_review"),
    ),
    where=lambda context: Is("stage", (PostStage.IN_FORCE,)), order=("unit", "code", "id"),
)  # fmt: skip

Register(
    "commitments", N_("Register of commitments and yearly letters"), Appointment,
    (
        NUMBERED,
        Heading("单位", "Unit", "unit"),
        Heading("姓名", "Full name", "name"),
        Heading("涉密岗位", "Secret post", "post"),
        Heading("涉密等级", "Level of the post", "level"),
        Heading("承诺书日期", "Commitment signed on", "commitment"),
        Heading("责任书日期", "Yearly letter signed on", "year_letter"),
        Heading("纸质档案编号", "Number of the paper file", "paper"),
    ),
    where=lambda context: Is("stage", HOLDING), order=("unit", "name", "id"),
)  # fmt: skip

Register(
    "reviews_due", N_("List of assessments that expire"), Appointment,
    (
        NUMBERED,
        Heading("单位", "Unit", "unit"),
        Heading("姓名", "Full name", "name"),
        Heading("涉密岗位", "Secret post", "post"),
        Heading("涉密等级", "Level of the post", "level"),
        Heading("上次复审", "Last assessed", "reviewed"),
        Heading("到期日期", "To be assessed by", "next_review"),
        Heading("办理情况", "What was done"),
    ),
    where=lambda context: Is("stage", HOLDING), order=("next_review", "name", "id"), period=("next_review",),
)  # fmt: skip

Register(
    "assessment_form", N_("Form of the assessment for a secret post"), Assessment,
    (
        Heading("姓名", "Full name", "name"),
        Heading("单位", "Unit", "unit"),
        Heading("拟任涉密岗位", "Secret post", "post"),
        Heading("涉密等级", "Level of the post", "level"),
        Heading("审查类别", "Kind of assessment", "assessed_as"),
        Heading("本人签字日期", "Own statement signed on", "own_statement"),
        Heading("审查人", "Assessor", "assessor"),
        Heading("审查意见", "Proposal", "proposal"),
        Heading("理由", "Reasons of the proposal", "proposal_reasons"),
        Heading("审查结论", "Finding", "finding"),
        Heading("审批人", "Decided by", "decided_by"),
        Heading("审批日期", "Decided on", "decided"),
        Heading("有效期至", "Valid until", "valid_until"),
        Heading("审批人签字", "Signature"),
    ),
    form=True, printed=True,
)  # fmt: skip

Register(
    "departure_approval", N_("Approval to leave a secret post"), Departure,
    (
        Heading("姓名", "Full name", "name"),
        Heading("单位", "Unit", "unit"),
        Heading("涉密岗位", "Posts that are left", "appointments"),
        Heading("涉密等级", "Level of the post", "level"),
        Heading("离岗离职事由", "Reason of leaving", "leaves_because"),
        Heading("申请日期", "Asked for on", "asked"),
        Heading("提醒谈话日期", "Reminder talk on", "talk"),
        Heading("谈话人", "Talk held by", "talk_by"),
        Heading("离岗承诺书日期", "Exit commitment signed on", "exit_commitment"),
        Heading("脱密期（月）", "Months of cooling-off", "months"),
        Heading("脱密期管理单位", "Managed by", "managed_by"),
        Heading("审批人", "Approved by", "approved_by"),
        Heading("审批日期", "Approved on", "approved"),
        Heading("本人签字", "Signature of the person"),
        Heading("审批人签字", "Signature of the approver"),
    ),
    form=True, printed=True,
)  # fmt: skip

Register(
    "travel_approval", N_("Approval of travel abroad"), Declaration,
    (
        Heading("姓名", "Full name", "name"),
        Heading("单位", "Unit", "unit"),
        Heading("出国（境）事由", "Purpose of the journey", "purpose"),
        Heading("前往国家（地区）", "Countries and places", "places"),
        Heading("出发日期", "Leaves on", "leaves"),
        Heading("返回日期", "Returns on", "returns"),
        Heading("人事部门意见", "Opinion of personnel", "personnel_opinion"),
        Heading("保密部门意见", "Opinion of the secrecy office", "secrecy_opinion"),
        Heading("审批意见", "Decision", "ruling"),
        Heading("审批人", "Decided by", "decided_by"),
        Heading("审批日期", "Decided on", "decided"),
        Heading("行前提醒日期", "Briefed on", "briefed"),
        Heading("证件领取日期", "Passport taken on", "passport_out"),
        Heading("证件交回日期", "Passport back on", "passport_back"),
        Heading("本人签字", "Signature of the person"),
        Heading("审批人签字", "Signature of the approver"),
    ),
    where=lambda context: Is("matter", (Matter.TRAVEL,)), form=True, printed=True,
)  # fmt: skip
