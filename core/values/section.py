"""The sections of the program: in which of them a desk stands."""

from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_


class Section(LabelledEnum):
    """A section, by the digit that leads to it, which never changes whatever an officer may read."""

    TODAY = "1", N_("Today")
    SECRETS = "2", N_("Secrets")
    PREVENTION = "3", N_("Prevention")
    RIGHTS = "4", N_("Rights")
    PEOPLE = "5", N_("People")
    OFFICE = "6", N_("Office")
