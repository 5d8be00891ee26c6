"""The words of the grid: its closed lists, the types of its fields, its duties, and its figures in the policy pack."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from core.model.query import Is
from core.policy.pack import Settings, rising
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence

READ = "grid.read"
KEEP = "grid.keep"
"""Changing cells, who is in them, and duty cards."""
COMPLETE = "grid.complete"
"""Noting that periods of duties were done, and taking that back."""
WARN = "grid.warn"
"""Raising warnings: anyone in a cell may."""
ANSWER = "grid.answer"
"""Acknowledging and closing warnings."""
HAND_OVER = "grid.hand_over"
"""Giving somebody's open work to another."""

LONGEST_CODE = 60
"""How many characters the code of a cell has at most: with two figures to a level, twenty levels."""
Hours = Annotated[int, Field(ge=1, le=24 * 31)]

OPEN = Is("open", (True,))


class GridSettings(Settings):
    """The figures of section `[grid]`."""

    section = "grid"
    label = N_("Grid")

    red_hours: Annotated[Hours, Field(title=N_("Hours to handle a red warning"))] = 2
    orange_hours: Annotated[Hours, Field(title=N_("Hours to handle an orange warning"))] = 8
    yellow_hours: Annotated[Hours, Field(title=N_("Hours to handle a yellow warning"))] = 24
    blue_hours: Annotated[Hours, Field(title=N_("Hours to handle a blue warning"))] = 72
    close_days: int = Field(7, ge=1, le=366, title=N_("Days to close an acknowledged warning"))
    """Within how many days an acknowledged warning is to be closed."""
    most_people: int = Field(50, ge=1, title=N_("Most people in a cell"))
    """How many people a cell has at most."""

    def faults(self) -> Iterable[tuple[str, Sentence]]:
        """What is more urgent does not wait longer."""
        return rising(self, "red_hours", "orange_hours", "yellow_hours", "blue_hours")


class Part(LabelledEnum):
    """What a person is in a cell."""

    LEAD = "lead", N_("lead")
    DEPUTY = "deputy", N_("deputy")
    CADRE = "cadre", N_("backbone (cadre)")
    TECHNICAL = "technical", N_("backbone (technical)")
    MEMBER = "member", N_("member")


LEADING = (Part.LEAD, Part.DEPUTY)


class Level(LabelledEnum):
    """The level of a warning, the lowest first."""

    BLUE = "blue", N_("blue")
    YELLOW = "yellow", N_("yellow")
    ORANGE = "orange", N_("orange")
    RED = "red", N_("red")
