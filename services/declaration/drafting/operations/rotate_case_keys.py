"""Keys of cases under an old wrapping key are wrapped anew, in the database and where they are published."""

from collections import Counter
from collections.abc import AsyncIterator

from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.rotation import FIRST, Tally
from kit.sealed import CaseFile
from services.declaration.drafting.store import declarations

BATCH = 100


async def rotate_case_keys(pool: Pool, cipher: FieldCipher, case_file: CaseFile) -> AsyncIterator[Tally]:
    """Tells after every batch what was found so far.

    The row stays locked while the object is written, so that a key that is being destroyed is not
    published again.
    """
    after, found = FIRST, Tally()
    while True:
        async with transaction(pool, is_alone=True) as conn:
            rows = await declarations.case_keys_for_update(conn, after=after, limit=BATCH)
            for case_id, wrapped in rows:
                is_old = cipher.key_of_bytes(wrapped) != cipher.current
                renewed = cipher.encrypt_bytes(cipher.decrypt_bytes(wrapped)) if is_old else wrapped
                if is_old:
                    await declarations.replace_case_key(conn, case_id, renewed)
                is_old |= await case_file.republish_key(case_id, renewed)
                found.add(Tally(by_key=Counter([cipher.current]), rewritten=int(is_old)))
        if not rows:
            return
        after = rows[-1][0]
        yield found
