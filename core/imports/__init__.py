"""What can be imported: one module each, declaring its columns and what a row means.

Importing this package imports every one of them, so that a new import is one new file in this folder and nothing else.
"""

import importlib
import pkgutil

from core.importing import IMPORTS

__all__ = ["IMPORTS"]

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
