"""Verdicts in the words of an office, with their tones."""

from contracts.application import Verdict
from contracts.case import Role
from services.review.tasks.domain import word

Tag = tuple[str, str]

TONES = {Verdict.PASSED: "good", Verdict.RETURNED: "waiting", Verdict.REFUSED: "bad"}


def verdict_tag(role: Role, verdict: Verdict) -> Tag:
    """A verdict in the office's own word."""
    return word(role, verdict), TONES[verdict]
