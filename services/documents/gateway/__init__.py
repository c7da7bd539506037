"""The object store: photos, files of people, sections of the sealed case file."""

from services.documents.gateway.cases import open_case
from services.documents.gateway.photos import PhotoStore
from services.documents.gateway.scanner import Scanner
from services.documents.gateway.vault import Parts, Vault

__all__ = ["Parts", "PhotoStore", "Scanner", "Vault", "open_case"]
