"""The fixtures with which tests of single packages make sites and press keys, for tests of whole machines."""

from tests.data.conftest import everything_is_purged, hands, hands_in, made, nursery
from tests.tui.conftest import english

__all__ = ["english", "everything_is_purged", "hands", "hands_in", "made", "nursery"]
