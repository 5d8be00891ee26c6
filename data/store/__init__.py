"""How core reads and writes records.

Implements `core.store.Store` on the encrypted database: journal, tables and audit change in one transaction. Imports
vault (for the high-water mark) and what lies below: system, database, journal, tables, erasure, peer_state,
integrity.

`sql_store`: the store: transactions, writing, queries, histories, checks, and moving to another file.
"""
