"""The columns of identity that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (
    Column(table="accounts", name="mobile_encrypted"),
    Column(table="clerkships", name="id_number_encrypted"),
    Column(table="requests", name="id_number_encrypted"),
    Column(table="requests", name="former_id_number_encrypted"),
    Column(table="mobile_changes", name="mobile_encrypted"),
    Column(table="persons", name="id_number_encrypted"),
    Column(table="second_factors", name="secret_encrypted"),
)
