"""Cases for education: which one is next, and that none names anybody."""

from datetime import date, datetime

from core.desks.education import CaseStory, Theme
from core.desks.education.case_library import AddCase, CasesInTurn, MakeCaseOf, RetireCase, without_names
from core.desks.education.sessions import HoldSession
from core.desks.grievances import AcceptGrievance, CloseGrievance, Grievance, RegisterGrievance, ReplyToGrievance
from core.model.query import Is, Query
from core.values.cadence import Rhythm
from tests.support.education_desk import TODAY, Desk


def test_the_case_of_the_week_is_the_one_not_used_for_the_longest_time(desk: Desk) -> None:
    first, second, third = (desk.do(AddCase(name=f"案例{number}")) for number in range(3))
    weekly = desk.programme(theme=Theme.CASE_OF_WEEK, rhythm=Rhythm.WEEKLY)
    for day, used in ((2, first), (9, second), (16, third), (23, first)):
        session = desk.session(weekly, date(2026, 11, day))
        assert session.case == used
        desk.do(HoldSession(target=session.id))
    case = desk.get("case_story", first)
    assert (case.used, case.used_on) == (2, TODAY)
    desk.do(RetireCase(target=second))
    following = CasesInTurn(desk.office).take(TODAY)
    assert following is not None
    assert following.id == third
    assert desk.office.count(Query("session", Is("case", (first,)))) == 2


def test_a_case_names_nobody(desk: Desk) -> None:
    assert "欧阳修" in desk.refused(AddCase(name="保密教训", facts="那天欧阳修把文件带回家。"))
    assert without_names("张三和欧阳修，", desk.office) == "张某和欧某，"


def test_a_closed_grievance_becomes_a_case_without_its_names(desk: Desk) -> None:
    received = datetime(2026, 11, 2, 8)
    target = desk.do(
        RegisterGrievance(received=received, subject="王五的宿舍漏水", text="钱七反映，王五不来修。", petitioner="钱七")
    )
    grievance = desk.get("grievance", target)
    assert "stage" in desk.refused(MakeCaseOf(target=target, name="漏水"))
    desk.do(AcceptGrievance(target=target, accepted=date(2026, 11, 3), handler=desk.office.officer))
    desk.do(ReplyToGrievance(target=target, day=TODAY, text="已修好"))
    desk.do(CloseGrievance(target=target, told="已告知"))
    told = MakeCaseOf.suggest(grievance, desk.office.context())
    assert told == {"name": "王某的宿舍漏水", "facts": "某反映，王某不来修。"}
    assert "petitioner" in desk.refused(MakeCaseOf(target=target, name="漏水", facts="钱七说"))
    desk.do(MakeCaseOf(target=target, **told))
    (case,) = desk.office.find(Query("case_story"))
    assert (case.source, isinstance(grievance, Grievance), isinstance(case, CaseStory)) == (target, True, True)
    assert "already" in desk.refused(MakeCaseOf(target=target, name="漏水"))
