"""What is recorded of who did and who read what? The audit 审计 and the access log.

Imports `core.rights`, `core.model` and `core.values`. Entries hold identifiers and numbers, never a value of the
office; they are never amended or purged (docs/formats/changes.md §12).

- `audit_log`: the entries of the audit, and what is entered of an action.
- `access_log`: entries of who read which file and when, for kinds that ask for it.
- `store_operations`: operations on the store as a whole: the duty each asks for, and its entry in the audit.
- `key_operations`: operations with the keys, entered before they are done and completed afterwards.
"""
