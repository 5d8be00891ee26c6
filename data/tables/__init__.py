"""How the present state of records is worked out of the journal, and searched.

Everything here can be thrown away and made again. Imports database and journal. Merging is core's (`core.merge`, §7
of docs/formats/changes.md).

`code_digest`: a digest of declarations and deriving code; when it changes, the tables are made again.
`entries`: the entries that follow from records: agenda, conflicts, duplicates, void changes.
`joined_records`: which records are shown under another one.
`pinyin`: initials and full spelling of Chinese names in every reading, for searching.
`projection`: bringing the row of a record, and all that follows from it, up to date.
`rebuild`: making all tables again out of the journal.
`resolved_values`: the newest value of each field that can be read and shown, when some cannot.
`text_indexes`: the full-text indexes and spellings by which records are found.
`breaches`: the list of records that break a rule.
`duplicates`: the list of records that are one twice.
"""
