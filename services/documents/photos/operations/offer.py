"""A person's photo: checked, kept, confirmed (A4.1 to A4.7)."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cities import PhotoRule as CityRule
from contracts.documents import PhotoConfirmed
from kit import outbox
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from services.documents.photos import store
from services.documents.photos.domain.photo import OnRecord, Photo
from services.documents.photos.domain.rules import PhotoRule


class AnotherOffered(Stale):
    """您已在别处上传了新的照片，请核对下面的照片后再确认。"""


class NoSuchPhoto(NotFound):
    """没有这张照片。"""


def rule_of(rules: Iterable[CityRule]) -> PhotoRule:
    """The strictest of some plans' rules: a photo that fulfils it fulfils them all."""
    rules = list(rules)
    if not rules:
        return PhotoRule()
    return PhotoRule(
        min_bytes=max(rule.min_bytes for rule in rules),
        max_bytes=min(rule.max_bytes for rule in rules),
        min_width=max(rule.min_width for rule in rules),
        min_height=max(rule.min_height for rule in rules),
        min_ratio=max(Fraction(rule.min_ratio) for rule in rules),
        max_ratio=min(Fraction(rule.max_ratio) for rule in rules),
        is_background_white=any(rule.background == "white" for rule in rules),
    )


async def confirm_photo(conn: Connection, person_id: UUID, photo_id: UUID, *, at: datetime) -> None:
    """The person says that this photo is to be used. Saying it twice is saying it once."""
    await store.lock_photos(conn, person_id)
    known = await store.on_record(conn, person_id)
    if known.confirmed and known.confirmed.id == photo_id and known.is_settled:
        return
    if await store.photo_of(conn, person_id, photo_id) is None:
        raise NoSuchPhoto
    if known.offered is None or known.offered.id != photo_id:
        raise AnotherOffered
    await store.confirm(conn, photo_id, at)
    event_id = derived(PhotoConfirmed.topic, photo_id)
    await outbox.add(conn, PhotoConfirmed(id=event_id, about=person_id, at=at, person_id=person_id))


async def offer_again(conn: Connection, person_id: UUID, fingerprint: str, *, at: datetime) -> Photo | None:
    """Show a picture that the person sent before; none when it is new."""
    return await store.offer_again(conn, person_id, fingerprint, at=at)


async def offer(conn: Connection, photo: Photo) -> Photo:
    """Put a photo on record, to be confirmed; the row that it has now, or had already."""
    return await store.insert_photo(conn, photo)


async def photo_on_record(conn: Connection, person_id: UUID) -> OnRecord:
    """What there is of a person's photos."""
    return await store.on_record(conn, person_id)


async def own_photo(conn: Connection, person_id: UUID, photo_id: UUID) -> Photo:
    """A photo for its own person; anybody else's is not there."""
    photo = await store.photo_of(conn, person_id, photo_id)
    if photo is None:
        raise NoSuchPhoto
    return photo
