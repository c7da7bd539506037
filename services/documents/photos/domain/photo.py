"""A person's photo on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.documents.photos.domain.measures import of_pixels, of_ratio, of_size
from services.documents.photos.domain.rules import Check, PhotoRule


@dataclass(frozen=True, kw_only=True)
class Photo:
    """One photo of one person. `source`: upload, or id_card (the photo of the ID card)."""

    id: UUID
    person_id: UUID
    city: str
    source: str
    fingerprint: str
    blob_key: str
    width: int
    height: int
    bytes: int
    checks: tuple[Check, ...]
    offered_at: datetime
    confirmed_at: datetime | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether its person said that it may be used."""
        return self.confirmed_at is not None

    def held_against(self, rule: PhotoRule) -> tuple[Check, ...]:
        """Its findings under a rule that came after it: what its measures do not fulfil is told anew."""
        measured = (
            of_size(self.bytes, rule),
            of_pixels(self.width, self.height, rule),
            of_ratio(self.width, self.height, rule),
        )
        wrong = {check.rule: check for check in measured if not check.ok}
        return tuple(wrong.get(check.rule, check) for check in self.checks)


@dataclass(frozen=True, kw_only=True)
class OnRecord:
    """What is known of a person's photos: the one to look at, and the one that is used."""

    offered: Photo | None = None
    confirmed: Photo | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the photo that is shown is the one that is used."""
        return self.confirmed is not None and self.offered == self.confirmed
