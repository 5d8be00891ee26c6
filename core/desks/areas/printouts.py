"""What is printed of secure areas: the sheet of an area, and the record of a secret meeting with its checks."""

from core.desks.areas.meetings import SecretMeeting
from core.desks.areas.records import Area
from core.rules.record_printout import record_printout
from core.values.sentence import N_

record_printout("area_sheet", N_("Sheet of the area"), Area)
record_printout("meeting_record", N_("Record of the secret meeting"), SecretMeeting)
