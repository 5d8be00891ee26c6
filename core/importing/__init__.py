"""How do rows of a spreadsheet become actions? Columns recognised, rows judged and previewed, then applied.

Imports `core.office` and everything below it. What each kind of list means stands in `core.importing.importers`, which
nothing here imports.

- `declaration`: `Import`: how an importer is declared; `Verdict` and `Outcome`: what becomes of a row.
- `plan`: judges the rows of a file, and does the actions of a plan, all or none.
- `columns`: recognises the columns of a table by their headings.
- `cells`: what a cell may hold, and reading it as a text, a code or a day.
- `remembered_headings`: headings that an officer mapped by hand, remembered for the next file.
- `importers`: one module for each kind of list.
- `unit_tree`: the tree of units as an import finds and grows it.
"""
