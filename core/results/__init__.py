"""What does the backend hand back to screens and commands? Values only; `data` makes them.

Imports `core.values`, and the reasons of a contradiction from `core.desks.sync`.

- `transfer`: what a transfer would bring, what it brought, and what was sent.
- `site_card`: a card that was read, and is not trusted yet.
- `picture`: a picture made small enough for the screen.
- `preflight`: what was found of a medium before writing, and what became of the writing (docs/formats/medium.md).
- `backup`: what was copied where, and what a rehearsal proved (docs/formats/backup.md).
- `secrets`: what opens a store: a passphrase or recovery shares, and the papers that are printed.
- `founding`: a new office as it is asked for, before anything of it is written.
"""
