"""What is kept about other sites between two transfers.

The tables beside the journal that sending and receiving need. Imports system, formats, identity, transfer_file,
database, journal and erasure. Implements §8.5, §9.3 and §12 of docs/formats/changes.md.

`acknowledged`: which tips each site has confirmed, and which it was told that we have (§8.5).
`believed_statements`: which checkpoints and beginnings in a file are believed (§12.5).
`checkpoint_store`: checkpoints and beginnings: signing our own, keeping those of others, passing them on (§12).
`pending_segments`: verified segments that wait for what they follow; not shown until then (§9.3).
`reassembly`: which segments of a file, and of those that wait, follow what is here, and which wait (§9.3).
`tip_signatures`: which signatures of authors are kept, to be passed on.
`unanswered_transfers`: how far each unconfirmed transfer went, and what an approval is about (§8).
"""
