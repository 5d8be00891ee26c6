"""What the education desk shows.

- `screen`: the desk: calendar, sessions of the day, programmes, attendance, cases.
- `month`: a month or a week as a grid of days.
- `attendance`: taking attendance by naming those who are absent.
"""
