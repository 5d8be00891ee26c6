"""Which lists can be imported? One module each, declaring its columns and what a row means.

Imports `core.importing` and the desk it brings rows to. Importing this package imports every importer, so that a new
one is one new module here and nothing else.

- `attendance`: a sign-in list 签到表, or a list of those absent, of one session or several.
- `categories`: the tree of grievance categories in the policy pack.
- `mailbox`: the messages of a grievance mailbox 网上信箱, with replies given already.
- `staff_list`: a list of staff 花名册: people by their staff number, or by name and unit.
"""

import importlib
import pkgutil

from core.importing.declaration import IMPORTS

__all__ = ["IMPORTS"]

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
