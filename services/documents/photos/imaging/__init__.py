"""Photos: bytes in, findings or clean bytes out. Pure; nothing is remembered."""

from services.documents.photos.domain.rules import Check, PhotoRule
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.imaging.cleaning import clean_photo
from services.documents.photos.imaging.reading import photo_size

__all__ = ["Check", "PhotoRule", "check_photo", "clean_photo", "photo_size"]
