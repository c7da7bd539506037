"""The expert opens the link, proves the number, reads, gives an opinion and signs it (X1.1)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contracts.normal import numbers
from contracts.recommendation import Asking, OpinionGrant, OpinionSigned
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Forbidden, Invalid, Refusal, Stale
from kit.ids import new_id
from kit.session import Session
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.operations.draft import plan_of
from services.declaration.drafting.store.declarations import declaration
from services.declaration.drafting.store.forms import form_of
from services.declaration.drafting.store.people import readiness_of
from services.declaration.experts.domain.invitations import (
    CODE_LASTS,
    Invitation,
    Reading,
    digest,
    text_digest,
)
from services.declaration.experts.domain.opinions import RULE, Asked, experts_offered, opinion_faults
from services.declaration.experts.operations.inviting import PUBLIC_PAGE, send
from services.declaration.experts.operations.opinions import asked_of
from services.declaration.experts.store import invitations as store

DIGITS = 6


class LinkGone(Refusal):
    """这个链接无效。请核对短信中的网址是否完整；重新发送过的，请打开最近一条短信中的链接。"""

    status = 410


class LinkWithdrawn(LinkGone):
    """申报人已撤回这个邀请，不用再填写。"""


class LinkExpired(LinkGone):
    """这个链接已过期。仍愿意推荐的，请申报人重新发送。"""


class LinkBlocked(LinkGone):
    """这个链接因多次填错手机号码或验证码已作废。是您本人操作的，请申报人重新发送。"""


class LinkUsed(LinkGone):
    """这份意见已经签署，链接不能再用。"""


class NotAskedAnyMore(LinkGone):
    """这份申报已经提交或已结束，不用再填写。"""


class NotForTheApplicant(Forbidden):
    """这是发给推荐专家的链接，只能由专家本人打开。您是申报人，不能打开，也不能代填。"""


class NotForTheUnit(Forbidden):
    """推荐专家不能是申报人所在单位的人员，您不能打开这个链接。"""


class ReadOtherwise(Stale):
    """申报人刚刚修改了申报内容。请重新阅读后再签名，您填写的评价分和推荐理由已保留。"""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """An invitation as the holder of its link meets it, and what there is to be read."""

    invitation: Invitation
    record: Record
    asked: Asked
    reading: Reading

    def is_proven(self, cipher: FieldCipher, browser: str) -> bool:
        """Whether this browser is the one that proved the number."""
        mark = browser_mark(cipher, browser)
        return bool(browser) and hmac.compare_digest(mark, self.invitation.opened_by)


def browser_mark(cipher: FieldCipher, browser: str) -> str:
    """What is kept of a browser's cookie."""
    return cipher.fingerprint(f"expert-browser:{browser}")


async def visit(
    conn: Connection, cipher: FieldCipher, token: str, who: Session | None, browser: str, *, at: datetime
) -> Visit:
    """What a link leads to; one that leads nowhere says why. The expert who signed may look once more."""
    invitation = await store.invitation_of_token(conn, cipher, token)
    if invitation is None:
        raise LinkGone
    if invitation.ended_at is not None:
        raise LinkWithdrawn
    found = await _found(conn, cipher, invitation)
    await _refuse_the_applicant_s_side(conn, found, who)
    if invitation.is_signed:
        if not found.is_proven(cipher, browser):
            raise LinkUsed
        return found
    if invitation.is_blocked:
        raise LinkBlocked
    if at >= invitation.expires_at:
        raise LinkExpired
    if not found.record.is_with_applicant:
        raise NotAskedAnyMore
    return found


async def ask_code(conn: Connection, cipher: FieldCipher, found: Visit, mobile: str, *, at: datetime) -> bool:
    """Send a code to the number, if it is the one that was typed; another one is counted."""
    invitation = found.invitation
    if numbers.mobile(mobile) != invitation.answers["mobile"]:
        await store.count_failure(conn, invitation.id)
        return False
    code = f"{new_id().int % 10**DIGITS:0{DIGITS}}"
    await send(conn, cipher, invitation, found.record.person_id, Asking.CODE, code, at=at)
    await store.put_code(conn, invitation.id, _code_mark(cipher, invitation, code), at + CODE_LASTS)
    return True


async def prove(
    conn: Connection, cipher: FieldCipher, found: Visit, code: str, browser: str, *, at: datetime
) -> bool:
    """Open the form for this browser alone, if the code is right; a wrong one is counted."""
    invitation = found.invitation
    is_live = invitation.code_expires_at is not None and at < invitation.code_expires_at
    mark = _code_mark(cipher, invitation, numbers.code(code))
    if not is_live or not hmac.compare_digest(mark, invitation.code_fingerprint):
        await store.count_failure(conn, invitation.id)
        return False
    await store.open_for(conn, invitation.id, browser_mark(cipher, browser))
    return True


async def save_opinion(
    conn: Connection, cipher: FieldCipher, found: Visit, answers: Mapping[str, str]
) -> None:
    """Keep what was typed so far."""
    await _keep(conn, cipher, found, {**found.invitation.answers, **answers}, "")


async def agree(
    conn: Connection,
    cipher: FieldCipher,
    found: Visit,
    answers: Mapping[str, str],
    *,
    has_agreed: bool,
    read_sha256: str,
    browser: str,
    token: str,
) -> OpinionGrant:
    """Keep the opinion as it is to be signed, and give leave to; all that is wrong is told at once."""
    said, faults = opinion_faults(answers, found.asked)
    if not has_agreed:
        faults.append(Fault(field="agreed", rule=RULE, message="请阅读声明并勾选同意；不同意的，请不要签名"))
    if faults:
        raise Invalid(faults=faults)
    if read_sha256 != found.reading.sha256:
        raise ReadOtherwise
    told = {**found.invitation.answers, **said}
    signed = digest(found.reading, told)
    await _keep(conn, cipher, found, told, signed)
    return OpinionGrant(
        invitation_id=found.invitation.id,
        person_id=found.record.person_id,
        name=told["name"],
        statement=found.reading.statement,
        score=told["score"],
        opinion_sha256=signed,
        browser_sha256=sha256(browser.encode()).hexdigest(),
        back=f"{PUBLIC_PAGE}/{token}",
        city=found.record.city,
    )


async def take_signature(conn: Connection, cipher: FieldCipher, told: OpinionSigned) -> None:
    """Make the opinion whole, if it is asked for still, and is the one that was signed."""
    there = await store.invitation_for_update(conn, cipher, told.invitation_id)
    if there is None or there.ended_at is not None or there.is_signed:
        return
    record = await declaration(conn, there.declaration_id)
    if record is None or not record.is_with_applicant or there.opinion_sha256 != told.opinion_sha256:
        return
    await store.put_signature(
        conn,
        cipher,
        there.id,
        picture=cipher.decrypt(told.picture_encrypted),
        signature_sha256=told.signature_sha256,
        device=told.device,
        at=told.at,
    )


async def _keep(
    conn: Connection, cipher: FieldCipher, found: Visit, answers: Mapping[str, str], signed: str
) -> None:
    there, landmark = found.invitation, text_digest(found.reading.landmark)
    before = (there.answers, there.opinion_sha256, there.landmark_sha256, there.shown)
    shown = found.reading.shown
    if (answers, signed, landmark, shown) == before:
        return
    await store.put_opinion(
        conn, cipher, there.id, answers, opinion_sha256=signed, landmark_sha256=landmark, shown=shown
    )


async def _found(conn: Connection, cipher: FieldCipher, invitation: Invitation) -> Visit:
    record = await declaration(conn, invitation.declaration_id)
    plan = await plan_of(conn, record) if record else None
    experts = experts_offered(plan) if plan else None
    if record is None or plan is None or experts is None:
        raise LinkGone
    asked = await asked_of(conn, cipher, record, plan, experts, applicant=invitation.applicant)
    form = (await form_of(conn, record.id)).answers
    reading = Reading(
        applicant=invitation.applicant,
        unit=asked.employer,
        plan=plan.title,
        title_applied=plan.qualification,
        category=str(form.get("category") or ""),
        landmark=asked.landmark,
        statement=asked.statement,
        achievements=asked.achievements,
    )
    return Visit(invitation=invitation, record=record, asked=asked, reading=reading)


async def _refuse_the_applicant_s_side(conn: Connection, found: Visit, who: Session | None) -> None:
    """Whoever is signed in as the applicant, or as somebody of the unit, is no expert for this one."""
    if who is None:
        return
    if who.account_id == found.record.person_id:
        raise NotForTheApplicant
    if found.asked.by.of_another_unit:
        units: set[UUID | None] = {who.org_id, (await readiness_of(conn, who.account_id)).employer_id}
        if found.record.employer_id in units:
            raise NotForTheUnit


def _code_mark(cipher: FieldCipher, invitation: Invitation, code: str) -> str:
    return cipher.fingerprint(f"expert-code:{invitation.id}:{code}")
