"""An invitation by text message: who is asked, how long its link lives, what is said and signed (X1.1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from kit.clock import SHANGHAI
from services.declaration.experts.domain.achievements import Shown, Taken

CODE_LASTS = timedelta(minutes=10)
MOST_FAILURES = 10  # wrong numbers and codes of one link: then it leads nowhere, and another may be sent
A_DAY = timedelta(days=1)
MOST_OF_NUMBER = 10  # messages to one number a day, as with every other one-time code
MOST_OF_DECLARATION = 20  # messages for one declaration a day

PERSON = ("name", "unit", "title", "level", "specialty", "mobile")
OPINION = ("score", "reason")


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Somebody is asked to be one of the two; who opens the link proves the number that it was sent to."""

    id: UUID
    version: int
    city: str
    declaration_id: UUID
    number: int  # which of the two
    answers: Mapping[str, str]  # who it is, as the applicant typed it; what the expert says
    applicant: str  # the name that the expert reads in the statement
    sent_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None  # taken back
    failures: int = 0
    code_fingerprint: str = ""
    code_expires_at: datetime | None = None
    opened_by: str = ""  # keyed hash of the cookie of the browser that proved the number
    opinion_sha256: str = ""  # of what the expert has agreed to and may sign
    landmark_sha256: str = ""  # of the landmark achievement as the expert read it then
    shown: tuple[Shown, ...] | None = None  # the achievements as the expert read them then
    signed_at: datetime | None = None
    signature_sha256: str = ""
    picture: str = ""  # the signature, as SVG
    device: str = ""

    @property
    def name(self) -> str:
        """The expert's."""
        return self.answers.get("name", "")

    @property
    def is_signed(self) -> bool:
        """Whether the opinion is whole."""
        return self.signed_at is not None

    @property
    def is_blocked(self) -> bool:
        """Whether somebody guessed too often."""
        return self.failures >= MOST_FAILURES

    def is_open(self, at: datetime) -> bool:
        """Whether the link still leads to the form."""
        return self.ended_at is None and not self.is_signed and not self.is_blocked and at < self.expires_at

    def fields(self) -> dict[str, str]:
        """What is known, as the fields of the page on which opinions are typed."""
        return {f"{name}-{self.number}": value for name, value in self.answers.items()}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the expert reads before giving an opinion, and what the signature stands for."""

    applicant: str
    unit: str
    plan: str
    title_applied: str
    category: str
    landmark: str
    statement: str
    achievements: tuple[Taken, ...] = ()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Which achievements these are."""
        return tuple(one.shown for one in self.achievements)

    @property
    def sha256(self) -> str:
        """What identifies all of it; an achievement by its version."""
        told = {**vars(self), "achievements": [f"{one.id}/{one.version}" for one in self.shown]}
        return text_digest(json.dumps(list(told.values()), ensure_ascii=False))


def expires(sent_at: datetime, days: int) -> datetime:
    """The end of the last day on which the link leads anywhere."""
    day = sent_at.astimezone(SHANGHAI).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(0), SHANGHAI)


def digest(reading: Reading, answers: Mapping[str, str]) -> str:
    """What was read and said, in one word: whoever signs signs this and nothing else."""
    told = [reading.sha256, *(answers.get(name, "") for name in (*PERSON, *OPINION))]
    return text_digest(json.dumps(told, ensure_ascii=False))


def text_digest(text: str) -> str:
    """What identifies a text."""
    return sha256(text.encode()).hexdigest()
