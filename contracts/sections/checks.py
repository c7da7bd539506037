"""What the platform computed of a submission for an office, and what the office made of it (C2.1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Result(StrEnum):
    """How a check came out."""

    MET = "met"
    UNMET = "unmet"
    OPEN = "open"  # what was submitted does not tell
    NOTED = "noted"  # to be looked at; nothing stands against it


@dataclass(frozen=True, kw_only=True)
class Overruling:
    """An office does not go by a check: who, when, why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check: to which item it belongs, what was found, what is wanted, and why they do not fit."""

    code: str
    item: str
    name: str
    rule: str
    result: Result
    measured: str
    wanted: str
    reason: str = ""
    overruled: Overruling | None = None

    @property
    def stands_against(self) -> bool:
        """Whether nothing goes up because of it."""
        return self.result in {Result.UNMET, Result.OPEN} and self.overruled is None
