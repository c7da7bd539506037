"""Section "decision-<round>-<stage>": what an office found and decided."""

from dataclasses import dataclass
from datetime import datetime

from contracts.application import Verdict
from contracts.case import Role
from contracts.sections.checks import Check
from contracts.sections.commission import Commission
from contracts.sections.publicity import Posting, Proof, Publicity


@dataclass(frozen=True, kw_only=True)
class ItemFinding:
    """What was found for one item of the examination. `finding` is empty when nothing was."""

    item: str
    name: str
    finding: str  # ok | unclear | unmet
    remark: str


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason of the city's catalogue, in its words at that time, and the item to which it belongs."""

    code: str
    item: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Mend:
    """One item that the applicant is to mend: why, what exactly, what to do."""

    item: str
    name: str
    reasons: tuple[Reason, ...]
    text: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """The employer answers for what it has verified."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Substitution:
    """Which office decided in the place of the one whose turn it was, which was late, and why."""

    office: str
    reason: str
    due_at: datetime  # until when the other was to decide
    taken_at: datetime
    proof: Proof


@dataclass(frozen=True, kw_only=True)
class DecisionSection:
    """What review seals of a decided task. `changes` names the items that the applicant is to mend.

    Since form 2 `mends` tells of each why and what to do, and `reasons` why a case was refused.
    """

    form: int = 5
    stage: str
    office: str
    role: Role
    round: int
    verdict: Verdict
    reason: str
    changes: tuple[str, ...]
    items: tuple[ItemFinding, ...]
    opinion: str
    signed_by: str
    decided_at: datetime
    attestation: Attestation | None
    publicity: Publicity | None
    mends: tuple[Mend, ...] = ()
    reasons: tuple[Reason, ...] = ()
    is_last_return: bool = False  # the plan allows no other
    checks: tuple[Check, ...] = ()  # since form 2: what the platform computed, what was overruled
    commission: Commission | None = None  # since form 3: with what it was sent to who accepts (M1.1)
    posting: Posting | None = None  # since form 4: what shows the posting (E4.4)
    substitution: Substitution | None = None  # since form 5
