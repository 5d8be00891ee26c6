"""The domain: what the office keeps, what may be done to it, and by which rules.

No SQL, no screens, no cryptography, no files: `core` imports pydantic, tomlkit and the standard library, never `data`
or `tui`. Its packages stand in layers; each imports only those below it (the contract is in pyproject.toml).

- `demo`: an invented organisation, played through the same actions as real work.
- `importing`: a list in a spreadsheet becomes actions, previewed and then applied, all or none.
- `office`: the application service: an open store and a signed-in officer.
- `results`: what the backend hands back: previews, receipts, backups, secrets.
- `desks`: one package for each desk: its records, actions and rules.
- `spreadsheets`: how a list in a spreadsheet is declared, and what becomes of a row of it.
- `rules`: rules that hold for the records of every desk: agenda, purge, legal hold, numbering, duplicates.
- `audit`: what is recorded of who did and who read what.
- `wording`: in which words records, names and errors are shown.
- `rights`: who may read and do what.
- `model`: record, action, change, query, store: what every desk is declared with.
- `policy`: the policy pack: the one text of figures, lists and roles that an organisation decides.
- `values`: texts, dates, numbers and identifiers that know no record.
"""
