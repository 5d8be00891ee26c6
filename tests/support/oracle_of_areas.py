"""Secure areas in the second calculation of figures: what is owed and due of them, and what stands on their dashboard.

Whole records are read, and the days are reckoned from the policy pack, as the manual tells it to a clerk.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.support.oracle_of_periods import Rhythm, periods
from tests.support.oracle_of_places import BooksOfPlaces

BY_THE_AUTHORITY = ("department", "place")
AMISS = ("faulty", "absent", "off")


class BooksOfAreas(BooksOfPlaces):
    """The areas of a store on a day."""

    def next_round(self, area: Any) -> date | None:
        """Return until when the oldest round of checks is to be made that nobody has made; None of an ended area."""
        if area.stage != "in_force":
            return None
        made = [each.at.date() for each in self._of("area_check", "area").get(area.id, ())]
        since = area.rounds_since or area.in_force
        until = max(self.today, since, *made) + timedelta(days=400)
        asked = periods(Rhythm(str(area.rounds), since, None, 0), until)
        return next(each.last for each in asked if not any(each.first <= day <= each.last for day in made))

    def _last(self, kind: str, area: Any, *what: str) -> date:
        """Return when something recurring was done last, or else when the area came into force."""
        of_it = self._of(kind, "area").get(area.id, ())
        return max([area.in_force, *(each.day for each in of_it if not what or each.what in what)])

    def survey_due(self, area: Any) -> date:
        """Return when the surroundings of an area in force are to be surveyed."""
        return self._last("area_survey", area) + timedelta(days=self._terms["areas"]["survey_days"])

    def due_of(self, area: Any) -> Iterator[date]:
        """Yield each day on which something of an area is due."""
        days = self._terms["areas"]
        confirmed = area.type in BY_THE_AUTHORITY
        if area.stage == "proposed":
            yield area.proposed
        elif area.stage == "examined":
            yield area.examined
        elif area.stage == "approved" and confirmed:
            yield area.approved + timedelta(days=days["confirm_days"])
        elif area.stage in ("approved", "confirmed"):
            yield area.confirmed or area.approved
        elif area.stage == "in_force":
            yield self._last("area_review", area, "area") + timedelta(days=days["review_days"])
            yield self._last("area_review", area, "allowed") + timedelta(days=days["allowed_days"])
            yield self._last("area_review", area, "inspection") + timedelta(days=days["inspection_days"])
            yield self.survey_due(area)
            round_ = self.next_round(area)
            assert round_
            yield round_

    def areas_due(self) -> Iterator[tuple[str, Iterator[date]]]:
        """Yield each kind of this desk with the days on which its records are due."""
        yield "area", (day for area in self.all("area") for day in self.due_of(area))
        yield "control", (each.valid_until for each in self.all("control") if each.valid_until and not each.removed)
        yield "exposure", (each.due for each in self.all("exposure") if not (each.done or each.lapsed))
        yield "area_access", self._access_due()
        for kind in ("area_change", "area_revocation"):
            yield kind, (each.asked.date() for each in self.all(kind) if each.stage == "waits")
        yield "secret_meeting", self._meetings_due()

    def _access_due(self) -> Iterator[date]:
        for each in self.all("area_access"):
            if each.stage == "waits":
                yield each.asked.date()
            if each.stage == "allowed" and each.until:
                yield each.until

    def _meetings_due(self) -> Iterator[date]:
        for each in self.all("secret_meeting"):
            if each.stage == "planned":
                yield each.asked.date()
            elif each.stage == "approved":
                yield each.at.date()
            elif each.stage == "held":
                yield each.held + timedelta(days=self._terms["areas"]["meeting_days"])

    def figures_of_areas(self) -> Counter[str]:
        """Return every figure of the desk by its name."""
        areas, soon = self.all("area"), timedelta(days=self._terms["areas"]["soon_days"])
        controls = [each for each in self.all("control") if not each.removed]
        due = {area.id: list(self.due_of(area)) for area in areas}
        return Counter(
            areas_in_force=sum(each.stage == "in_force" for each in areas),
            areas_owed=sum((day := self.next_round(each)) is not None and day < self.today for each in areas),
            areas_not_confirmed=sum(each.stage == "approved" and each.type in BY_THE_AUTHORITY for each in areas),
            areas_late=sum(any(day < self.today for day in days) for days in due.values()),
            areas_soon=sum(self._soon(area, due[area.id], soon) for area in areas),
            areas_survey=sum(each.stage == "in_force" and self.survey_due(each) < self.today for each in areas),
            controls_amiss=sum(each.state in AMISS for each in controls),
            controls_in_use=len(controls),
            exposures_open=sum(not (each.done or each.lapsed) for each in self.all("exposure")),
            rounds_amiss=sum(bool(each.faulty or each.absent or each.off) for each in self.all("area_check")),
            areas_allowed=sum(each.stage == "allowed" for each in self.all("area_access")),
            meetings_open=sum(each.stage in ("planned", "approved", "held") for each in self.all("secret_meeting")),
        )

    def _soon(self, area: Any, due: list[date], soon: timedelta) -> bool:
        """Whether anything of an area is due soon: within a week while it waits for an officer, else by the pack."""
        short = area.stage in ("proposed", "examined") or (
            area.stage in ("approved", "confirmed") and not (area.stage == "approved" and area.type in BY_THE_AUTHORITY)
        )
        within = timedelta(days=7) if short else soon
        return any(self.today <= day <= self.today + within for day in due)
