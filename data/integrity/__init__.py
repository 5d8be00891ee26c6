"""Whether a database is sound.

Imports identity, transfer_file, database, journal, tables, erasure and peer_state; it writes nothing but temporary
tables. Checks what docs/formats/changes.md demands: chains and tips (§2 to §4), what waits (§9.3.8), purges (§10),
audit (§12).

`check_database`: all checks in order: pages, journal, tables; the first fault found.
`compare_tables`: comparing the live tables with ones made afresh from the journal.
`verify_journal`: hashing every link again and checking every signed tip, purge and audit entry.
`verify_pending`: the same for the segments that wait.
"""
