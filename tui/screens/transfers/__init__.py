"""What the desk of transfers shows.

- `screen`: the desk: sites, sent and received transfers, conflicts, consignments, media.
- `commands`: what can be done on this desk besides the actions on its records.
- `receiving`: verifying a transfer, what it would do, and applying it.
- `sending`: preparing, approving and writing a transfer.
- `trust`: cards, keys and the roster: what is compared before a site is trusted.
- `volumes`: a transfer in several volumes.
- `backup`: making a backup, and testing that it can be restored.
"""
