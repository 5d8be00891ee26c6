"""How the encrypted database file is opened, and how records, queries and search are written in SQL.

What only SQLite understands stands here and nowhere else, so that another database could take its place. Imports
system. Implements §6 of docs/formats/vault.md.

`dialect`: what SQLite does in its own way, for statements that are otherwise common SQL.
`journal_schema`: the tables that are not derived: the journal, this site, its peers.
`schema`: the columns and indexes of the table of one kind, from its declaration.
`search`: full-text search of Chinese by the character (FTS5).
`sql`: core's queries in SQL.
`sqlcipher`: the only place that makes connections; copies under another key; checks of pages.
"""
