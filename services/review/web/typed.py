"""What a browser sent, as values."""

from collections.abc import Sequence

from starlette.datastructures import FormData

from contracts.application import Verdict
from kit.web.forms import read_whole
from services.review.examination.domain.decisions import Proposal
from services.review.examination.domain.items import Finding, Item, Mark
from services.review.publicity.domain import Outcome

YES = "yes"
OBJECTIONS = {"no": False, YES: True}


def text(typed: FormData, name: str) -> str:
    """A text without surrounding space; line breaks as one character, no control characters."""
    value = typed.get(name)
    if not isinstance(value, str):
        return ""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign.isprintable() or sign in "\n\t\u3000").strip()


def version(typed: FormData) -> int:
    """The version that the page was made from; what is no number is no version."""
    return read_whole(text(typed, "version")) or 0


def findings(typed: FormData, items: Sequence[Item]) -> list[Finding]:
    """A finding for each item, with no mark where none was chosen."""
    return [
        Finding(item.code, _mark(text(typed, f"mark-{item.code}")), text(typed, f"remark-{item.code}"))
        for item in items
    ]


def outcome(typed: FormData) -> Outcome:
    """The result of a publicity; how objections were handled only if there were any."""
    has_objections = OBJECTIONS.get(text(typed, "objections"))
    return Outcome(
        has_objections=has_objections,
        handling=text(typed, "handling") if has_objections else "",
        result=text(typed, "result"),
    )


def proposal(typed: FormData) -> Proposal:
    """A verdict and what belongs to it; each verdict has its own field for the reason."""
    chosen = text(typed, "verdict")
    verdict = Verdict(chosen) if chosen in set(Verdict) else None
    return Proposal(
        verdict=verdict,
        reason=text(typed, f"reason_{verdict}") if verdict else "",
        opinion=text(typed, "opinion"),
        changes=tuple(item for item in typed.getlist("changes") if isinstance(item, str)),
        signature=text(typed, "signature"),
        is_attested=text(typed, "attested") == YES,
    )


def _mark(value: str) -> Mark | None:
    return Mark(value) if value in set(Mark) else None
