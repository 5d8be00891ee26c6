"""The encrypted store and the files that travel: everything that core asks of the outside.

It may import core, and nothing of tui. Each folder answers one question and is described in its `__init__`. A folder
imports only folders below it in this list; the contract `layers` in pyproject.toml holds that.

`backend`: what screens and commands ask of this machine.
`backups`: how a backup is made, verified, rehearsed and restored.
`sync`: what is sent to other sites, and what becomes of what they send.
`site`: how a site on this machine is founded and opened, and how its keys are changed.
`store`: how core reads and writes records.
`integrity`: whether a database is sound.
`peer_state`: what is kept about other sites between two transfers.
`erasure`: what is erased, by which rules, and how.
`tables`: how the present state of records is worked out of the journal, and searched.
`journal`: what was written, by whom, in which order, and which of it counts.
`database`: how the encrypted database file is opened, and how records, queries and search are written in SQL.
`transfer_file`: what stands in a file for another site.
`identity`: who a site is, and which of its keys are believed.
`vault`: which passphrases, key files and recovery papers open the store, and with which keys.
`documents`: how spreadsheets are read and written, and papers laid out.
`papers`: what is kept beside the database of papers that are attached to records.
`media`: whether a file is whole on the medium that is carried away.
`formats`: how the byte formats look that other programs know too.
`system`: what the computer offers (disk, clock, process, calendar), and how it fails.

`packs`: the policy packs that are shipped, as TOML; no code.
"""
