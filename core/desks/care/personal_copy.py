"""The person's own copy of the file: the paper, and the note that it was handed over."""

from core.desks.care import fields
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import HELP
from core.model.action import Action
from core.rules.record_printout import record_printout
from core.values.sentence import N_

record_printout(
    "care_copy",
    N_("Copy for the person concerned"),
    CareFile,
    title=N_("Copy of the care file"),
    preface=N_(
        "This is what the office keeps on you, in order to help. You may object to any of it; your objection is kept in"
        " the file and answered. The file is erased when the time for keeping it is over."
    ),
    # An identifier, and a proceeding that may have to stay secret (PIPL, Articles 18 and 45).
    leave_out=("person", "hold_by", "hold_reason", "held"),
)


class GiveCopy(Action):
    """Note that the person got a copy of the file; print it first."""

    on = CareFile
    duty = HELP
    single = True
    undoable = False
    key = "d"

    copied: fields.Copied
