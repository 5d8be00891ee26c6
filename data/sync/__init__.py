"""What is sent to other sites, and what becomes of what they send.

Imports system, formats, media, identity, transfer_file, journal, erasure, peer_state and store. Implements §8 and §9
of docs/formats/changes.md, and §3.6 and §3.7 of docs/formats/transfer.md.

`card_files`: cards and rosters as files on a medium.
`consigning`: fixing what goes, for a second officer to approve, and writing it as it was approved (changes §8.1).
`exchange`: sending, receiving and key renewal as one object for an open site.
`key_renewal`: renewing the keys of this site, and publishing its roster.
`findings`: where what sites have signed of their own history contradicts itself (changes §12.7).
`fitting`: what of a verified file follows the journal, and what waits (changes §9.3, §9.4).
`judgement`: what a file would do here, and what it tells of the sender and of this site (changes §9.2).
`known_sites`: the known sites by their cards, and what a file teaches about them.
`missing_changes`: changes that have not come while others that follow them wait, and their records.
`one_way_series`: numbering transfers over a route that is never confirmed (changes §8.2).
`outgoing_changes`: which changes go to a site with the next transfer (changes §8).
`packing`: packing and writing the file of a transfer, with what goes besides the changes.
`papers_carried`: the sealed papers that go with a transfer and come with one (changes §13).
`peer_context`: the store, keys, cards and roster that sending and receiving both need.
`preview`: what the changes of a transfer would do here: counts, conflicts, purges without effect.
`receiving`: opening, verifying, fitting, judging and committing a file, whole or not at all.
`sending`: writing what a site has not confirmed to a sealed file, and entering it in the ledger at once.
`verification`: what a file proves by itself, by the cards known here (changes §9.1).
"""
