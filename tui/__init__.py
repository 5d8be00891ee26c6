"""The user interface: the Textual screens and the command line.

Imports `core`; it never imports `data`, except in `__main__`. Each package imports only packages below it:

- `__main__`: the entry point, which joins interface and store. Imports everything.
- `app`, `cli`: the two ways to use the program: the application with its screens, and the commands.
- `screens`: one screen for each desk.
- `key_ceremonies`: typing passphrases and recovery papers, and changing the keys of the store.
- `dashboards`: dashboards, calendars and timelines, made from declarations alone.
- `lists`: the list of every desk, made from declarations alone.
- `actions`: acting on records: forms, previews, checklists, histories.
- `frame`: desks and sections, and the commands of screens.
- `widgets`: lists, forms and details.
- `dialogs`: questions that are awaited: a choice, a file, a page to read, the progress of long work.
- `formatting`: values, imports and conflicts as text, the same on the screens and on the command line.
- `drawing`: numbers as small pictures: bars, heat, trends, paths of stages.
- `terminal`: characters, keys, pastes and output; what is reported when the program fails.
- `host`: the application as screens know it.
- `platform`: what the interface asks of this machine before a store is open.
- `backend`: the port: what the interface asks of the store and of this machine. `data.backend` implements it.
- `language`: gettext at run time; the catalogues are in `locale/`.
"""
