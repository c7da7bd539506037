"""Files of people: what they are, cleaned or refused, and pictures of their pages; in child processes."""

from services.documents.uploads.inspection.answers import Cleaned, NoPreview, Refused
from services.documents.uploads.inspection.inspector import Inspector

__all__ = ["Cleaned", "Inspector", "NoPreview", "Refused"]
