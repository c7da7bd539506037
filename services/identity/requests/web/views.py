"""From what was asked to what a page shows."""

from collections.abc import Sequence
from typing import Any

from contracts.employers import in_words
from kit.crypto import FieldCipher
from kit.web.filters import mask_id
from services.identity.employers.domain.employers import Employer, Status
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.letters import TERMS
from services.identity.requests.domain.requests import STATE_NAMES, Request, State

TERM_CHOICES = [(str(years), f"{years} 年") for years in TERMS]
TONES = {
    State.SUBMITTED: "waiting",
    State.APPROVED: "good",
    State.REFUSED: "bad",
    State.WITHDRAWN: "neutral",
}


def state_tag(one: Request) -> tuple[str, str]:
    """Where a request stands, with its tone."""
    return STATE_NAMES[one.state], TONES[one.state]


def change_rows(one: Request) -> list[tuple[str, str]]:
    """What is asked for beside what it is now; nothing where only a paper is handed in."""
    if one.kind in {Kind.REGISTRATION, Kind.LETTER}:
        return []
    if one.kind in {Kind.SUSPENSION, Kind.RESUMPTION}:
        cause = [("原因", in_words(one.after.cause))] if one.after.cause else []
        return [("事项", one.rule.name), *cause, ("说明", one.why)]
    before, after = (
        facts.successor or facts.name or f"{facts.place}：{facts.department}"
        for facts in (one.before, one.after)
    )
    return [("事项", one.rule.name), ("变更前", before), ("变更后", after), ("原因和依据", one.why)]


def correction_rows(one: Request, cipher: FieldCipher) -> list[tuple[str, str]]:
    """What is registered of a person, and what is right; numbers whole by the press of a button."""
    return [
        ("登记的姓名", one.before.name),
        ("更正为", one.after.name),
        *((label, mask_id(number)) for label, number in _numbers(one, cipher)),
        ("原因", one.why),
    ]


def whole_numbers(one: Request, clerk_encrypted: str, cipher: FieldCipher) -> list[tuple[str, str]]:
    """The ID numbers that a request needs to be compared: its clerk's, or what a person wants corrected."""
    if one.kind is Kind.CORRECTION:
        return _numbers(one, cipher)
    return [("身份证号码", cipher.decrypt(clerk_encrypted))] if clerk_encrypted else []


def _numbers(one: Request, cipher: FieldCipher) -> list[tuple[str, str]]:
    before, after = (
        cipher.decrypt(number) for number in (one.former_id_number_encrypted, one.id_number_encrypted)
    )
    return [("登记的证件号码", before), ("更正为", after)]


def entry(one: Request) -> dict[str, Any]:
    """What became of a request, as an entry of a timeline."""
    return {
        "title": f"{one.rule.name}：{STATE_NAMES[one.state]}",
        "who": one.decider or one.asker,
        "at": one.decided_at or one.asked_at,
        "text": _told(one),
    }


def history(employer: Employer, asked: Sequence[Request]) -> list[dict[str, Any]]:
    """What happened to an employer, newest first."""
    begun = {"title": "注册", "who": employer.details.name, "at": employer.created_at, "text": ""}
    entries = [begun, *(entry(one) for one in asked)]
    return sorted(entries, key=lambda one: one["at"], reverse=True)


def refusal(employer: Employer | None, asked: Sequence[Request]) -> Request | None:
    """Why the registration stands refused, if it does; `asked` begins with the newest."""
    if employer is None or employer.status is not Status.REFUSED:
        return None
    found = (one for one in asked if one.kind is Kind.REGISTRATION and one.state is State.REFUSED)
    return next(found, None)


def suspension(employer: Employer | None, asked: Sequence[Request]) -> dict[str, Any] | None:
    """Since when and why the employer is suspended, if it is; `asked` begins with the newest."""
    if employer is None or employer.status is not Status.SUSPENDED:
        return None
    found = next((one for one in asked if one.kind is Kind.SUSPENSION), None)
    why = in_words(employer.suspended_for)
    return {
        "since": found.decided_at if found else None,
        "rows": [("暂停的原因", why), ("管理员的说明", found.reason if found else "")],
    }


def _told(one: Request) -> str:
    """What changed from what to what, then the reason. What of a person changed is nobody else's matter."""
    if one.kind is Kind.CORRECTION:
        return one.reason
    if one.after.cause:
        return f"{in_words(one.after.cause)}。{one.reason}"
    before, after = (facts.successor or facts.name or facts.department for facts in (one.before, one.after))
    return f"{before} → {after}。{one.reason}" if after else one.reason
