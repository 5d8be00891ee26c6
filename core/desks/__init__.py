"""The desks: one module each, with its records, actions, rules and figures in the desk's own words.

Importing this package imports every desk, so that a new desk is one new file in this folder and nothing else.
"""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
