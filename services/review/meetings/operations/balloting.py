"""Members prove their number, are there, and vote; the chair closes. Nobody can tell who voted what.

A vote is kept under a mark that only the member's browser can make again (ADR on the secret ballot).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from contracts.meetings import BallotAsked
from contracts.normal import numbers
from contracts.normal.signs import seen
from contracts.recommendation import Asking
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Forbidden, Invalid, NotFound, Refusal
from kit.ids import derived, new_id
from services.review.committee import store as library
from services.review.committee.domain.experts import Expert
from services.review.meetings.domain.ballots import (
    CODE_LASTS,
    MOST_CODES,
    WHY_LENGTHS,
    Case,
    Member,
    Part,
    Recusal,
    counted,
    recused_in,
)
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.store import ballots as store
from services.review.meetings.store import meetings

PUBLIC_PAGE = "/review/ballot"  # /<token>
DIGITS = 6


class LinkGone(NotFound):
    """没有这个链接，或已换成新的链接、已由他人递补。请打开最近一条短信中的链接，或联系评委会办公室。"""


class LinkBlocked(Refusal):
    """多次填错号码或验证码，链接已作废。请联系评委会办公室重新发送。"""

    status = 410


class TooManyCodes(Refusal):
    """这个链接发送的验证码太多，不再发送。请使用最近一条短信中的验证码，或联系评委会办公室重新发送链接。"""

    status = 429


class NotProven(Forbidden):
    """请先在这台手机上验证您的手机号码。"""


class NotPresent(Refusal):
    """您没有在投票开始前签到，不能投票。不能委托他人投票，也不能会后补投。"""


class NotOpen(Refusal):
    """投票还没有开始，或已经结束，这次的选择没有记录。"""


class OnPaper(Refusal):
    """这次会议使用纸质票，请在纸质选票上投票。"""


class TooLate(Refusal):
    """投票已经开始，不能再签到。"""


class NotTheChair(Forbidden):
    """只有到会的主任委员、副主任委员可以结束投票。"""


class ClosedAlready(Refusal):
    """投票已由另一位主任委员或副主任委员结束。"""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A member who opened the link, in a browser that may have proved the number."""

    meeting: Meeting
    member: Member
    expert: Expert
    is_proven: bool


def token_mark(cipher: FieldCipher, token: str) -> str:
    """What is kept of a link."""
    return cipher.fingerprint(f"ballot-link:{token}")


def browser_mark(cipher: FieldCipher, browser: str) -> str:
    """What is kept of a browser's cookie."""
    return cipher.fingerprint(f"ballot-browser:{browser}")


def vote_mark(cipher: FieldCipher, browser: str, application_id: UUID) -> str:
    """Under what a vote is kept: made from the cookie, which is not kept, so that no seat leads to it."""
    return cipher.fingerprint(f"ballot:{browser}:{application_id}")


async def visit(conn: Connection, cipher: FieldCipher, token: str, browser: str) -> Visit:
    """What a link leads to."""
    mark = token_mark(cipher, token)
    # Everybody of a meeting comes one after the other: no vote while it is closed, no waiting crosswise.
    meeting_id = await store.meeting_of_token(conn, mark)
    meeting = await meetings.meeting_for_update(conn, cipher, meeting_id) if meeting_id else None
    member = await store.member_of_token(conn, mark)
    expert = None
    if meeting and member:
        expert = await library.expert(conn, cipher, meeting.office_id, member.expert_id)
    if member is None or meeting is None or expert is None:
        raise LinkGone
    is_proven = bool(browser) and hmac.compare_digest(browser_mark(cipher, browser), member.opened_by)
    if member.is_blocked and not is_proven:  # nobody's guesses shut out the member's own browser
        raise LinkBlocked
    return Visit(meeting=meeting, member=member, expert=expert, is_proven=is_proven)


async def send_links(conn: Connection, cipher: FieldCipher, meeting: Meeting, *, public_url: str) -> int:
    """A link to every member who needs one; who was sent one before gets another."""
    sent = 0
    for member in await store.members_of(conn, meeting.id):
        if not member.wants_link:
            continue
        expert = await library.expert(conn, cipher, meeting.office_id, member.expert_id)
        if expert is None:
            continue
        token = new_id().hex
        await store.put_link(conn, member, token_mark(cipher, token))
        address = f"{public_url.rstrip('/')}{PUBLIC_PAGE}/{token}"
        await _send(conn, cipher, meeting, expert, Asking.INVITATION, address)
        sent += 1
    return sent


async def ask_code(conn: Connection, cipher: FieldCipher, found: Visit, mobile: str) -> bool:
    """Send a code to the number, if it is the one that was typed; another one is counted."""
    if numbers.mobile(mobile) != found.expert.mobile:
        await store.count_failure(conn, found.member)
        return False
    if found.member.codes >= MOST_CODES:
        raise TooManyCodes
    code = f"{new_id().int % 10**DIGITS:0{DIGITS}}"
    await _send(conn, cipher, found.meeting, found.expert, Asking.CODE, code)
    await store.put_code(conn, found.member, _code_mark(cipher, found.member, code), now() + CODE_LASTS)
    return True


async def prove(conn: Connection, cipher: FieldCipher, found: Visit, code: str, browser: str) -> bool:
    """Open the meeting for this browser alone, if the code is right; a wrong one is counted.

    Once the member is there no other browser gets in: it could vote once more.
    """
    member = found.member
    is_live = member.code_expires_at is not None and now() < member.code_expires_at
    mark = _code_mark(cipher, member, numbers.code(code))
    is_right = is_live and hmac.compare_digest(mark, member.code_fingerprint) and not member.is_present
    if not is_right:
        await store.count_failure(conn, member)
        return False
    await store.open_for(conn, member, browser_mark(cipher, browser))
    return True


async def sign_in(conn: Connection, found: Visit) -> None:
    """The member is there; before voting begins."""
    _refuse_unproven(found)
    if found.member.is_present:
        return
    if found.meeting.opened_at is not None:
        raise TooLate
    await store.put_present(conn, found.member)


async def vote(
    conn: Connection, cipher: FieldCipher, found: Visit, browser: str, choices: Mapping[UUID, bool]
) -> None:
    """Keep what the member chose, in place of what was chosen before; all of it or nothing."""
    _refuse_unless_voting(found)
    if found.meeting.by_paper:
        raise OnPaper
    cases, recused = await _ballot(conn, cipher, found)
    if unknown := choices.keys() - {case.application_id for case in cases}:
        raise Invalid(f"有 {len(unknown)} 项不是这次会议的评审对象，没有记录。请重新打开本页。")
    if choices.keys() & recused:
        raise Invalid("您应当回避的评审对象不能投票，这次的选择没有记录。请重新打开本页。")
    for application_id, is_yes in choices.items():
        mark = vote_mark(cipher, browser, application_id)
        await store.put_vote(conn, mark, found.meeting.id, application_id, is_yes=is_yes)


async def declare_recusal(
    conn: Connection, cipher: FieldCipher, found: Visit, browser: str, application_id: UUID, why: str
) -> None:
    """The member declares to have no part in a case; a vote on it is gone."""
    _refuse_unless_voting(found)
    cases, recused = await _ballot(conn, cipher, found)
    if application_id not in {case.application_id for case in cases}:
        raise NotFound
    if application_id in recused:
        return
    words = " ".join(seen(why).split())
    if len(words) not in WHY_LENGTHS:
        raise Invalid(
            faults=[Fault(field="why", message="请写明回避的原因，2 至 200 个字，例如：近亲属、合作者")]
        )
    declared = Recusal(
        application_id=application_id, expert_id=found.member.expert_id, why=words, is_declared=True
    )
    await store.insert_recusal(conn, found.meeting.id, declared)
    await store.drop_vote(conn, vote_mark(cipher, browser, application_id))


async def paper(
    conn: Connection, cipher: FieldCipher, found: Visit, browser: str
) -> tuple[list[Case], set[UUID], dict[UUID, bool]]:
    """The member's ballot: the cases, those without a part in, and what this browser chose so far."""
    cases, recused = await _ballot(conn, cipher, found)
    marks = {vote_mark(cipher, browser, case.application_id): case.application_id for case in cases}
    chosen = await store.votes_of_marks(conn, list(marks))
    return cases, recused, {marks[mark]: is_yes for mark, is_yes in chosen.items()}


async def close(conn: Connection, cipher: FieldCipher, found: Visit) -> None:
    """The chair closes: counted once, in one transaction; of two chairs at once one does."""
    _refuse_unproven(found)
    if found.member.part is Part.NONE or not found.member.is_present:
        raise NotTheChair
    meeting = found.meeting
    if meeting.opened_at is None:
        raise NotOpen
    if meeting.closed_at is not None:
        if meeting.closed_by == found.member.expert_id:
            return  # a second click
        raise ClosedAlready
    if not await store.put_closed(conn, meeting.id, found.member.expert_id, now()):
        raise ClosedAlready
    if meeting.by_paper:
        return  # two officials count
    present = {one.expert_id for one in await store.members_of(conn, meeting.id) if one.is_present}
    recused = recused_in(await store.recusals_of(conn, meeting.id), present)
    tallies = counted(
        [case.application_id for case in await store.agenda_of(conn, cipher, meeting.id)],
        await store.votes_of(conn, meeting.id),
        recused,
        present=len(present),
        recused_counts=bool(meeting.recused_counts),
    )
    for tally in tallies:
        await store.insert_tally(conn, meeting.id, tally)
    await store.cut_loose(conn, meeting.id)


async def _ballot(conn: Connection, cipher: FieldCipher, found: Visit) -> tuple[list[Case], set[UUID]]:
    cases = await store.agenda_of(conn, cipher, found.meeting.id)
    every = await store.recusals_of(conn, found.meeting.id)
    return cases, {one.application_id for one in every if one.expert_id == found.member.expert_id}


def _refuse_unless_voting(found: Visit) -> None:
    _refuse_unproven(found)
    if found.meeting.opened_at is None or found.meeting.closed_at is not None:
        raise NotOpen
    if not found.member.is_present:
        raise NotPresent


def _refuse_unproven(found: Visit) -> None:
    if not found.is_proven:
        raise NotProven


def _code_mark(cipher: FieldCipher, member: Member, code: str) -> str:
    return cipher.fingerprint(f"ballot-code:{member.meeting_id}:{member.expert_id}:{code}")


async def _send(
    conn: Connection, cipher: FieldCipher, meeting: Meeting, expert: Expert, asking: Asking, secret: str
) -> None:
    at = now()
    await outbox.add(
        conn,
        BallotAsked(
            id=derived(BallotAsked.topic, meeting.id, expert.id, asking, at.isoformat()),
            about=expert.id,
            at=at,
            expert_id=expert.id,
            city=meeting.city,
            asking=asking,
            due=meeting.held_on,
            place=meeting.place,
            mobile_encrypted=cipher.encrypt(expert.mobile),
            secret_encrypted=cipher.encrypt(secret),
        ),
    )
