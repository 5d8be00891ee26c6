"""The registers 登记簿 of the desk: key departments and places, what protects them, rounds, surroundings; forms."""

from typing import Any

from core.desks.areas.children import THERE, AreaCheck, Control, Exposure
from core.desks.areas.meetings import SecretMeeting
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import STANDING, AreaKind, ControlGroup, MeetingStage
from core.model.query import Blank, Is, Query, both
from core.rules.register import Register
from core.rules.register_row import NUMBERED, Heading, Row, Value, day_of, first_of
from core.values.sentence import N_, say


def _protected_by(group: ControlGroup) -> Value:
    """Return how the controls of an area that protect it so are found, each with how many there are."""

    def find(row: Row) -> tuple[str, ...]:
        query = Query(Control.kind, both(Is("area", (row.record.id,)), THERE, Is("group", (group,))), ("number", "id"))
        return tuple(
            f"{row.book.words(each, 'type')}×{each.count}" if each.count > 1 else row.book.words(each, "type")
            for each in row.book.find(query)
        )

    return find


def _found(row: Row) -> Any:
    """What was found on a round; that all was in order, if nothing was."""
    amiss = row.record.amiss
    count = row.book.said(say(N_("{count} controls not in order"), count=amiss)) if amiss else ""
    return tuple(filter(None, (count, row.record.findings))) or say(N_("in order"))


def _survey_day(row: Row) -> Any:
    """The day of the last survey of the area on which the place was known."""
    area = row.book.record(row.record, "area")
    return getattr(area, "surveyed", None) or row.record.found


def _spot(row: Row) -> str:
    return f"{row.words('area')} {row.words('spot')}".strip()


OWN = (
    NUMBERED,
    Heading("名称", "Name", "name"),
)
KEEPER = (
    Heading("涉密等级", "Secrecy level", "level"),
    Heading("负责人", "Keeper", "keeper"),
    Heading("联系电话", "Telephone", "phone"),
)

Register(
    "key_departments", N_("List of key departments"), Area,
    (*OWN, *KEEPER, Heading("在编人员数量", "Number of staff", "staff")),
    where=lambda context: both(Is("stage", STANDING), Is("type", (AreaKind.DEPARTMENT,))), order=("number", "id"),
)  # fmt: skip

Register(
    "key_places", N_("List of key places"), Area,
    (*OWN, Heading("主管部门", "Unit in charge", "unit"), *KEEPER),
    where=lambda context: both(Is("stage", STANDING), Is("type", (AreaKind.PLACE,))), order=("number", "id"),
)  # fmt: skip

Register(
    "area_application", N_("Form to fix or revoke an area"), Area,
    (
        Heading("申报单位", "Applying unit", "unit"),
        Heading("名称", "Name", "name"),
        Heading("负责人", "Keeper", "keeper"),
        Heading("涉密人员总数", "Cleared people in all", "staff"),
        Heading("位置", "Place", "place"),
        Heading("理由", "Reason", first_of("revoked_because", "outline")),
        Heading("人工防护措施", "Protected by people", _protected_by(ControlGroup.PEOPLE)),
        Heading("物理防护措施", "Protected by things", _protected_by(ControlGroup.PHYSICAL)),
        Heading("技术防护措施", "Protected by technology", _protected_by(ControlGroup.TECHNICAL)),
        Heading("意见", "Opinion", "remark"),
    ),
    form=True, printed=True,
)  # fmt: skip

Register(
    "protective_equipment", N_("Register of protective equipment"), Control,
    (
        Heading("设备名称", "Name of the equipment", "type"),
        Heading("有效期", "Valid until", "valid_until"),
        Heading("数量", "Count", "count"),
        Heading("配置时间", "Installed on", "installed"),
        Heading("装备部门", "Department", "area.unit"),
        Heading("装备部位", "Place", _spot),
        Heading("用途", "Purpose", "group"),
    ),
    where=lambda context: THERE, order=("area", "number", "id"), within=("area",), levels=("area.level",),
)  # fmt: skip

Register(
    "area_rounds", N_("Register of rounds of checks"), AreaCheck,
    (
        Heading("检查日期", "Checked on", day_of("at")),
        Heading("地点", "Place", "area"),
        Heading("情况", "What was found", _found),
        Heading("检查人", "Checked by", "by"),
        Heading("备注", "Remark"),
    ),
    order=("at", "id"), period=("at",), within=("area",), levels=("area.level",),
)  # fmt: skip

Register(
    "surroundings", N_("Survey of the surroundings of areas"), Exposure,
    (
        Heading("区域", "Area", "area"),
        Heading("日期", "Date", _survey_day),
        Heading("地点", "Place", "place"),
        Heading("方位", "Direction", "direction"),
        Heading("距离（米）", "Distance in metres", "metres"),
        Heading("暴露方式", "Exposed to", "exposed_by"),
        Heading("严重程度", "Severity", "severity"),
        Heading("措施", "What we do", "measures"),
        Heading("完成时限", "Due", "due"),
    ),
    where=lambda context: both(Blank("done"), Blank("lapsed")), order=("area", "due", "id"), within=("area",),
    levels=("area.level",), printed=True,
)  # fmt: skip

MEETING = (
    Heading("会议名称", "Name of the meeting", "name"),
    Heading("密级", "Secrecy level", "level"),
    Heading("时间", "Begins", "at"),
    Heading("地点", "Place", "area"),
    Heading("主办单位", "Organiser", "organiser"),
    Heading("保密负责人", "Secrecy lead", "lead"),
)

Register(
    "meeting_plan", N_("Secrecy plan of a meeting"), SecretMeeting,
    (
        *MEETING,
        Heading("参会范围", "Who may attend", "attending"),
        Heading("保密方案", "Secrecy plan", "plan"),
        Heading("审批人", "Decided by", "decided_by"),
        Heading("审批日期", "Decided on", "decided"),
        Heading("审批人签字", "Signature"),
    ),
    form=True, printed=True,
)  # fmt: skip

Register(
    "meeting_record", N_("Record of what a secrecy plan came to"), SecretMeeting,
    (
        *MEETING,
        Heading("文件印制份数", "Papers printed", "printed"),
        Heading("发放份数", "Papers handed out", "given"),
        Heading("收回份数", "Papers back", "back"),
        Heading("未收回情况", "Papers that are not back", "missing"),
        Heading("文件保管人", "Papers kept by", "papers_with"),
        Heading("记录人", "Record kept by", "held_by"),
        Heading("办结日期", "Closed on", "closed"),
        Heading("保密负责人签字", "Signature of the secrecy lead"),
    ),
    where=lambda context: Is("stage", (MeetingStage.HELD, MeetingStage.CLOSED)), form=True, printed=True,
)  # fmt: skip
