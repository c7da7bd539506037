"""The columns of operations that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (Column(table="acts", name="reason_encrypted"),)
