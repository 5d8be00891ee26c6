"""What Today shows.

- `screen`: what is due from every desk, as a list of work.
- `day_rows`: its rows: headings that fold, tasks with their number, single entries of the agenda.
- `due_records`: what an entry is about: a record, or the conflicts that are to be decided.
- `setup`: what is still missing before the office can work.
"""
