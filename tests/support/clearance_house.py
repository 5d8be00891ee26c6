"""A house with a secret post and the officers of the clearance desk, at a calendar that can be turned."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.clearance.appointing import ApproveAppointment, PrepareAppointment
from core.desks.clearance.assessing import (
    AnswerAssessment,
    BeginAssessment,
    DecideAssessment,
    ProposeFinding,
    TellResult,
)
from core.desks.clearance.declaring import (
    DecideDeclaration,
    GivePersonnelOpinion,
    GiveSecrecyOpinion,
    ReceiveDeclaration,
    TellDecision,
)
from core.desks.clearance.departing import (
    AnswerDeparture,
    ApproveDeparture,
    AskDeparture,
    RecordExitTalk,
    SubmitDeparture,
)
from core.desks.clearance.posting import FixPost, ProposePost
from core.desks.clearance.vocabulary import Finding, Handled, LeavingReason, Level, Matter, Purpose, Ruling
from core.desks.education import Attendance, Presence
from core.model.action import Action, create
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.checklist import Result
from data.site.open_site import OpenSite
from tests.support.site_driver import looked, write

UNIT, PERSON, OTHER_PERSON = "c" * 32, "b" * 32, "e" * 32
POST = "a" * 32
START = "2026-03-02"


@dataclass
class House:
    """The officers of the desk: two clerks, two supervisors, and the personnel officer."""

    site: OpenSite
    officers: dict[str, Office]
    today: date = field(default=date(2026, 3, 2))

    def on(self, day: str | date) -> "House":
        """Turn the calendar."""
        self.today = date.fromisoformat(str(day))
        now = datetime.combine(self.today, datetime.min.time()).replace(hour=9)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def do(self, action: type[Action], target: str = "", by: str = "clerk", **arguments: Any) -> str:
        office = self.officers[by]
        deed = action(**({"target": target} if target else {}), **arguments)
        office.do(looked(office, deed))
        return deed.target

    def refused(self, action: type[Action], target: str = "", by: str = "clerk", **arguments: Any) -> str:
        with pytest.raises(Refused) as refusal:
            self.do(action, target, by, **arguments)
        return str(refusal.value)

    def get(self, kind: str, identifier: str) -> Any:
        return self.officers["clerk"].get(kind, identifier)

    def only(self, kind: str, **where: Any) -> Any:
        found = [
            each
            for each in self.officers["clerk"].find(Query(kind))
            if all(getattr(each, name) == value for name, value in where.items())
        ]
        (one,) = found
        return one

    def due(self, kind: str, by: str = "clerk") -> list[tuple[date, str]]:
        found = self.officers[by].find(Query("agenda", Is("of_kind", (kind,))))
        return sorted((each.due, json.loads(each.what)[0]) for each in found)

    # What comes about step by step

    def post(self, level: Level = Level.IMPORTANT, target: str = POST, code: str = "JY-01", **given: Any) -> str:
        fields = {"code": code, "name": "机要员", "unit": UNIT, "level": level, "handles": Handled.CONFIDENTIAL}
        self.do(ProposePost, target, **{**fields, "basis": "经管机密文件", **given})
        self.do(FixPost, target, "supervisor")
        return target

    def trained(self, person: str = PERSON, minutes: int = 240, days_ago: int = 30) -> None:
        day = self.today - timedelta(days=days_ago)
        given = {"session": "5" * 32, "programme": "6" * 32, "name": "张三", "stage": Presence.PRESENT}
        write(self.officers["clerk"], create(Attendance(person=person, day=day, minutes=minutes, **given)))

    def begun(self, person: str = PERSON, post: str = POST, by: str = "clerk", **given: Any) -> str:
        return self.do(BeginAssessment, by=by, person=person, post=post, own_statement=self.today, **given)

    def answered(self, assessment: str, by: str = "clerk", **findings: Result) -> None:
        for item in self.officers[by].policy.checklist("appointment"):
            found = findings.get(item, Result.MET)
            note = "未满" if found == Result.NOT_MET else ""
            self.do(AnswerAssessment, assessment, by, item=item, result=found, note=note)

    def assessed(self, person: str = PERSON, finding: Finding = Finding.PASS, **given: Any) -> str:
        begun = self.begun(person, **given)
        self.answered(begun)
        why = {} if finding == Finding.PASS else {"proposal_reasons": "原脱密期未满"}
        self.do(ProposeFinding, begun, proposal=finding, **why)
        reasons = {} if finding == Finding.PASS else {"reasons": "原脱密期未满"}
        self.do(DecideAssessment, begun, "personnel", finding=finding, **reasons)
        return begun

    def told(self, assessment: str) -> str:
        return self.do(TellResult, assessment, told=self.today)

    def appointed(self, person: str = PERSON, post: str = POST) -> str:
        self.assessed(person, post=post)
        self.trained(person)
        prepared = self.do(
            PrepareAppointment, person=person, post=post, since=self.today, commitment=self.today
        )  # fmt: skip
        self.do(ApproveAppointment, prepared, "supervisor")
        return prepared

    def leaving(self, person: str = PERSON) -> str:
        return self.do(AskDeparture, person=person, leaves_because=LeavingReason.TRANSFERRED, asked=self.today)

    def cleared(self, departure: str) -> None:
        for item in self.officers["clerk"].policy.checklist("departure"):
            self.do(AnswerDeparture, departure, item=item, result=Result.MET)
        clerk = self.officers["clerk"].officer
        talk = {"talk": self.today, "talk_by": clerk, "exit_commitment": self.today}
        self.do(RecordExitTalk, departure, **talk)

    def left(self, person: str = PERSON, months: int = 24, **given: Any) -> Any:
        asked = self.leaving(person)
        self.cleared(asked)
        self.do(SubmitDeparture, asked, months=months, **given)
        self.do(ApproveDeparture, asked, "supervisor")
        return self.only("cooling_off", departure=asked)

    def declared(self, person: str = PERSON, matter: Matter = Matter.SECOND_JOB, **given: Any) -> str:
        fields = {"person": person, "matter": matter, "happened": self.today, "fact": "拟在夜校授课"}
        return self.do(ReceiveDeclaration, **{**fields, **given})

    def journey(self, days_ahead: int = 40, **given: Any) -> str:
        leaves = self.today + timedelta(days=days_ahead)
        fields = {
            "leaves": leaves,
            "returns": leaves + timedelta(days=6),
            "places": "新加坡",
            "purpose": Purpose.TOURISM,
        }
        return self.declared(matter=Matter.TRAVEL, **{**fields, **given})

    def ruled(self, declaration: str, ruling: Ruling = Ruling.GRANTED) -> str:
        self.do(GivePersonnelOpinion, declaration, "personnel", personnel_opinion="同意")
        self.do(GiveSecrecyOpinion, declaration, "second", secrecy_opinion="同意")
        why = {"ruling_reasons": "任务期间"} if ruling == Ruling.REFUSED else {}
        self.do(DecideDeclaration, declaration, "supervisor", ruling=ruling, **why)
        return self.do(TellDecision, declaration)
