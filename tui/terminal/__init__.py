"""What passes between the program and the terminal: characters, colours, keys, pastes, output and error reports.

May import `tui.language`.

- `first_drawing`: a screen that is drawn first when what it shows was read.
- `glyphs`: the characters that this terminal draws one cell wide, and stored text that is never read as markup.
- `wrap`: text wrapped to a width, Chinese between any two characters.
- `theme`: the colours.
- `panel`: parts of the screen with a title in the border, and what stands beside a form.
- `keys`: key bindings with their input-method aliases, in the language in use, and the bar that shows them.
- `type_ahead`: keys and pastes are queued until the one before has had its whole effect.
- `paste`: pasted text presses no key.
- `output`: the output of commands: no control sequence but our own, and lost output is an error.
- `crash_report`: the report of an error in the program: its type and place, and no value.
- `exception_handler`: an error on a screen is reported, and the program goes on.
"""
