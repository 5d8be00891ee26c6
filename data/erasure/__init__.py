"""What is erased, by which rules, and how.

Imports formats, database, journal and tables. Implements §10 of docs/formats/changes.md. Which kinds may be purged at
all is declared in core (`Record.retention`) and asked by `data.journal.validity.may_be_purged`.

`erase`: carrying out purges, those written here and those that arrive.
`erasure_index`: the purges and holds in the journal, and what they name.
`erasure_rules`: which records a purge takes, and which a legal hold keeps (§10.10 to §10.14).
`wipe`: leaving no trace of erased contents in the database file (§10.9).
"""
