"""Rows of a sheet that are taken in one by one: examined, shown, then done as they were shown."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

from kit.db import Connection, Pool, transaction
from kit.errors import Refusal


class Outcome(StrEnum):
    """What a row does."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One row and what it does; `number` is what a spreadsheet shows beside it, `cells` tell whose it is."""

    number: int
    cells: tuple[str, ...]
    outcome: Outcome
    words: str

    @property
    def basis(self) -> object:
        """What else the finding rests upon, as JSON may hold it: other by now, it is to be shown again."""
        return None

    @property
    def is_worth(self) -> bool:
        """Whether it alters anything."""
        return self.outcome in {Outcome.NEW, Outcome.CHANGE}


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a row; a new account has its code, shown once."""

    finding: Finding
    words: str
    is_done: bool
    code: str = ""


F = TypeVar("F", bound=Finding)


def digest(findings: Sequence[Finding]) -> str:
    """The same as what was shown, or not."""
    told = [(one.number, one.outcome, one.words, one.basis) for one in findings]
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


async def carry_out(
    pool: Pool, findings: Sequence[F], do: Callable[[Connection, F], Awaitable[Done]]
) -> list[Done]:
    """Do each row in a transaction of its own: a refusal belongs to its row and stops no other."""
    return [await _carry_out(pool, finding, do) for finding in findings]


async def _carry_out(pool: Pool, finding: F, do: Callable[[Connection, F], Awaitable[Done]]) -> Done:
    if not finding.is_worth:
        return Done(finding=finding, words=finding.words, is_done=finding.outcome is Outcome.SAME)
    try:
        async with transaction(pool) as conn:
            return await do(conn, finding)
    except Refusal as refusal:
        told = "；".join(fault.message for fault in refusal.faults) or str(refusal)
        return Done(finding=finding, words=told, is_done=False)
