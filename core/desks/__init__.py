"""The desks: one package each, with its records, actions, rules and figures in the desk's own words.

A desk imports the packages of `core` from `spreadsheets` downwards, and other desks below it; never the office.
Importing this package imports every module below it, so that a new desk is one new module or package here and nothing
else. The files of a desk stand in one order: vocabulary, records, children, rules, actions, figures, print-outs, lists
that are imported.

Where two threads load at once, as when a store is unlocked, each loads this package before any module in it: a thread
that began with one desk would hold what the other, loading all of them, waits for, and would wait for the other.

Once all are declared, every kind that is a whole gets its papers (`core.rules.attached_papers`).

- `administration`: officers, accounts, the policy pack, key ceremonies, ledgers of backups and exports.
- `carriers`: the ledger of carriers of secrets, their movements, destruction and stocktakes.
- `people`: people and units: who works here, where, and from when to when.
- `partners`: the register of agencies, courts, law firms and others that grievances are referred to.
- `grievances`: the grievance queue, from registration to the second review.
- `grid`: the tree of responsibility cells: its members, duties and warnings.
- `areas`: secure areas, what protects them, who is allowed in, and secret meetings.
- `care`: care files: help for members of staff in difficulty.
- `clearance`: who is on which secret post: assessments, appointments, leaving, declarations.
- `matters`: matters, who may know them and who does, who took part, and the follow-ups afterwards.
- `education`: programmes, sessions, attendance and the case library.
- `visits`: who comes in and goes out: reviewed before entry, the gate, badges, standing permissions.
- `sync`: other sites: trust, transfers, media, and what is missing, suspect or contradictory.
"""

import importlib
import pkgutil

from core.rules.attached_papers import attach_to_all

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

attach_to_all(but=(f"{__name__}.administration", f"{__name__}.sync"))  # these keep the store, and no work of the office
