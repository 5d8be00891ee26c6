"""How a backup is made, verified, rehearsed and restored.

Imports site and what lies below it. Implements docs/formats/backup.md.

`backup`: making, verifying, rotating, rehearsing and restoring backups.
`backup_label`: `backup.json`: the files of a backup, bound together under a key of the vault (§2).
"""
