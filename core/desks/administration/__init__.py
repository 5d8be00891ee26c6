"""Who administers this site, and with what? Officers, accounts, the policy pack, keys, backups and exports.

Imports no other desk.

- `officers`: officers 用户 and their accounts: seat, roles and part of the organisation; edits of the policy pack.
- `held_accounts`: which accounts somebody still has who leaves.
- `held_roles`: that no person holds roles that exclude one another.
- `policy_proposals`: edits of the policy pack that wait for a second officer.
- `policy_adoption`: confirming that the policy pack was read and that the office works by it.
- `rights_widenings`: changes that would widen what an officer may read, until another officer accepts them.
- `key_ceremonies`: what was done with the keys of the store, by whom and when.
- `backups`: the ledger of backups and restorations; when the next backup is due.
- `exports`: the ledger of lists and print-outs written to files.
- `categories`: import of the tree of grievance categories into the policy pack.
- `import_headings`: what officers decided that the headings of a spreadsheet mean.
- `saved_views`: what officers look for often in a list, kept under a name.
"""
