"""What can a signed-in officer do with an open store? The only way in for screens and commands.

Imports every package of `core` except `importing` and `demo`. Rights, need to know, masking and four eyes are applied
here, to reading and to acting alike.

- `office`: `Office`: reading, searching, acting and history, as one officer may.
- `build`: makes an action or a record of what comes from outside a form, or refuses it in words.
- `founding`: what a new store begins with: its site, the policy pack, the first officer.
- `person_card`: everything that refers to one person, desk by desk.
- `search_line`: what an officer types to choose records: `state:open handler:me 拖欠`.
"""
