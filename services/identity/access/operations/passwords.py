"""Passwords: argon2id, in a few threads of their own, as slow for an unknown login as for a known one.

Addresses take turns: whoever sends many passwords waits for their own, nobody else does. Who is signing in
goes before who changes or chooses a password: those threads give way to all others on the machine.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kit.clock import now
from kit.db import Connection, without_connection
from kit.ids import new_id
from kit.turns import Turns
from services.identity.access.domain.credentials import normal_login, password_fault
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.access.store.accounts import renew_password_hash
from services.identity.settings import Settings

Found = TypeVar("Found")
NICENESS = 15
NO_PASSWORD = ""  # no password has this hash, so that nobody signs in with one


async def replace_password(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """Another password from now on; everything that was begun with the old one ends."""
    await renew_password_hash(conn, account_id, password_hash)
    await end_sessions_of(conn, account_id, now())


def password_faults(login: str, password: str) -> Faults:
    """What is wrong with a new password for this login."""
    return only_faults(password=password_fault(password, own=(normal_login(login),)))


def _give_way() -> None:
    """Let this thread, and those that a hash begins from it, have what of the processor others leave."""
    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICENESS)


class Passwords:
    """Hashes and verifies."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.password_time_cost,
            memory_cost=settings.password_memory_kib,
            parallelism=settings.password_parallelism,
        )
        many = settings.password_threads
        self._first = ThreadPoolExecutor(many, "passwords")
        self._patient = ThreadPoolExecutor(many, "passwords-patient", initializer=_give_way)
        self._turns = Turns(settings.password_threads)
        self._nobody = self._hasher.hash(str(new_id()))

    async def hash(self, password: str, visitor: Visitor | None, *, form_id: UUID | None = None) -> str:
        """A hash that may be stored; without a visitor for a command of an operator.

        The same form sent twice gives the same one: its id is the salt.
        """
        without_connection("hashing a password")
        salted = partial(self._hasher.hash, password, salt=form_id.bytes if form_id else None)
        return await self._in_turn(visitor, salted, self._patient)

    async def verify(
        self, stored: str | None, password: str, visitor: Visitor, *, to_sign_in: bool = False
    ) -> bool:
        """Whether this is the password; without a stored hash it takes as long and is not."""
        without_connection("verifying a password")
        check = partial(self._verify, stored or self._nobody, password)
        is_right = await self._in_turn(visitor, check, self._first if to_sign_in else self._patient)
        return is_right and stored is not None

    async def renewed(self, stored: str, password: str, visitor: Visitor) -> str:
        """The hash of a right password, made anew when the parameters have changed since."""
        return await self.hash(password, visitor) if self._hasher.check_needs_rehash(stored) else stored

    async def _in_turn(self, visitor: Visitor | None, work: Callable[[], Found], threads: Executor) -> Found:
        async with self._turns.one(visitor.address_fingerprint if visitor else ""):
            return await asyncio.get_running_loop().run_in_executor(threads, work)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except InvalidHashError:  # not activated yet: as slow as any other account
            self._verify(self._nobody, password)
            return False
        except VerificationError:
            return False
