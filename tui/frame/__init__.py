"""Where one is in the program, and what can be done on a screen: desks, sections, and the commands of screens.

May import `tui.widgets`, `tui.dialogs`, `tui.formatting`, `tui.drawing`, `tui.terminal`, `tui.host`, `tui.backend` and
`tui.language`.

- `desk`: the declaration of a desk on the screen, and the list of all desks.
- `setup_step`: what a desk needs before work can begin there.
- `screen_command`: what can be done on a screen besides the actions on its records, one class each.
- `deed_words`: what was done, in words.
- `undo_last`: the command that undoes it.
- `due_counts`: how much is due at each desk.
- `header`: the first line: sections, who sits here, the day, the classification.
- `desk_bars`: the second line: the desks of the section, and the lists of this one.
- `go_to`: the ways from desk to desk.
"""
