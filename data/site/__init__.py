"""How a site on this machine is founded and opened, and how its keys are changed.

Vault, store and the site's secret keys together. Imports system, identity, vault, database and store. Implements
§1.6, §3.3 to §3.8, §8 and §10 of docs/formats/vault.md.

`demo_store`: making the demo store, with a passphrase that everybody knows, and marking it as such.
`demo_papers`: invented pages, attached to some records of the demo.
`founding`: a new store made beside its folder, which gets it whole or not at all.
`key_changes`: the one order in which a new header becomes valid: entered, done, completed (§3.8).
`keyring`: what officers may do with passphrases, master key, recovery papers and the witness line.
`master_key_rotation`: writing the database anew under another master key (§8).
`open_site`: founding and opening a site; refusing a header and database of different times; the shipped policy packs.
`sign_in`: signing in and out, audited, and the wait after wrong passphrases (§10).
"""
