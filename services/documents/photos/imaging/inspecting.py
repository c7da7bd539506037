"""An upload held against the rules, then what is kept of it."""

from services.documents.photos.domain.rules import Inspection, PhotoRule
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.imaging.cleaning import clean_photo
from services.documents.photos.imaging.reading import photo_size


def inspect(data: bytes, rule: PhotoRule) -> Inspection:
    """The findings; the photo made anew when all of them are good."""
    checks = check_photo(data, rule)
    if not all(check.ok for check in checks):
        return Inspection(checks=checks)
    photo = clean_photo(data, rule)
    again = check_photo(photo, rule)
    if not all(check.ok for check in again):
        return Inspection(checks=again)
    width, height = photo_size(photo)
    return Inspection(checks=checks, photo=photo, width=width, height=height)
