"""The fixtures of other folders: sites in memory, samples of whatever is declared, the application on the screen."""

from tests.core.conftest import module_site, sample, site
from tests.support.screen_driver import app, backend, opened

__all__ = ["app", "backend", "module_site", "opened", "sample", "site"]
