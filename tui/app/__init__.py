"""What holds on every screen: sign-in, lock, palette, help, language and the end of the program.

May import everything but `tui.cli`.

- `app`: the application.
- `start`: the first screen where there is no store yet.
- `signed_in`: which store is open, and who works with it.
- `unlock`: the passphrase that opens a store, and the lock screen.
- `lock`: nothing is shown while the lock is on.
- `palette`: everything that can be done now, found by its name.
- `help`: the keys of the current screen.
"""
