"""The columns of notification that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (
    Column(table="acts", name="reason_encrypted"),
    Column(table="recipients", name="mobile_encrypted"),
    Column(table="messages", name="mobile_encrypted"),
    Column(table="messages", name="secret_encrypted"),
)
