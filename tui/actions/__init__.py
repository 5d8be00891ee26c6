"""Acting on records: how an action is asked for, previewed and done, on one record or on all that are marked.

May import `tui.frame` and everything below it.

- `action_screen`: the actions of the current record as keys, and how each is asked for and done.
- `action_preview`: what an action would change besides what was typed.
- `bulk_action`: one action on all marked rows.
- `marking`: rows of which each gets a mark and perhaps a note, written all at once.
- `checklist`: the checklist of a record, on which the space bar turns the marks.
- `conflict`: values side by side, of which one is chosen.
- `record_screen`: one record on the whole screen.
- `papers`: the papers attached to a record: attaching, looking, writing out.
- `detail_beside`: the detail beside a list, scrolled from the list.
- `history`: the history of a record.
- `access_log`: who read a record.
- `printing`: print-outs to .docx files.
"""
