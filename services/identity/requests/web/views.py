"""From what was asked to what a page shows."""

from collections.abc import Sequence
from typing import Any

from services.identity.employers.domain.employers import Decision, Employer
from services.identity.employers.web.views import decision_entries
from services.identity.requests.domain.requests import KIND_NAMES, STATE_NAMES, Request, RequestState

REQUEST_TONES = {
    RequestState.SUBMITTED: "waiting",
    RequestState.APPROVED: "good",
    RequestState.REFUSED: "bad",
    RequestState.WITHDRAWN: "neutral",
}


def history(
    employer: Employer, decisions: Sequence[Decision], asked: Sequence[Request]
) -> list[dict[str, Any]]:
    """What happened to an employer, what was asked for it later too, newest first."""
    entries = [*decision_entries(employer, decisions), *(request_entry(one) for one in asked)]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def change_rows(one: Request) -> list[tuple[str, str]]:
    """What a clerk asks for, beside what it is now."""
    before, after = (facts.name or f"{facts.place}：{facts.department}" for facts in (one.before, one.after))
    return [("事项", KIND_NAMES[one.kind]), ("变更前", before), ("变更后", after), ("原因和依据", one.why)]


def request_entry(one: Request) -> dict[str, Any]:
    """What became of a request, as an entry of a timeline."""
    return {
        "title": f"{KIND_NAMES[one.kind]}：{STATE_NAMES[one.state]}",
        "who": one.decider or one.asker,
        "at": one.decided_at or one.asked_at,
        "text": _told(one),
    }


def _told(one: Request) -> str:
    """What changed from what to what, then the reason."""
    before, after = (facts.successor or facts.name or facts.department for facts in (one.before, one.after))
    return f"{before} → {after}。{one.reason}" if after else one.reason
