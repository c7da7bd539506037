"""The columns of archive that are encrypted with its field keys."""

from kit.rotation import Column

COLUMNS = (
    Column(table="persons", name="name_encrypted"),
    Column(table="births", name="born_encrypted"),
    Column(table="decisions", name="clerk_name_encrypted"),
    Column(table="files", name="name_encrypted"),
    Column(table="version_files", name="name_encrypted"),
    Column(table="item_versions", name="secrets", is_json=True),
)
