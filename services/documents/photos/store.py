"""Photos on record, and with which terms of its plan each case was begun."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from contracts.clock import Ended
from contracts.declaration import Started
from kit.db import Connection
from kit.rows import columns, insert, read, upsert
from services.documents.photos.domain.photo import OnRecord, Photo


async def offer_again(conn: Connection, person_id: UUID, fingerprint: str, *, at: datetime) -> Photo | None:
    """Show a photo that is on record already as the latest again; none when there is no such photo."""
    row = await conn.fetchrow(
        """
        update photos
           set offered_at = $3
         where person_id = $1 and fingerprint = $2
        returning *
        """,
        person_id,
        fingerprint,
        at,
    )
    return read(Photo, row)


async def insert_photo(conn: Connection, photo: Photo) -> Photo:
    """Put a photo on record; the same picture twice at once gives the row of the first."""
    told = columns(photo) | {"checks": [asdict(check) for check in photo.checks]}
    same = "on constraint photos_once do update set offered_at = excluded.offered_at"
    return read(Photo, await upsert(conn, "photos", same, **told))


async def on_record(conn: Connection, person_id: UUID) -> OnRecord:
    """The photo that was offered last, and the one that was confirmed last."""
    rows = await conn.fetch(
        """
        (select * from photos where person_id = $1 order by offered_at desc limit 1)
        union
        (select * from photos where person_id = $1 and confirmed_at is not null
          order by confirmed_at desc limit 1)
        """,
        person_id,
    )
    photos = [read(Photo, row) for row in rows]
    confirmed = [photo for photo in photos if photo.confirmed_at]
    return OnRecord(
        offered=max(photos, key=lambda photo: photo.offered_at, default=None),
        confirmed=max(confirmed, key=lambda photo: photo.confirmed_at or photo.offered_at, default=None),
    )


async def photo_of(conn: Connection, person_id: UUID, photo_id: UUID) -> Photo | None:
    """A photo, if it is this person's."""
    row = await conn.fetchrow("select * from photos where id = $1 and person_id = $2", photo_id, person_id)
    return read(Photo, row)


async def confirm(conn: Connection, photo_id: UUID, at: datetime) -> None:
    """This photo is the one to use."""
    await conn.execute("update photos set confirmed_at = $2 where id = $1", photo_id, at)


async def lock_photos(conn: Connection, person_id: UUID) -> None:
    """Wait for whoever else changes this person's photos."""
    await conn.execute("select 1 from photos where person_id = $1 for update", person_id)


async def blob_keys(conn: Connection, *, after: UUID, limit: int) -> list[tuple[UUID, str]]:
    """Where photos lie, in the order of their ids."""
    rows = await conn.fetch(
        "select id, blob_key from photos where id > $1 order by id limit $2", after, limit
    )
    return [(row["id"], row["blob_key"]) for row in rows]


async def move_blob(conn: Connection, photo_id: UUID, *, before: str, after: str) -> bool:
    """Point a photo to another object, unless it changed meanwhile."""
    row = await conn.fetchrow(
        "update photos set blob_key = $3 where id = $1 and blob_key = $2 returning id",
        photo_id,
        before,
        after,
    )
    return row is not None


async def places_of_person(conn: Connection, person_id: UUID) -> Sequence[str]:
    """Where the photos of a person lie in the object store."""
    rows = await conn.fetch("select blob_key from photos where person_id = $1", person_id)
    return [row["blob_key"] for row in rows]


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete a person's photos, and which cases the person began."""
    await conn.execute("delete from begun where person_id = $1", person_id)
    await conn.execute("delete from photos where person_id = $1", person_id)


async def keep_begun(conn: Connection, told: Started) -> None:
    """Keep with which terms of its plan a case was begun: once, whatever was told of it before."""
    await insert(
        conn,
        "begun",
        """
        on conflict (application_id) do update
           set terms = excluded.terms, begun_at = excluded.begun_at, is_told = true
         where not begun.is_told
        """,
        application_id=told.application_id,
        person_id=told.person_id,
        city=told.city,
        plan=told.plan,
        terms=told.terms,
        begun_at=told.at,
    )


async def keep_ended(conn: Connection, told: Ended) -> None:
    """Keep whether a case is over, as its last move said, whether or not its beginning was told."""
    await insert(
        conn,
        "begun",
        """
        on conflict (application_id) do update
           set position = excluded.position, is_over = excluded.is_over
         where begun.position < excluded.position
        """,
        application_id=told.application_id,
        person_id=told.person_id,
        city=told.city,
        plan=told.plan,
        terms="",
        begun_at=told.at,
        is_told=False,
        position=told.position,
        is_over=told.is_over,
    )


async def terms_of(conn: Connection, person_id: UUID, *, city: str) -> Mapping[str, str]:
    """The terms of the cases that the person began last, by plan."""
    rows = await conn.fetch(
        """
        select distinct on (plan) plan, terms from begun
         where person_id = $1 and city = $2 and not is_over
         order by plan, begun_at desc
        """,
        person_id,
        city,
    )
    return {row["plan"]: row["terms"] for row in rows}
