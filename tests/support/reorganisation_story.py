"""A story of what makes figures hard: reorganisations, returns, corrections, and entries for days that have passed.

It is lived on top of a small demo, day by day, by officers who may do everything, through the same actions as real
work. What a rule refuses is not done.
"""

from datetime import timedelta
from typing import Any

from core.desks import grievances
from core.desks.grievances import Channel, Outcome, StepKind, Urgency
from core.desks.grievances.vocabulary import Decision
from core.model.action import Action
from tests.support.story_of_education import StoryOfEducation
from tests.support.story_teller import ONE


class Reorganisation(StoryOfEducation):
    """The story: `live` lets days pass, `done` counts what was done by the name of the action."""

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
        return grievances.RedirectGrievance(target=found.id, redirected_to="别处", told="归别处") if found else None

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
