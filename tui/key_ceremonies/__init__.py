"""How passphrases and recovery papers are typed, and the keys of the store changed, step by step.

May import `tui.generic` and everything below it.

- `secrets`: typing a passphrase, choosing a key file, typing a recovery paper.
- `recovery`: opening the store with recovery papers, from the first screen.
- `ceremonies`: the key ceremonies: passphrases, master key, recovery papers, witness line.
- `commands`: the ceremonies that several desks offer.
"""
