"""How an officer is asked something whose answer is awaited.

May import `tui.formatting`, `tui.terminal` and `tui.language`. The dialogs know no record and no desk.

- `dialog`: a question, a line of text, a message, the progress of long work.
- `choose`: one of several, by typing a part of its name.
- `choose_file`: a file or a place for one: removable media first, or a typed path.
- `report`: a page to read, with a key that goes on and one that goes back.
- `long_work`: work in a thread under a progress dialog.
"""
