"""The screens of the desks: one module each, with its declaration and what it shows better by hand.

Importing this package imports every one, so that a new desk on the screen is one new file in this folder.
"""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
