"""The columns of documents that are encrypted with its field keys. Photos lie in the object store."""

from kit.rotation import Column

COLUMNS = (
    Column(table="files", name="name_encrypted"),
    Column(table="files", name="key_encrypted"),
    Column(table="uploads", name="name_encrypted"),
    Column(table="signing_links", name="name_encrypted"),
    Column(table="signing_links", name="token_encrypted"),
    Column(table="signatures", name="name_encrypted"),
    Column(table="signatures", name="drawing_encrypted"),
)
