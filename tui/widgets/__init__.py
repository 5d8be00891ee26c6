"""The widgets that screens are made of.

They are filled from declarations and know no desk. May import `tui.dialogs`, `tui.formatting`, `tui.drawing`,
`tui.terminal` and `tui.language`.

- `windowed_list`: a list of any length that fetches and draws only the visible rows.
- `column_layout`: how wide the columns of such a list are, which stay at the left, and which are out of sight.
- `list_source`: where such a list gets its rows.
- `cell_pictures`: what is drawn in the cells of such a list.
- `tree_list`: the same list with rows that unfold.
- `record_source`: the rows of such a list from the records of a kind.
- `detail`: a record with all its fields, and its history.
- `record_head`: the path of a record through its stages, and its term with the sum behind it.
- `part_timeline`: the parts of a record by the day on which they happened.
- `form`: the form of an action, one field for each argument.
- `signing`: signing at the same screen, each with the own passphrase.
- `fields`: the control for each type of argument.
- `line_field`: the control of one line of text.
- `date_field`: the control that asks for a day, with a month to choose it from.
- `suggestions`: what a field that chooses one of many offers for what was typed.
- `message_line`: what was done, or why not, at the foot of the screen.
- `picker`: choosing one or many by typing, inside a form.
"""
