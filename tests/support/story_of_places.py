"""People, units and cells in a story of what makes figures hard."""

from datetime import timedelta
from typing import Any

from core.desks import grid
from core.desks.grid import duty_periods
from core.desks.grid.vocabulary import Level, Part
from core.desks.people import people, placements
from core.model.action import Action
from core.values.cadence import Rhythm
from tests.support.story_teller import POSTS, StoryTeller


class StoryOfPlaces(StoryTeller):
    """What happens to people and units, to cells, duties and warnings."""

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
