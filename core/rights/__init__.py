"""Who may read and do what? Duties, need to know, four eyes, and roles that exclude one another.

Imports `core.model`, `core.policy` and `core.values`. `core.office` applies these rules to everything that is read or
done; no desk applies them by itself.

- `visibility`: which records an officer may read, and which of their fields are masked.
- `effective_rights`: what an account lets its officer read now; what waits until another officer accepts it.
- `four_eyes`: who may not decide although his roles let him: the same person, or one who had a part in it.
- `signing`: whose hand an action takes beside that of the officer who enters it.
- `role_separation`: which roles exclude one another, and what an administering role may carry.
"""
