"""What screens and commands ask of this machine.

Implements the port that tui declares. Imports every folder it needs, most of them only when they are first used,
because the first screen is shown before the database is loaded.

`backend`: the store in a folder, its files, media and other sites, as one object.
"""
