"""How core reads and writes records.

Implements `core.model.store.Store` on the encrypted database: journal, tables and audit change in one transaction.
Imports vault (for the high-water mark), papers and what lies below: system, database, journal, tables, erasure,
peer_state, integrity.

`attaching`: sealing the content of a paper, and entering it as one of a record (vault §11).
`kept_papers`: which sealed files of papers records name, and what is wrong with those that are kept (vault §11).
`queries`: what is asked of a store: rows, records, counts, histories.
`sql_store`: the store: writing, incarnations, checks, and moving to another file.
`transaction`: the two connections of a store, and the transactions on them.
"""
