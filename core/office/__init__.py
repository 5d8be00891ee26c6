"""What can a signed-in officer do with an open store? The only way in for screens and commands.

Imports every package of `core` except `importing` and `demo`. Rights, need to know, masking and four eyes are applied
here, to reading and to acting alike.

- `office`: `Office`: acting, on top of what the next three add up to.
- `reading`: `Reading`: what an officer may know of the records; whose reading is logged, and what was refused.
- `naming`: `Naming`: how records, officers and numbers are called, and which record is meant.
- `received`: `Received`: conflicts, duplicates, broken rules and counts of a transfer, as far as an officer may know.
- `context`: what an action may know when it decides.
- `deed`: what an officer did as one, as it is reported and undone.
- `undo`: what takes the last deed back, and when it is refused.
- `rule_check`: whether what an action writes would break a rule.
- `refusals`: why something is not done: no such record, not allowed, refused with reasons.
- `build`: makes an action or a record of what comes from outside a form, or refuses it in words.
- `founding`: what a new store begins with: its site, the policy pack, the first officer.
- `person_card`: everything that refers to one person, desk by desk.
- `search_line`: what an officer types to choose records: `state:open handler:me 拖欠`.
- `search_terms`: the terms of such a line as they are written, and how names are compared in it.
"""
