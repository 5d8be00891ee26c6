"""The widgets that screens are made of.

They are filled from declarations and know no desk. May import `tui.dialogs`, `tui.formatting`, `tui.drawing`,
`tui.terminal` and `tui.language`.

- `windowed_list`: a list of any length that fetches and draws only the visible rows.
- `list_source`: where such a list gets its rows.
- `cell_pictures`: what is drawn in the cells of such a list.
- `tree_list`: the same list with rows that unfold.
- `record_source`: the rows of such a list from the records of a kind.
- `detail`: a record with all its fields, and its history.
- `form`: the form of an action, one field for each argument.
- `fields`: the control for each type of argument.
- `message_line`: what was done, or why not, at the foot of the screen.
- `picker`: choosing one or many by typing, inside a form.
"""
