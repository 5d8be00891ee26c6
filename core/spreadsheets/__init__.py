"""How is a list in a spreadsheet declared? Its cells, its columns, and what becomes of a row.

Imports `core.rules` and everything below it; desks declare their lists with it, `core.importing` judges and applies
them.

- `cells`: what a cell may hold, and reading it as a text, a code or a day.
- `columns`: recognises the columns of a table by their headings.
- `declaration`: `Import`: how an importer is declared; `Verdict` and `Outcome`: what becomes of a row.
- `forbidden`: the headings whose columns no import takes.
- `table_import`: `TableImport`: a list of which each row is a record, judged by its declaration alone.
"""
