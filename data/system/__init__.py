"""What the computer offers (disk, clock, process, calendar), and how it fails.

Imports core only. No format of its own; docs/threat-model.md §2 says what the process is protected against.

`clock`: the wall clock in milliseconds, and the local time of a stamp (docs/formats/changes.md §3.3).
`disk`: reading ordinary files, replacing files whole, flushing, locking; each failure of the disk as a refusal.
`holidays`: the Chinese public holidays and make-up working days, from the `chinesecalendar` library.
`mounts`: where removable media are mounted.
`process`: keeping other users and core dumps out of this process, and its files private.
`text_lines`: reading small UTF-8 text files or pipes that officers make by hand, such as passphrase files.
"""
