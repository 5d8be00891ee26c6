"""Pictures of many records, from declarations: dashboards, calendars, timelines, and periods of what recurs.

May import `tui.lists` and everything below it.

- `dashboard`: the screen of a dashboard, page by page.
- `dashboard_source`: its rows: numbers, shares and bars.
- `calendar_screen`: the screen of a desk with a calendar above its list.
- `month_grid`: a month or a week as a grid of days.
- `month_picture`: how such a grid is drawn.
- `timeline`: what runs from one day to another, as bars.
- `period_list`: the periods of what recurs, done, excused or owed.
- `period_map`: the same month by month, as a map.
- `number_list`: a list in which one column of numbers is chosen.
"""
