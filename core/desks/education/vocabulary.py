"""The words and figures of education: themes, audiences, stages, presence, and the terms of the policy pack."""

from pydantic import Field

from core.policy.pack import Settings
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

READ = "education.read"
KEEP = "education.keep"
CASES = "education.cases"


class EducationSettings(Settings):
    """The figures of section `[education]`."""

    section = "education"
    label = N_("Education")

    makeup_days: int = Field(14, ge=1, le=366, title=N_("Days to make up a missed session"))
    """Within how many days a missed session is to be made up."""
    lapse_days: int = Field(30, ge=1, le=366, title=N_("Days ahead that coverage shows"))
    """How far ahead coverage looks for what lapses."""
    soon_days: int = Field(7, ge=1, le=366, title=N_("Days ahead that count as due soon"))


class Theme(LabelledEnum):
    """What a programme is about."""

    COUNTER_ESPIONAGE = "counter_espionage", N_("counter-espionage")
    DISCIPLINE = "discipline", N_("discipline")
    RULE_OF_LAW = "rule_of_law", N_("rule of law")
    TRADITION = "tradition", N_("tradition")
    TRAINING_DAY = "training_day", N_("political training day")
    CASE_OF_WEEK = "case_of_week", N_("case of the week")
    AWARENESS_MONTH = "awareness_month", N_("awareness month")
    SITE_VISIT = "site_visit", N_("site visit")
    WARNING_FILM = "warning_film", N_("warning film")
    LEGAL_BACKBONE = "legal_backbone", N_("legal backbone training")


class Audience(LabelledEnum):
    """By what the people of a programme are chosen."""

    EVERYONE = "everyone", N_("everyone")
    UNITS = "units", N_("units and those below")
    CELLS = "cells", N_("cells and those below")
    POSTS = "posts", N_("posts")
    LEADERS = "leaders", N_("leads and deputies of cells")
    BACKBONE = "backbone", N_("backbone members of cells")


class SessionStage(LabelledEnum):
    """Where a session stands."""

    PLANNED = "planned", N_("planned")
    HELD = "held", N_("held")
    CANCELLED = "cancelled", N_("cancelled")


class Presence(LabelledEnum):
    """Whether a person was there."""

    PRESENT = "present", N_("present")
    LATE = "late", N_("came late")
    EXCUSED = "excused", N_("on leave")
    ABSENT = "absent", N_("absent")
    MADE_UP = "made_up", N_("made up")


COUNTED = (Presence.PRESENT, Presence.LATE, Presence.MADE_UP)
"""Who has had the session."""

MISSED = (Presence.EXCUSED, Presence.ABSENT)
"""Who has missed it, and not made it up."""
