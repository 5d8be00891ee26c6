"""How does a list in a spreadsheet become actions? Rows judged and previewed, then applied, all or none.

Imports `core.office` and everything below it. Each kind of list is declared by the desk that it brings records to
(`core.spreadsheets`).

- `plan`: judges the rows of a file, and does the actions of a plan, all or none.
- `remembered_headings`: headings that an officer mapped by hand, remembered for the next file.
"""
