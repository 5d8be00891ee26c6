"""The screens that every desk gets from its declarations, without code of its own.

May import `tui.widgets`, `tui.dialogs`, `tui.formatting`, `tui.drawing`, `tui.terminal`, `tui.host`, `tui.backend` and
`tui.language`.

- `desk`: the declaration of a desk on the screen, and the list of all desks.
- `desk_screen`: the screen of a desk: list, counts, detail, search and keys.
- `list_screen`: acting on the marked rows of a list, and where the cursor stands after a deed.
- `calendar_screen`: the screen of a desk with a calendar above its list.
- `month_grid`: a month or a week as a grid of days.
- `header`: the first line: sections, who sits here, the day, the classification.
- `due_counts`: how much is due at each desk.
- `load_panel`: what the next days bring, and what is due at each desk.
- `figures_screen`: a screen with figures above a list: counting them, and the way to their records.
- `tile_bar`: the figures above the list of a desk, with their trends.
- `desk_bars`: the second line: the desks of the section, and the lists of this one.
- `go_to`: the ways from desk to desk.
- `desk_commands`: search and export.
- `deed_words`: what was done, in words, and where the cursor stands then.
- `undo_last`: the command that undoes it.
- `screen_command`: what can be done on a screen besides the actions on its records, one class each.
- `record_screen`: one record on the whole screen.
- `action_screen`: the actions of the current record as keys, and how each is asked for and done.
- `marking`: rows of which each gets a mark and perhaps a note, written all at once.
- `checklist`: the checklist of a record, on which the space bar turns the marks.
- `action_preview`: what an action would change besides what was typed.
- `bulk_action`: one action on all marked rows.
- `grouped_source`: the rows of several queries below one another, each under a heading.
- `detail_beside`: the detail beside a list, scrolled from the list.
- `dashboard`: the screen of a dashboard, page by page.
- `dashboard_source`: its rows: numbers, shares and bars.
- `show_dashboard`: the commands that lead to the dashboards of a desk.
- `drill_down`: the list of the records behind a number.
- `period_list`: the periods of what recurs, done, excused or owed.
- `timeline`: what runs from one day to another, as bars.
- `search_bar`: the search line with its completions.
- `conflict`: values side by side, of which one is chosen.
- `history`: the history of a record.
- `access_log`: who read a record.
- `importing`: importing a spreadsheet: file, preview, all or nothing.
- `column_mapping`: which column of a spreadsheet fills which field.
- `exporting`: a list to an .xlsx file.
- `printing`: print-outs to .docx files.
"""
