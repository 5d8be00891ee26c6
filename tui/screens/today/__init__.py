"""What Today shows.

- `screen`: what is due from every desk, as a list of work.
- `day_rows`: its rows: headings that fold, tasks with their number, single entries of the agenda.
- `setup`: what is still missing before the office can work.
"""
