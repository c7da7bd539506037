"""Photos under an old field key: another object, then the row, then the old object goes."""

from collections import Counter
from collections.abc import AsyncIterator

from kit.blobs import BlobMissing
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.rotation import BATCH, FIRST, Tally
from services.documents.photos import store as photos
from services.documents.photos.gateway import PhotoStore


async def rotate_photos(pool: Pool, cipher: FieldCipher, store: PhotoStore) -> AsyncIterator[Tally]:
    """Tells after every batch what was found so far."""
    after, found = FIRST, Tally()
    while True:
        async with transaction(pool) as conn:
            rows = await photos.blob_keys(conn, after=after, limit=BATCH)
        for photo_id, blob_key in rows:
            try:
                key = await store.key_of(blob_key)
            except BlobMissing:
                continue  # replaced or removed meanwhile
            if key == cipher.current:
                found.by_key[key] += 1
                continue
            renewed = await store.put(await store.get(blob_key))
            async with transaction(pool) as conn:
                is_done = await photos.move_blob(conn, photo_id, before=blob_key, after=renewed)
            await store.remove(blob_key if is_done else renewed)
            found.add(Tally(by_key=Counter([cipher.current]), rewritten=int(is_done)))
        if not rows:
            return
        after = rows[-1][0]
        yield found
