"""The registers 登记簿 of the desk: the ledger of cleared people, and the changes of their levels."""

from datetime import date
from typing import Any

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff, LevelChange
from core.desks.clearance.vocabulary import HOLDING, AppointmentStage, CoolingStage
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
