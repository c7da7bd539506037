"""The term for which an employer is authorised, and the workflow that sees to its end (E2.1)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

TYPE = "Authorisation"


def workflow_id(employer_id: UUID, valid_until: date) -> str:
    """The one id under which the workflow of a term is known. A new letter is another term."""
    return f"authorisation-{employer_id}-{valid_until:%Y%m%d}"


class State(StrEnum):
    """How a term went out."""

    ENDED = "ended"
    RENEWED = "renewed"  # a new letter came before, or the employer was merged into another


@dataclass(frozen=True, kw_only=True)
class Term:
    """An employer acts by its letter until the end of this day."""

    employer_id: UUID
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class TermStanding:
    """Whether the term is the one that counts, and whom to remind: nobody while the employer is suspended."""

    is_current: bool
    chief_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AuthorisationStart:
    """What starts the workflow."""

    employer_id: UUID
    city: str
    valid_until: date
