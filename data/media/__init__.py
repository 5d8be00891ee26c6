"""Whether a file is whole on the medium that is carried away.

Imports system and formats. Implements docs/formats/medium.md, and §10 of docs/formats/transfer.md.

`preflight`: the number that stands on a medium, and whether a file can be written to it.
`verified_write`: writing a file under a temporary name, flushing it, reading it back from the medium, then naming it.
"""
