"""What screens and commands ask of this machine.

Implements the port that tui declares. Imports every folder it needs, most of them only when they are first used,
because the first screen is shown before the database is loaded.

`backend`: the services below as one object.
`documents`: spreadsheets that come in, lists and papers that are carried away.
`maintenance`: checks, tables made again, backups.
`papers`: attached papers: read in, looked at, written out.
`peers`: the cards of other sites, the roster, and who is trusted.
`session`: the store in a folder: unlocked, confirmed, closed; every service stands on it.
`transfers`: what is sent and received, and the media on which it is carried.
"""
