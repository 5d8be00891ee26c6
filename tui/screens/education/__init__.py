"""What the education desk shows.

- `screen`: the desk: calendar, sessions of the day, programmes, attendance, cases.
- `attendance`: taking attendance by naming those who are absent.
"""
