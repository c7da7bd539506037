"""The columns of declaration that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (Column(table="readiness", name="facts_encrypted"),)
