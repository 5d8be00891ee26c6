"""How does the program look with years of work in it? An invented organisation, played through the same actions.

Imports `core.office` and the desks. All names, numbers and cases are made up; identity numbers begin with a region that
does not exist.

- `story`: plays everything in the order of its days.
- `life_stories`: what may become of one person; events, settings and chances that all stories share.
- `organisation`: the units, and the numbers of the staff.
- `names`: names of persons.
- `grievances`: grievances from their registration to their end.
- `grievance_case`: one grievance: its subject, its petitioner, and how far it has come.
- `grievance_events`: what may happen to a grievance besides: supervision, consultation, referral, review.
- `grievance_matter`, `grievance_subjects`: what grievances are about.
- `phrases`: the texts that officers write in them.
- `care`: care files.
- `areas`: secure areas and secret meetings.
- `cleared_people`: what the stories of secret posts share.
- `declarations`: what people on secret posts declare, and their journeys.
- `clearance`: secret posts, who is on them, and what they declare.
- `secret_posts`: which posts there are, and what is written of who is on them.
- `education`: programmes and their sessions.
- `matters`: matters, who knows them, and follow-ups.
- `grid`: cells, duties and warnings.
- `carriers`: the ledger of carriers: what is lent, carried outside, sent, missing.
- `carrier_holders`: who may hold them, and gives them back before leaving.
- `carrier_lists`: batches that are destroyed, and stocktakes.
- `visits`: visits and the gate, in the last weeks of the story.
- `files`: files that were exported.
"""
