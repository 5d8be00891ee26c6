"""What can be done from the command line, with which arguments, and by whom.

May import `tui.lists`, `tui.frame`, `tui.widgets`, `tui.formatting`, `tui.terminal`, `tui.backend` and `tui.language`.
What brings Textual is imported inside a command, so that a command starts fast.

- `parser`: all commands with their arguments, and the exit status.
- `usage`: help and errors of arguments in the language in use, and the types of arguments.
- `common`: opening the store with a passphrase; output for people or as JSON.
- `table`: what is printed in columns under a heading.
- `progress`: how far long work is, on one line of the terminal.
- `duties`: what each command asks of the officer who gives it.
- `stores`: making, opening, checking and rebuilding a store.
- `records`: importing, listing, showing, planning; histories.
- `registers`: registers and forms of the desks.
- `conflicts`: what two sites gave different values.
- `duplicates`: records listed twice.
- `checks`: what no longer fits the policy and the store of today.
- `papers`: attaching papers to records, and writing them out.
- `accounts`: officers and their passphrases.
- `ceremonies`: master key, recovery papers, witness line, key files.
- `sites`: cards, trust, new keys, revoking, routes, the roster.
- `sending`: consignments, media, sending a transfer.
- `transfers`: verifying and receiving a transfer.
- `backups`: making, testing and restoring a backup.
"""
