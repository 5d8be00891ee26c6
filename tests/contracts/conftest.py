"""The fixtures of the tests of core that make a sample of whatever is declared."""

from tests.core.conftest import sample

__all__ = ["sample"]
