"""What operators do about stuck cases: the acts, what starts one, and what came of it for each case.

Only ids and codes travel. Who acts and why is free text, which may name a person: it is encrypted by whoever
asks (`sealed_reason`) and read by the services that record it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from contracts.declaration import Progress

TYPE = "Remedy"
MOST_CASES = 1000


def workflow_id(act_id: UUID) -> str:
    """The one id of an act's workflow."""
    return f"remedy-{act_id}"


class Act(StrEnum):
    """What can be done about a stuck case. The Chinese words are in `ACT_NAMES`."""

    NUDGE = "nudge"
    REDELIVER = "redeliver"
    REASSIGN = "reassign"
    EXTEND = "extend"
    HOLD = "hold"
    RELEASE = "release"
    REPLAY_READ_MODEL = "replay_read_model"
    RESET = "reset"


ACT_NAMES: Mapping[Act, str] = {
    Act.NUDGE: "重新通知流程",
    Act.REDELIVER: "重新发送短信",
    Act.REASSIGN: "改派办理机构",
    Act.EXTEND: "延长期限",
    Act.HOLD: "中止期限",
    Act.RELEASE: "恢复期限",
    Act.REPLAY_READ_MODEL: "重建进度显示",
    Act.RESET: "流程退回决定之前",
}
# Whose activities have a part in it, in order; "workflows" knows what a case was told, and begins it again.
PARTS: Mapping[Act, tuple[str, ...]] = {
    Act.NUDGE: ("declaration", "review", "payment"),
    Act.REDELIVER: ("notification",),
    Act.REASSIGN: ("review",),
    Act.EXTEND: ("declaration",),
    Act.HOLD: ("declaration",),
    Act.RELEASE: ("declaration",),
    Act.REPLAY_READ_MODEL: ("declaration",),
    Act.RESET: ("workflows", "declaration", "review", "payment"),
}
# Another office sees a case, or a process begins again: a second person has to agree.
NEEDS_SECOND = frozenset({Act.REASSIGN, Act.RESET})


class Code(StrEnum):
    """What came of an act where nothing refused it; else the code is the name of the refusal."""

    DONE = "done"
    WOULD_DO = "would_do"  # a dry run that nothing stands against
    UNCHANGED = "unchanged"  # it is as wanted already, or was done by this act before
    AWAY = "away"  # the service did not answer for long; the same act again goes on


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Who acts, why, and who agreed."""

    by: str
    why: str
    agreed_by: str = ""


class Cipher(Protocol):
    """What encrypts with the field keys."""

    def encrypt(self, text: str) -> str:
        """As ciphertext."""

    def decrypt(self, text: str) -> str:
        """As text."""


def sealed_reason(cipher: Cipher, reason: Reason) -> str:
    """A reason as it travels."""
    told = {"by": reason.by, "why": reason.why, "agreed_by": reason.agreed_by}
    return cipher.encrypt(json.dumps(told, ensure_ascii=False))


def reason_of(cipher: Cipher, sealed: str) -> Reason:
    """A reason as it was given."""
    return Reason(**json.loads(cipher.decrypt(sealed)))


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """What came of it for one case; the words are ours and name nobody."""

    case_id: UUID
    is_done: bool
    code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class RemedyInput:
    """One act over many cases. `case_ids` are messages where a message is to be sent again, or its case."""

    act_id: UUID
    act: Act
    case_ids: tuple[UUID, ...]
    city: str  # whose fair share the work is
    at: datetime
    reason_encrypted: str
    is_dry_run: bool = False
    until: datetime | None = None  # of an extension
    to: UUID | None = None  # the office to which a task is given
    done: tuple[CaseResult, ...] = ()  # what a run of the workflow hands on to the next


@dataclass(frozen=True, kw_only=True)
class OneCase:
    """The act for one case, as a service is asked. The same act for the same case again changes nothing."""

    act_id: UUID
    act: Act
    case_id: UUID
    city: str
    at: datetime
    reason_encrypted: str
    is_dry_run: bool = False
    until: datetime | None = None
    to: UUID | None = None
    moves: tuple[Progress, ...] = ()  # of a read model that is built again: what was told, in order


@dataclass(frozen=True, kw_only=True)
class RemedyProgress:
    """How far an act is."""

    total: int
    results: tuple[CaseResult, ...] = ()
