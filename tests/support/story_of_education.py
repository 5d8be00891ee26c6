"""Education in a story of what makes figures hard."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from core.desks.education import attendance as marks
from core.desks.education import planning_ahead, programmes, sessions
from core.desks.education.vocabulary import Audience, Presence, Theme
from core.model.action import Action
from core.office.refusals import Refused
from core.values.cadence import Rhythm
from tests.support.story_of_places import StoryOfPlaces
from tests.support.story_teller import ONE, POSTS


class StoryOfEducation(StoryOfPlaces):
    """What happens to programmes, sessions and attendance."""

    # Education

    def _to_whom(self) -> dict[str, Any]:
        audience = self.rng.choice(tuple(Audience))
        addressed: tuple[str, ...] = {
            Audience.UNITS: lambda: (self.one("unit").id,),
            Audience.CELLS: lambda: (self.cell().id,),
            Audience.POSTS: lambda: (self.rng.choice(POSTS),),
            Audience.LEADERS: lambda: self.rng.choice(((), (self.cell().id,))),
        }.get(audience, lambda: ())()
        return {"audience": audience, "addressed": addressed}

    def _how_often(self, start: date) -> dict[str, Any]:
        rhythm = self.rng.choice((*Rhythm, None))
        end = start + timedelta(days=self.rng.randint(5, 60))
        ends = rhythm == Rhythm.WINDOW or self.rng.random() < 0.2
        every = self.rng.randint(2, 40) if rhythm == Rhythm.EVERY_DAYS else 0
        return {"rhythm": rhythm, "days": every, "end": end if ends else None}

    def do_plan_programme(self) -> Action:
        self._number += 1
        start = self.some_day(120)
        kinds = {
            "name": f"计划{self._number}",
            "theme": self.rng.choice(tuple(Theme)),
            "minutes": self.rng.choice((45, 0)),
        }
        return programmes.PlanProgramme(start=start, **kinds, **self._to_whom(), **self._how_often(start))

    def _running(self) -> Any:
        return self.one("programme", lambda each: each.ended is None)

    def _plan(self, programme: Any, **given: Any) -> Action:
        names = ("name", "theme", "audience", "rhythm", "days", "start", "end", "minutes", "required", "lecturer")
        stands = {name: getattr(programme, name) for name in names} | {"addressed": programme.addressed}
        return programmes.AmendProgramme(target=programme.id, **stands | given)

    def do_another_rhythm(self) -> Action:
        programme = self._running()
        return self._plan(programme, **self._how_often(self.today))

    def do_another_audience(self) -> Action:
        return self._plan(self._running(), **self._to_whom())

    def do_earlier_end(self) -> Action:
        return self._plan(self._running(), end=self.today + timedelta(days=self.rng.randint(-20, 40)))

    def do_end_programme(self) -> Action | None:
        if self.rng.random() < 0.6:
            return None
        how = {"ended_because": "合并举办", "cancel": self.rng.random() < 0.7}
        return programmes.EndProgramme(target=self._running().id, ended=self.some_day(30), **how)

    def do_plan_session(self) -> Action:
        day = self.today + timedelta(days=self.rng.randint(-40, 20))
        when = datetime.combine(day, time(self.rng.choice((9, 9, 10, 14))))
        where = {"place": self.rng.choice(("", "礼堂", "二号教室")), "lecturer": self.rng.choice(("", "赵老师"))}
        return sessions.PlanSession(
            programme=self._running().id, when=when, minutes=self.rng.choice((0, 0, 90)), **where
        )

    def do_plan_ahead(self) -> Action:
        first = datetime.combine(self.today + timedelta(days=self.rng.randint(0, 9)), time(9))
        return planning_ahead.PlanAhead(target=self._running().id, first=first, until=self.today + timedelta(days=60))

    def _session(self, stage: str, fits: Callable[[Any], Any] = lambda each: True) -> Any:
        return self.one("session", lambda each: each.stage == stage and fits(each))

    def do_move_session(self) -> Action | None:
        session = self._session("planned")
        if session is None:
            return None
        when = session.when + timedelta(days=self.rng.randint(-9, 9))
        return sessions.AmendSession(target=session.id, when=when, minutes=session.minutes, topic=session.topic)

    def do_cancel_session(self) -> Action | None:
        session = self._session("planned")
        waived = self.rng.random() < 0.5
        return sessions.CancelSession(target=session.id, reason="停电", waived=waived) if session else None

    def do_hold_session(self) -> Action | None:
        session = self._session("planned", lambda each: each.when.date() <= self.today)
        return sessions.HoldSession(target=session.id) if session else None

    def _taken(self, session: Any) -> Action | None:
        if session is None:
            return None
        named = self.rng.sample([each.id for each in self.all("person")], 4)
        others = self.rng.choice((Presence.PRESENT, Presence.PRESENT, None))
        absent, excused = f"{named[0]}", f"{named[1]}:出差"
        given = {"absent": absent, "excused": excused, "late": named[2], "present": named[3]}
        kept = self.rng.sample(sorted(given), self.rng.randint(0, 4))
        try:
            action = marks.TakeAttendance(target=session.id, others=others, **{name: given[name] for name in kept})
            self.office.rehearse((action,))
        except Refused:  # who is absent was not expected
            return marks.TakeAttendance(target=session.id, others=self.rng.choice((Presence.PRESENT, Presence.ABSENT)))
        return action

    def do_take_attendance(self) -> Action | None:
        untaken = [each for each in self.all("session") if each.stage != "cancelled" and not each.taken]
        passed = {each.id for each in untaken if each.when.date() <= self.today}
        return self._taken(self.one("session", lambda each: each.id in passed))

    def do_retake_attendance(self) -> Action | None:
        return self._taken(self._session("held", lambda each: each.taken))

    def do_plan_makeup(self) -> Action | None:
        owed = {each.session for each in self.all("attendance") if each.due}
        session = self._session("held", lambda each: each.id in owed)
        when = datetime.combine(self.today - ONE * self.rng.randint(-5, 2), time(15))
        return sessions.PlanMakeUp(target=session.id, when=when) if session else None

    def _missed(self) -> Any:
        return self.one("attendance", lambda each: each.stage in ("absent", "excused"))

    def do_correct_attendance(self) -> Action | None:
        mark, stage = self.one("attendance"), self.rng.choice((Presence.PRESENT, Presence.ABSENT, Presence.EXCUSED))
        return marks.CorrectAttendance(target=mark.id, stage=stage, reason="更正") if mark else None

    def do_make_up(self) -> Action | None:
        missed = self._missed()
        return marks.MakeUp(target=missed.id, made_up=self.today) if missed else None

    def do_correct_what_was_made_up(self) -> Action | None:
        mark = self.one("attendance", lambda each: each.stage == "made_up")
        stage = self.rng.choice((Presence.ABSENT, Presence.PRESENT))
        return marks.CorrectAttendance(target=mark.id, stage=stage) if mark else None

    def do_put_off(self) -> Action | None:
        missed = self._missed()
        return marks.PutOffMakeUp(target=missed.id, due=self.today + ONE * 9, reason="出差") if missed else None

    def do_waive(self) -> Action | None:
        missed = self._missed()
        return marks.WaiveMakeUp(target=missed.id, reason="已受训") if missed else None
