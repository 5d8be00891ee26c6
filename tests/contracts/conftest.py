"""The fixtures of the tests of core: sites in memory, and samples of whatever is declared."""

from tests.core.conftest import module_site, sample, site

__all__ = ["module_site", "sample", "site"]
