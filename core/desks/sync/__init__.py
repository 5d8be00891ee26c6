"""What does the office keep about other sites? Trust, transfers, media, and what is missing or wrong.

Imports `core.desks.people` and `core.desks.grid` (for `duplicates`). The transfers themselves are written and read by
`data`; docs/formats/changes.md and docs/formats/transfer.md specify them.

- `trust`: this site and those known to it, their keys, and which compartments each shares.
- `key_renewal`: new keys of this site and of others.
- `site_roster`: the list of sites that one of them keeps for others.
- `figures`: what stands above the lists.
- `routes`: how files go to another site and back; one-way routes.
- `transfers`: the ledger of what was sent to other sites and received from them.
- `conflicts`: the decision on which of several values of a field is kept.
- `consignments`: what is to go to a site, approved by a second officer before it is written.
- `media`: the ledger of the removable media that transfers travel on.
- `missing_changes`: changes that have not come although others that follow them have (changes §9.3).
- `suspect_records`: records changed after the last position at which their site is trusted (changes §9.4).
- `void_changes`: signed changes that mean something impossible, and have no effect (changes §9.5).
- `contradictions`: where what a site has signed of its own history contradicts itself (changes §12.7).
- `duplicates`: making two records of one person, unit or cell one, and taking that back.
"""
