"""What each desk shows on the screen besides what follows from its declarations.

One module a desk, or a package whose `screen` declares it: `DESK = Desk(…)`. Importing `tui.screens` imports them all,
so a new desk needs one new module here and nothing else. Desks do not import one another; what two of them need is in
`tui.lists` or `tui.dashboards`. May import `tui.key_ceremonies` and everything below it.

- `today`: what is due from every desk, and what is still missing before the office can work.
- `grievances`: the queue, grievances about the same matter, the import of a mailbox.
- `grid`: the tree of cells with its numbers.
- `people`: the register, the card of a person, records listed twice.
- `care`: care files.
- `clearance`: who is on a secret post, and who leaves one.
- `carriers`: the ledger of carriers, and counting them.
- `matters`: who knows what, and what is owed afterwards.
- `areas`: areas, controls, exposures, people allowed in, secret meetings.
- `education`: calendar, attendance.
- `visits`: who is inside now.
- `transfers`: other sites, sending and receiving, media, backups.
- `officers`: accounts and the policy pack.
- `audit`: the audit log and the check of the store.
"""

import importlib
import pkgutil

import tui.actions.papers  # brings attached papers to every record that can have them
import tui.dashboards.dashboard  # the screen that commands of every desk lead to
import tui.dashboards.period_list  # brings its command to every list of what recurs
import tui.dashboards.period_map  # likewise
import tui.dashboards.timeline  # brings its command to every list of what runs from one day to another
import tui.lists.findings  # noqa: F401 - what the command leads to that checks everything of a desk

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(f"{_module.name}.screen" if _module.ispkg else _module.name)
