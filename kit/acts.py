"""Acts of operators: each is done once for what it is about, and recorded; a trial is done and undone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.errors import Refusal
from kit.ids import derived
from kit.rows import insert, read

DONE, WOULD_DO, UNCHANGED = "done", "would_do", "unchanged"


class Asked(Protocol):
    """What is asked: which act, when, why, and whether only to try."""

    @property
    def act_id(self) -> UUID:
        """The act; it may be about many things."""

    @property
    def act(self) -> str:
        """Of which kind."""

    @property
    def city(self) -> str:
        """Whose."""

    @property
    def at(self) -> datetime:
        """When it was decided."""

    @property
    def reason_encrypted(self) -> str:
        """Who, and why."""

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing is to be written."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it; the code of a refusal is its name."""

    is_done: bool
    code: str
    words: str


class Unneeded(Exception):
    """It is as wanted already; the message says so."""


class _Undone(Exception):
    """Takes a trial back."""


async def once(
    pool: Pool, cipher: FieldCipher, asked: Asked, about: UUID, do: Callable[[Connection], Awaitable[str]]
) -> Outcome:
    """Do it and record it in one transaction; what it says of itself is the answer.

    The same act about the same thing again finds itself done. A trial goes the whole way and is taken back,
    so that it says what the act itself would have said at this moment.
    """
    try:
        async with transaction(pool) as conn:
            if not await _is_first(conn, cipher, asked, about):
                return Outcome(is_done=True, code=UNCHANGED, words="这一操作此前已经完成。")
            words = await do(conn)
            await conn.execute("update acts set words = $2 where id = $1", _id_of(asked, about), words)
            _take_back_if_trial(asked, words)
    except _Undone as trial:
        return Outcome(is_done=True, code=WOULD_DO, words=str(trial))
    except Unneeded as found:
        return Outcome(is_done=True, code=UNCHANGED, words=str(found))
    except Refusal as refusal:
        return Outcome(is_done=False, code=type(refusal).__name__, words=str(refusal))
    return Outcome(is_done=True, code=DONE, words=words)


def _take_back_if_trial(asked: Asked, words: str) -> None:
    if asked.is_dry_run:
        raise _Undone(words)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An act as it is recorded; who and why stay encrypted."""

    act_id: UUID
    act: str
    at: datetime
    words: str
    reason_encrypted: str


async def acts_about(conn: Connection, about: UUID) -> list[Kept]:
    """What was done about something, in order."""
    rows = await conn.fetch(
        """
        select act_id, act, at, words, reason_encrypted from acts where about = $1
        order by at, created_at
        """,
        about,
    )
    return [read(Kept, row) for row in rows]


async def _is_first(conn: Connection, cipher: FieldCipher, asked: Asked, about: UUID) -> bool:
    """Whoever comes at the same moment waits here for the first."""
    return await insert(
        conn,
        "acts",
        "on conflict (id) do nothing",
        id=_id_of(asked, about),
        city=asked.city,
        act_id=asked.act_id,
        about=about,
        act=asked.act,
        words="",
        at=asked.at,
        reason_encrypted=cipher.encrypt(cipher.decrypt(asked.reason_encrypted)),
    )


def _id_of(asked: Asked, about: UUID) -> UUID:
    return derived("act", asked.act_id, about)
