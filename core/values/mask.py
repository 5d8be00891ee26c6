"""What stands in place of a value that an officer may not read."""

MASK = "＊＊＊"
"""What stands in place of a masked field."""
