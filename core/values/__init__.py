"""Which plain values is everything made of? Texts, dates, numbers and identifiers that know no record.

Imports pydantic and the standard library, and nothing of ours. Canonical JSON is specified in
docs/formats/transfer.md §2; the limits of what is read from outside in docs/formats/limits.md.

- `bounds`: the limits of a field by its type: days, counts, lengths of texts.
- `cadence`: what recurs: every week, month, quarter or year, or once within a window; the keys of its periods.
- `canonical_json`: the one spelling of a value as JSON, and what is refused in reading it.
- `classification`: the levels of what must be kept to those who need it.
- `cleaning`: normalises what is typed or imported; the keys by which names and codes are compared.
- `compartments`: the names of the compartments of the journal.
- `dates`: reads dates as people and spreadsheets write them; an ambiguous date is refused.
- `day_rules`: what has happened is past, what is planned is to come.
- `field_types`: field types that records and actions share: codes and names of persons.
- `id_number`: checks citizen identity numbers (GB 11643-1999).
- `ids`: makes identifiers of records (UUIDv7).
- `labelled_enum`: a closed list of values, each with its label.
- `mask`: what stands in place of a masked value.
- `percentages`: whole percentages that add up to 100.
- `ranges`: ranges of days and numbers as a search writes them: `2020-01`, `a..b`, `>=a`.
- `refusal`: the base of every exception that is told to an officer; its docstring is the sentence.
- `section`: the sections of the program.
- `sentence`: a text with its values, translated when it is shown: `N_`, `say`, `Sentence`.
- `tree_path`: a path of names in a tree: `总公司/第一分部`.
- `workdays`: working days: weekends, public holidays and make-up days.
"""
