"""Which passphrases, key files and recovery papers open the store, and with which keys.

Imports system, formats and media; never the database, so that the first screen appears before it is loaded.
Implements docs/formats/vault.md.

`folder`: the names of the files in the folder of a store, and whether they are there (§1).
`header`: `vault.json`: reading it strictly, writing it whole (§2, §3).
`high_water_mark`: how many changes the database held, in the header and as a line on paper (§3.4, §3.7).
`key_schedule`: the keys that are derived from the master key (§5).
`key_slots`: a passphrase and key file that open the master key, and how strongly they are stretched (§4).
`recovery`: recovery papers: one code, or shares of which several are needed (§7).
`shamir`: Shamir's secret sharing over the field of AES (§7.3).
`throttle`: longer waits after each wrong passphrase (§10).
`vault`: the vault itself: create, unlock, add and remove seats, new keys; each change as a new header.
"""
