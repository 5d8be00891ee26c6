"""The list that every desk gets from its declarations: searched, sorted, marked, counted, imported and exported.

May import `tui.actions` and everything below it.

- `desk_screen`: the screen of a desk: list, counts, detail, search and keys.
- `figures_screen`: a screen with figures above a list: counting them, and the way to their records.
- `list_screen`: acting on the marked rows of a list, and where the cursor stands after a deed.
- `list_view`: how a list is sorted, which columns it shows and which of them stay; saved views.
- `searching`: a list that narrows while the line is typed.
- `search_bar`: the search line with its completions.
- `tile_bar`: the figures above a list, with their trends.
- `load_panel`: what the next days bring, and what is due at each desk.
- `grouped_source`: the rows of several queries below one another, each under a heading.
- `drill_down`: the list of the records behind a number.
- `check_everything`: the command that tests every record of a desk.
- `findings`: what that found, check by check.
- `show_dashboard`: the commands that lead to the dashboards of a desk.
- `desk_commands`: search and export.
- `importing`: importing a spreadsheet: file, preview, all or nothing.
- `column_mapping`: which column of a spreadsheet fills which field.
- `exporting`: a list to an .xlsx file.
- `registers`: the registers and forms of a desk to a file.
- `copying`: a row or a cell of a list to the clipboard of the computer, where the policy pack allows it.
"""
