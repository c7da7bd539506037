"""The second factor of officials and administrators: offered, proven, asked for, taken away."""

from uuid import UUID

import pyotp

from contracts.normal import numbers
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Refusal
from kit.ids import new_id
from services.identity.access.domain.second_factor import accepted_step
from services.identity.access.operations.one_time import new_code
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.access.store import second_factors as store
from services.identity.access.store.accounts import Account

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12


class WrongCode(Refusal):
    """验证码不正确，或已经用过。请等验证器显示新的验证码后再填写。"""

    status = 422

    def __init__(self) -> None:
        super().__init__()
        self.faults = (Fault(field="code", message=str(self)),)


class AlreadyEnrolled(Refusal):
    """验证器已经绑定，请填写验证器显示的验证码。"""


async def offer(conn: Connection, account: Account, cipher: FieldCipher) -> str:
    """A secret for a new authenticator: the same one until it is proven."""
    fresh = cipher.encrypt(pyotp.random_base32())
    await store.offer_factor(conn, account.id, city=account.city, secret_encrypted=fresh)
    factor = await store.factor_for_update(conn, account.id)
    if factor is None or factor.confirmed_at is not None:
        raise AlreadyEnrolled
    return cipher.decrypt(factor.secret_encrypted)


async def enrol(conn: Connection, account: Account, code: str, cipher: FieldCipher) -> list[str]:
    """The holder has the secret: the recovery codes, which are shown once."""
    factor = await store.factor_for_update(conn, account.id)
    if factor is not None and factor.confirmed_at is not None:
        raise AlreadyEnrolled
    await _use_code(conn, account, factor, numbers.code(code), cipher)
    return await renew_recovery_codes(conn, account, cipher)


async def prove(conn: Connection, account: Account, code: str, cipher: FieldCipher) -> None:
    """A code of the authenticator or a recovery code; each is taken once."""
    typed = numbers.code(code)
    factor = await store.factor_for_update(conn, account.id)
    if factor is None or factor.confirmed_at is None:
        raise WrongCode
    if not await store.use_recovery_code(conn, account.id, _fingerprint(account.id, typed, cipher), now()):
        await _use_code(conn, account, factor, typed, cipher)


async def renew_recovery_codes(conn: Connection, account: Account, cipher: FieldCipher) -> list[str]:
    """New recovery codes in place of the old ones."""
    codes = [new_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    prints = [_fingerprint(account.id, code, cipher) for code in codes]
    await store.write_recovery_codes(conn, account.id, city=account.city, fingerprints=prints)
    return codes


async def reset_second_factor(conn: Connection, account: Account, *, by: UUID | None) -> None:
    """Take it away: the next sign-in asks for a new one. What was begun with it ends."""
    if not await store.delete_factor(conn, account.id):
        return
    await store.insert_reset(conn, account.id, reset_id=new_id(), city=account.city, reset_by=by)
    await end_sessions_of(conn, account.id, now())


async def _use_code(
    conn: Connection, account: Account, factor: store.Factor | None, code: str, cipher: FieldCipher
) -> None:
    at = now()
    secret = cipher.decrypt(factor.secret_encrypted) if factor else ""
    step = accepted_step(secret, code, at, factor.last_step) if factor else None
    if step is None:
        raise WrongCode
    await store.use_step(conn, account.id, step, at)


def _fingerprint(account_id: UUID, code: str, cipher: FieldCipher) -> str:
    return cipher.fingerprint(f"recovery:{account_id}:{code}")
