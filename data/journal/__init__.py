"""What was written, by whom, in which order, and which of it counts.

The append-only log, from which all else in the database follows. Imports database and formats. Implements §2, §3, §4
and §9.5 of docs/formats/changes.md.

`branches`: how far each branch of a stream reaches, and how much of it the tips of another site cover (§2.5, §8).
`journal`: appending changes to the chains and reading them back.
`positions`: positions in the streams of a site by their digests, and what was changed after them (§4.5).
`validity`: which changes count and which are void, from the set of changes of one identifier alone (§9.5).
"""
