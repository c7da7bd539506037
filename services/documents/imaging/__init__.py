"""Photos: bytes in, findings or clean bytes out. Pure; nothing is remembered."""

from services.documents.domain.photo_rules import Check, PhotoRule
from services.documents.imaging.checks import check_photo
from services.documents.imaging.cleaning import clean_photo
from services.documents.imaging.reading import photo_size

__all__ = ["Check", "PhotoRule", "check_photo", "clean_photo", "photo_size"]
