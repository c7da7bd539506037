"""Facts that travel over the bus, and who listens to each.

An event carries ids and codes only, never a name, a number of a person or free text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

# Topic → the services that listen, or "workflows" (the intake), or "everyone" (each API process).
# The relay publishes only what is listed; an architecture test holds this table against the producers and
# the consumers in the code.
LISTENERS: Mapping[str, tuple[str, ...]] = {
    "identity.session_ended": ("everyone",),
    "identity.employer_changed": ("archive", "declaration", "review", "workflows"),
    "identity.employer_decided": ("notification",),
    "identity.office_attended": ("declaration",),
    "identity.desk_filled": ("workflows",),
    "identity.files_kept": ("documents",),
    "identity.contact_changed": ("declaration", "notification"),
    "identity.birth_known": ("archive",),
    "identity.recovery_asked": ("notification",),
    "identity.mobile_change_asked": ("notification",),
    "identity.correction_decided": ("notification",),
    "archive.readiness_changed": ("declaration",),
    "archive.files_kept": ("documents",),
    "archive.verification_decided": ("notification",),
    "archive.read": ("identity",),
    "archive.verifications_waiting": ("identity",),
    "notification.message_ready": ("notification",),
    "notification.read": ("identity",),
    "documents.photo_confirmed": ("declaration",),
    "documents.pledge_signed": ("declaration",),
    "documents.opinion_signed": ("declaration",),
    "documents.read": ("identity",),
    "identity.erasure_requested": ("workflows",),
    "identity.erasure_withdrawn": ("workflows",),
    "declaration.started": ("archive", "documents", "workflows"),
    "declaration.files_kept": ("documents",),
    "declaration.deadline_changed": ("workflows",),
    "declaration.holds_changed": ("review", "workflows"),
    "declaration.reinstated": ("workflows",),
    "declaration.re_review_asked": ("review", "workflows"),
    "declaration.season_changed": ("workflows",),
    "declaration.notice_due": ("notification",),
    "declaration.ended": ("archive", "documents"),
    "declaration.abandoned": ("documents",),
    "declaration.expert_asked": ("notification",),
    "review.publicity_posted": ("workflows",),
    "review.decided": ("workflows",),
    "review.refusal_held": ("workflows",),
    "review.objection_changed": ("declaration",),
    "review.judged": ("workflows",),
    "review.candidate_returned": ("workflows",),
    "review.result_published": ("workflows",),
    "review.result_overturned": ("workflows",),
    "review.recommended": ("workflows",),
    "review.re_review_answered": ("declaration", "notification", "workflows"),
    "review.queue_changed": ("identity",),
    "review.read": ("identity",),
    "review.substituted": ("declaration",),
    "review.limit_set": ("declaration",),
    "review.handed_in": ("workflows",),
    "review.hand_in_incomplete": ("notification",),
    "review.interview_called": ("notification",),
    "review.files_kept": ("documents",),
    "review.ballot_asked": ("notification",),
    "review.integrity_changed": ("declaration", "notification"),
    "payment.settled": ("workflows",),
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact. `id` is derived from what it tells, so that telling it twice is telling it once."""

    topic: ClassVar[str]
    is_awaited: ClassVar[bool] = False  # a case stands still until its owner is asked for what follows
    id: UUID
    about: UUID  # events about the same thing are delivered in order
    at: datetime
