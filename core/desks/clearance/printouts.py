"""The forms 表 of the desk on paper: each with what its record and its parts say."""

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.assessment_record import Assessment
from core.desks.clearance.declaration_record import Declaration
from core.desks.clearance.leaving_record import CoolingOff, Departure
from core.desks.clearance.post_record import Post
from core.rules.record_printout import record_printout
from core.values.sentence import N_

record_printout("appointment_sheet", N_("Register sheet of a cleared person"), Appointment)
record_printout("post_sheet", N_("Register sheet of a secret post"), Post)
record_printout("assessment_sheet", N_("Assessment sheet"), Assessment)
record_printout("departure_sheet", N_("Departure sheet"), Departure)
record_printout(
    "cooling_off_sheet",
    N_("Cooling-off notice"),
    CoolingOff,
    preface=N_(
        "Until the end of the cooling-off: no work or advice for foreign bodies, no journey abroad without leave, no"
        " use of secrets for gain, and every change of job and address is reported. The duty of secrecy goes on after"
        " it."
    ),
)
record_printout("declaration_sheet", N_("Declaration sheet"), Declaration)
