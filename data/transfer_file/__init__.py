"""What stands in a file for another site.

Imports system, formats, media and identity: it knows bytes and keys, not the store. Implements
docs/formats/transfer.md (§4 to §13), and §5, §6, §8.1 and the statements of §12 of docs/formats/changes.md.

`checkpoints`: what a site signs of its own history, and how statements contradict one another (changes §12).
`consignment_content`: which changes a consignment fixes for which card, and their digest (changes §8.1).
`manifest`: the manifest, its two signatures, and what is demanded of its sender (transfer §6, §7, §11).
`sealed_file`: writing and opening `NAME.sealed`: manifest, signatures, changes and attachments (transfer §4 to §11).
`segments`: segments of streams from a known position to a signed tip, each link verified (changes §5, §6).
`volume_writer`: writing a transfer file in volumes, each verified before any gets its name (transfer §13).
`volumes`: recognising, checking and joining volumes (transfer §13).
"""
