"""Fixtures of other folders: a sample of whatever is declared, and the application on the screen."""

from tests.core.conftest import sample
from tests.support.screen_driver import app, doors, opened, settle

__all__ = ["app", "doors", "opened", "sample", "settle"]
