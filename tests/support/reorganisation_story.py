"""A story of what makes figures hard: reorganisations, returns, corrections, and entries for days that have passed.

It is lived on top of a small demo, day by day, by officers who may do everything, through the same actions as real
work. What a rule refuses is not done.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from core.demo.story import CAST, play
from core.desks import grid, grievances
from core.desks.education import attendance as marks
from core.desks.education import planning_ahead, programmes, sessions
from core.desks.education.vocabulary import Audience, Presence, Theme
from core.desks.grid import duty_periods
from core.desks.grid.vocabulary import Level, Part
from core.desks.grievances import Channel, Outcome, StepKind, Urgency
from core.desks.grievances.vocabulary import Decision
from core.desks.people import people, placements
from core.model.action import Action
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.cadence import Rhythm
from data.site.open_site import OpenSite
from tests.conftest import EVERY_ROLE
from tests.support.site_driver import give_roles, looked

ONE = timedelta(days=1)
POSTS = ("科长", "班长", "工程师")
Deed = Callable[[], Action | None]


class Reorganisation:
    """The story: `live` lets days pass, `done` counts what was done by the name of the action."""

    def __init__(self, site: OpenSite, seed: int, today: date, people_: int = 14, grievances_: int = 10) -> None:
        """Play a demo up to a day, from which the story goes on."""
        self.site, self.rng, self.now = site, Random(seed), datetime.combine(today, time(9))
        seats = range(1, len(CAST) + 2)
        play(site.store, seats, people=people_, grievances=grievances_, seed=seed, today=today)
        site.clock = lambda: self.now
        for seat in (1, 2, 3):
            give_roles(site.office(1), seat, *EVERY_ROLE)
        self.officers = [site.office(seat) for seat in (1, 2, 3)]
        self.done: Counter[str] = Counter()
        self.rested = {each.id: self._rested_before(each) for each in self.all("grievance")}
        """On how many days the clock of each grievance stood still, counted every night."""
        self._accepted = {each.id: each.accepted for each in self.all("grievance")}
        self._number = 0
        self._deck = list(self._next_round())

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def office(self) -> Office:
        """The officer who looks at the figures."""
        return self.officers[0]

    def live(self, days: int, deeds: int = 12) -> None:
        """Let days pass, with some deeds on each."""
        for _ in range(days):
            for _ in range(deeds):
                if not self._deck:
                    self._deck = list(self._next_round())
                self._try(self._deck.pop())
            self._night()

    def _try(self, deed: Deed) -> None:
        self.now += timedelta(minutes=7)
        action = deed()
        if action is None:
            return
        for officer in self.rng.sample(self.officers, 2):
            try:
                officer.do(looked(officer, action))
            except Refused:
                continue  # four eyes: another officer may
            self.done[type(action).__name__] += 1
            return

    def _night(self) -> None:
        for each in self.all("grievance"):
            if each.accepted != self._accepted.get(each.id):  # handled, or handled anew
                self._accepted[each.id], self.rested[each.id] = each.accepted, 0
            if each.stage == "paused" and each.paused <= self.today < each.paused_until:
                self.rested[each.id] += 1
        self.now = datetime.combine(self.today + ONE, time(9))

    def _rested_before(self, each: Any) -> int:
        running = (min(self.today, each.paused_until) - each.paused).days if each.stage == "paused" else 0
        return int(each.paused_days) + running

    # Choosing

    def all(self, kind: str) -> list[Any]:
        """Return every record of a kind, in the order in which they were made."""
        return self.site.store.find(Query(kind, order=("id",)))

    def one(self, kind: str, fits: Callable[[Any], Any] = lambda each: True) -> Any:
        """Return some record that fits, or None."""
        found = [each for each in self.all(kind) if fits(each)]
        return self.rng.choice(found) if found else None

    def some_day(self, back: int = 60) -> date:
        """Return today or a day before."""
        return self.today - timedelta(days=self.rng.choice((0, 0, 0, *range(back))))

    def cell(self) -> Any:
        """Return an open cell."""
        return self.one("cell", lambda each: each.open)

    def person(self) -> Any:
        """Return somebody whose last day is not known."""
        return self.one("person", lambda each: each.left is None)

    def _next_round(self) -> Iterator[Deed]:
        """Every deed once, in some order."""
        deeds: list[Deed] = [
            getattr(self, name) for name in dir(self) if name.startswith("do_") and callable(getattr(self, name))
        ]
        self.rng.shuffle(deeds)
        return iter(deeds)

    # People and units

    def do_add_person(self) -> Action:
        self._number += 1
        joined = self.rng.choice((None, self.today, self.some_day(), self.today + timedelta(days=9)))
        placed = {"unit": self.one("unit").id, "post": self.rng.choice(POSTS), "joined": joined}
        return people.AddPerson(name=f"新{self._number}", number=f"N{self._number}", **placed)

    def _amended(self, person: Any, **given: Any) -> Action:
        names = ("name", "number", "unit", "post", "phone", "id_number", "joined")
        return people.AmendPerson(target=person.id, **{name: getattr(person, name) for name in names} | given)

    def do_transfer(self) -> Action:
        return self._amended(self.person(), unit=self.one("unit").id, since=self.some_day())

    def do_transfer_and_correct_joining(self) -> Action:
        return self._amended(self.person(), unit=self.one("unit").id, joined=self.some_day(300), since=self.some_day())

    def do_transfer_of_who_left(self) -> Action | None:
        person = self.one("person", lambda each: each.left)
        return self._amended(person, unit=self.one("unit").id, since=self.some_day(200)) if person else None

    def do_another_post(self) -> Action:
        return self._amended(self.person(), post=self.rng.choice(POSTS), since=self.some_day())

    def do_correct_joining(self) -> Action:
        return self._amended(self.person(), joined=self.some_day(300))

    def do_leave(self) -> Action:
        return people.RecordLeaving(target=self.person().id, left=self.some_day(30) + timedelta(days=5))

    def do_correct_leaving(self) -> Action | None:
        person = self.one("person", lambda each: each.left)
        return people.RecordLeaving(target=person.id, left=self.some_day()) if person else None

    def do_take_back_leaving(self) -> Action | None:
        person = self.one("person", lambda each: each.left)
        return people.TakeBackLeaving(target=person.id) if person else None

    def do_return(self) -> Action | None:
        person = self.one("person", lambda each: each.left and each.left < self.today)
        unit = self.rng.choice(("", self.one("unit").id))
        joined = self.today - timedelta(days=self.rng.randint(-3, 20))
        return people.RecordReturn(target=person.id, joined=joined, unit=unit) if person else None

    def do_correct_placement(self) -> Action | None:
        placement = self.one("placement")
        if placement is None:
            return None
        until = placement.until + timedelta(days=self.rng.randint(-9, 9))
        unit = self.one("unit").id
        return placements.CorrectPlacement(target=placement.id, unit=unit, post=placement.post, until=until)

    def do_amend_unit(self) -> Action:
        unit, parent = self.one("unit"), self.one("unit").id
        self._number += 1
        return people.AmendUnit(target=unit.id, name=f"{unit.name[:20]}{self._number}", code=unit.code, parent=parent)

    # Cells

    def do_add_cell(self) -> Action:
        self._number += 1
        above, lead = self.cell(), self.rng.choice(("", self.person().id))
        code = f"{above.code}-{self._number}"
        return grid.AddCell(code=code, name=f"新格{self._number}", parent=above.id, lead=lead, start=self.some_day(30))

    def do_rename_cell(self) -> Action:
        self._number += 1
        return grid.AmendCell(target=self.cell().id, name=f"改{self._number}", unit=self.one("unit").id)

    def do_move_cell(self) -> Action:
        self._number += 1
        cell, above = self.cell(), self.cell()
        return grid.MoveCell(target=cell.id, parent=above.id, code=f"{above.code}-m{self._number}")

    def do_merge_cell(self) -> Action | None:
        if len([each for each in self.all("cell") if each.open]) < 6:
            return None
        parents = {each.parent for each in self.all("cell")}
        cell = self.one("cell", lambda each: each.open and each.id not in parents)
        return grid.MergeCell(target=cell.id, into=self.cell().id, day=self.some_day(40)) if cell else None

    def do_merge_cell_with_those_below(self) -> Action | None:
        if len([each for each in self.all("cell") if each.open]) < 10 or self.rng.random() < 0.5:
            return None
        return grid.MergeCell(target=self.cell().id, into=self.cell().id, day=self.some_day(10))

    def do_end_cell(self) -> Action:
        return grid.EndCell(target=self.cell().id, day=self.some_day(10))

    def do_put_in_cell(self) -> Action:
        placed = {each.person for each in self.all("membership") if each.open and each.primary}
        person = self.one("person", lambda each: each.id not in placed and not each.left) or self.person()
        part = self.rng.choice((Part.MEMBER, Part.CADRE, Part.TECHNICAL))
        how = {"part": part, "primary": self.rng.random() < 0.8, "since": self.some_day()}
        return grid.PutInCell(person=person.id, cell=self.cell().id, **how)

    def _member(self) -> Any:
        return self.one("membership", lambda each: each.open)

    def do_move_person(self) -> Action:
        return grid.MovePerson(target=self._member().id, cell=self.cell().id, day=self.some_day(40))

    def do_leave_cell(self) -> Action | None:
        return grid.LeaveCell(target=self._member().id, day=self.some_day(20)) if self.rng.random() < 0.5 else None

    def do_change_part(self) -> Action:
        return grid.ChangePart(target=self._member().id, part=self.rng.choice((Part.MEMBER, Part.CADRE)))

    def do_make_primary(self) -> Action | None:
        member = self.one("membership", lambda each: each.open and not each.primary)
        return grid.MakePrimary(target=member.id) if member else None

    def do_appoint_lead(self) -> Action:
        return grid.AppointLead(target=self.cell().id, person=self.person().id, day=self.some_day(40))

    def do_appoint_deputy(self) -> Action:
        return grid.AppointDeputy(target=self.cell().id, person=self.person().id, day=self.some_day(40))

    def do_hand_over(self) -> Action:
        leaves = self.rng.random() < 0.5
        return grid.HandOver(target=self.person().id, to=self.person().id, day=self.some_day(5), leaves=leaves)

    # Duty cards and warnings

    def do_add_duty_card(self) -> Action:
        rhythm = self.rng.choice(tuple(Rhythm))
        start = self.some_day(90)
        end = start + timedelta(days=self.rng.randint(0, 40)) if rhythm == Rhythm.WINDOW else None
        every = self.rng.randint(1, 25) if rhythm == Rhythm.EVERY_DAYS else 0
        below = self.rng.random() < 0.3
        cell = self.cell().id
        return grid.AddDutyCard(text="查", cell=cell, below=below, rhythm=rhythm, days=every, start=start, end=end)

    def _period(self) -> tuple[Any, Any]:
        card = self.one("duty_card", lambda each: [*each.waiting(self.today)])
        return card, self.rng.choice([*card.waiting(self.today)]) if card else None

    def do_duty(self) -> Action | None:
        card, period = self._period()
        return grid.DoDuty(target=card.id, period=period.key, day=self.today, text="已查") if card else None

    def do_excuse_duty(self) -> Action | None:
        card, period = self._period()
        return grid.ExcuseDuty(target=card.id, period=period.key, text="停工") if card else None

    def do_take_back_period(self) -> Action | None:
        done = self.one("duty_done", lambda each: each.taken_back is None)
        return duty_periods.TakeBackPeriod(target=done.id, mistake="记错") if done else None

    def do_end_duty_card(self) -> Action | None:
        card = self.one("duty_card", lambda each: each.end is None)
        return grid.EndDutyCard(target=card.id, end=self.some_day(20)) if card and self.rng.random() < 0.5 else None

    def do_raise_warning(self) -> Action:
        return grid.RaiseWarning(level=self.rng.choice(tuple(Level)), what="门未锁", cell=self.cell().id)

    def do_acknowledge(self) -> Action | None:
        warning = self.one("warning", lambda each: each.escalates_at)
        return grid.AcknowledgeWarning(target=warning.id) if warning and self.rng.random() < 0.6 else None

    def do_change_level(self) -> Action | None:
        warning = self.one("warning", lambda each: each.open)
        return grid.ChangeLevel(target=warning.id, level=self.rng.choice(tuple(Level))) if warning else None

    def do_close_warning(self) -> Action | None:
        warning = self.one("warning", lambda each: each.open and each.acknowledged)
        return grid.CloseWarning(target=warning.id, done="已锁") if warning else None

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

    # Grievances

    def _grievance(self, *stages: str) -> Any:
        return self.one("grievance", lambda each: each.stage in stages)

    def _officer(self) -> str:
        return self.rng.choice(self.officers).officer

    def do_register(self) -> Action:
        received = self.now - timedelta(days=self.rng.choice((0, 0, 1, 5, 40, 200)))
        categories = ("", *self.office.policy.options("categories"))[:8]
        category, channel = self.rng.choice(categories), self.rng.choice(tuple(Channel))
        urgency, cell = self.rng.choice(tuple(Urgency)), self.rng.choice(("", self.cell().id))
        return grievances.RegisterGrievance(
            received=received, subject="食堂", category=category, channel=channel, urgency=urgency, cell=cell
        )

    do_register_another = do_register

    def do_accept(self) -> Action | None:
        found = self._grievance("registered")
        if found is None:
            return None
        accepted = max(found.received.date(), self.some_day(20))
        return grievances.AcceptGrievance(target=found.id, accepted=accepted, handler=self._officer())

    do_accept_another = do_accept

    def do_correct_grievance(self) -> Action | None:
        found = self._grievance("registered", "accepted", "paused", "replied")
        if found is None:
            return None
        category = self.rng.choice(self.office.policy.options("categories"))
        stands = {name: getattr(found, name) for name in ("subject", "text", "urgency", "unit", "person")}
        return grievances.AmendGrievance(target=found.id, **stands, category=category, cell=self.cell().id)

    def do_redirect(self) -> Action | None:
        found = self._grievance("registered")
        return grievances.RedirectGrievance(target=found.id, told="归别处") if found else None

    def do_decline(self) -> Action | None:
        found = self._grievance("registered")
        return grievances.DeclineGrievance(target=found.id, told="不属实") if found else None

    def do_step(self) -> Action | None:
        found = self._grievance("accepted", "paused", "replied")
        if found is None:
            return None
        coming = {"next": "再访", "next_due": self.today + ONE * self.rng.randint(-2, 9)}
        return grievances.TakeStep(target=found.id, step=StepKind.VISIT, day=self.today, text="走访", **coming)

    def do_ask_extension(self) -> Action | None:
        found = self._grievance("accepted", "paused")
        return grievances.AskExtension(target=found.id, reason="待鉴定") if found else None

    def do_decide_extension(self) -> Action | None:
        found = self.one("extension", lambda each: each.stage == "waits")
        if found is None:
            return None
        if self.rng.random() < 0.5:
            return grievances.ApproveExtension(target=found.id)
        return grievances.DeclineExtension(target=found.id, remark="理由不足")

    def do_pause(self) -> Action | None:
        found = self._grievance("accepted")
        until = self.today + ONE * self.rng.randint(1, 12)
        return grievances.PauseGrievance(target=found.id, pause_reason="待材料", paused_until=until) if found else None

    do_pause_another = do_pause

    def do_resume(self) -> Action | None:
        found = self._grievance("paused")
        return grievances.ResumeGrievance(target=found.id) if found else None

    def do_reply(self) -> Action | None:
        found = self._grievance("accepted", "paused")
        return grievances.ReplyToGrievance(target=found.id, day=self.today, text="已答复") if found else None

    def do_close(self) -> Action | None:
        found = self._grievance("replied")
        return grievances.CloseGrievance(target=found.id, outcome=self.rng.choice(tuple(Outcome))) if found else None

    do_close_another = do_close

    def do_merge(self) -> Action | None:
        one, other = self._grievance("registered", "accepted", "paused"), self._grievance("accepted", "registered")
        return grievances.MergeGrievance(target=one.id, into=other.id, reason="同一事") if one and other else None

    do_merge_another = do_merge

    def do_separate(self) -> Action | None:
        found = self._grievance("merged")
        return grievances.SeparateGrievance(target=found.id, reason="另一事") if found else None

    def do_ask_review(self) -> Action | None:
        found = self._grievance("closed", "declined")
        if found is None:
            return None
        asked = max(found.closed, self.some_day(10))
        return grievances.AskReview(target=found.id, asked=asked, reason="不服", reviewer=self._officer())

    do_ask_another_review = do_ask_review

    def do_decide_review(self) -> Action | None:
        review = self.one("review", lambda each: each.pending)
        if review is None:
            return None
        decision = self.rng.choice(tuple(Decision))
        outcome = Outcome.PARTLY if decision == Decision.CHANGED else None
        return grievances.DecideReview(target=review.id, decision=decision, outcome=outcome, reasons="复查")
