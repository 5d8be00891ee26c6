"""How passphrases and recovery papers are typed, and the keys of the store changed, step by step.

May import `tui.dashboards` and everything below it.

- `secrets`: typing a passphrase, choosing a key file, typing a recovery paper.
- `founding`: founding an office, step by step.
- `new_officers`: the other officers of a new office.
- `secret_page`: what an officer is asked who chooses a passphrase on a page.
- `page`: a page that asks for a few things before there is an office.
- `papers`: recovery papers, shown to their holders and typed back in.
- `recovery`: opening the store with recovery papers, from the first screen.
- `ceremonies`: the key ceremonies: passphrases, master key, recovery papers, witness line.
- `commands`: the ceremonies that several desks offer.
"""
