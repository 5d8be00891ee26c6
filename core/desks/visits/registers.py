"""The registers 登记簿 of the desk: the book of visitors, the register of vehicles, and the form to go in."""

from typing import Any

from core.desks.visits.records import CAME, Visit
from core.model.query import Is
from core.rules.register import Register
from core.rules.register_row import Heading, Row, day_of, first_of, hour_of
from core.values.sentence import N_, say

LEVEL = ("area.level",)
AREA = (
    Heading("部门部位名称", "Name of the department or place", "name"),
    Heading("房间号", "Room", "place"),
)


def _how_long(row: Row) -> Any:
    """For how long they are to stay."""
    visit: Visit = row.record
    hours, minutes = divmod(round((visit.planned_out - visit.planned_in).total_seconds() / 60), 60)
    return say(N_("{hours} h {minutes} min"), hours=hours, minutes=minutes)


Register(
    "visitors", N_("Book of visitors by area"), Visit,
    (
        Heading("日期", "Date", day_of("entered")),
        Heading("来访人员单位", "Visitor's body", "body"),
        Heading("姓名", "Name", "name"),
        Heading("来访目的", "Purpose of the visit", first_of("purpose_text", "purpose")),
        Heading("陪同人员", "Escort", "escort"),
        Heading("来访时间", "In", hour_of("entered")),
        Heading("离开时间", "Out", hour_of("gone")),
        Heading("备注", "Remark", "note"),
    ),
    where=lambda context: Is("stage", CAME), order=("entered", "id"), period=("entered",),
    within=("area", "other_areas"), head=AREA, levels=LEVEL, printed=True,
)  # fmt: skip

Register(
    "vehicles", N_("Register of vehicles"), Visit,
    (
        Heading("日期", "Date", day_of("entered")),
        Heading("车牌", "Plate", "plate"),
        Heading("驾驶人", "Driver", "driver"),
        Heading("单位", "Body", "body"),
        Heading("事由", "What for", first_of("purpose_text", "purpose")),
        Heading("接待人", "Host", "host"),
        Heading("进", "In", hour_of("entered")),
        Heading("出", "Out", hour_of("gone")),
        Heading("查验人", "Checked by", "entered_by"),
        Heading("备注", "Remark", "note"),
    ),
    where=lambda context: Is("stage", CAME), keeps=lambda row: bool(row.record.plate),
    order=("entered", "id"), period=("entered",), levels=LEVEL,
)  # fmt: skip

Register(
    "admission", N_("Approval to go into a key department or place"), Visit,
    (
        Heading("姓名", "Name", "name"),
        Heading("职务", "Post"),
        Heading("单位", "Body", "body"),
        Heading("共计", "People in all", "people"),
        Heading("要害部门部位名称", "Key department or place", "area"),
        Heading("陪同人员", "Escort", "escort"),
        Heading("进入原因", "Why they go in", first_of("purpose_text", "purpose")),
        Heading("拟进入时间", "Planned in", "planned_in"),
        Heading("预计停留时间", "Planned to stay", _how_long),
        Heading("申请部门意见", "Opinion of the applying department"),
        Heading("所属部门意见", "Opinion of the department in charge", "reason"),
        Heading("监督检查记录", "Record of supervision"),
        Heading("旁站签字", "Signature of the escort"),
    ),
    form=True, levels=LEVEL, printed=True,
)  # fmt: skip
