"""Who a site is, and which of its keys are believed.

Imports formats. Implements §3 of docs/formats/transfer.md.

`fingerprint`: the fingerprint of a site's keys as digits that two officers compare by voice.
`roster`: the roster file: a list of sites and their cards, signed by the site that keeps it (§3.7).
`site_card`: the card of a site: its name and public keys, signed by themselves and by the keys they replace.
`site_keys`: the secret keys of this site, and a trusted site's card with what is demanded of its sender.
`succession`: which new card of a site is accepted in place of the known one (§3.6).
"""
