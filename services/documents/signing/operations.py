"""What is signed on a phone: the pledge, by a link of ten minutes (A5.1, A5.2); an expert's opinion."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contracts.case import Problem
from contracts.documents import PledgeSigned
from contracts.pledge import PledgeGrant
from contracts.recommendation import OpinionGrant, OpinionSigned
from contracts.sections.documents import Pledge as SealedPledge
from kit import outbox
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, Refusal
from kit.ids import derived, new_id
from services.documents.signing import store
from services.documents.signing.domain.drawing import Drawing, read_drawing
from services.documents.signing.domain.legibility import Illegible, judged
from services.documents.signing.domain.pledge import LINK_LASTS, Link, Signature, digest, picture

FIELD = "strokes"
UNSIGNED = "请用手机扫码签署《专业技术资格申报材料真实性保证书》。"
OUTDATED = "《专业技术资格申报材料真实性保证书》的内容已经变更，请重新签署。"


class LinkGone(Refusal):
    """这个签署链接已失效：已经用过、已过期，或已在别的手机上打开。请回到申报页面，扫描新的二维码。"""

    status = 410


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who is to sign what: the applicant of a declaration, and the text that is in force."""

    application_id: UUID
    person_id: UUID
    city: str
    name: str
    text: Sequence[str]

    @classmethod
    def of(cls, grant: PledgeGrant, city: str, name: str, text: Sequence[str]) -> "Signer":
        """Whom a grant names."""
        return cls(
            application_id=grant.application_id, person_id=grant.account_id, city=city, name=name, text=text
        )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the pledge of a declaration is: the signature that holds, and the link that is open now."""

    signature: Signature | None
    link: Link | None
    is_outdated: bool = False  # signed, but another text or under another name


async def standing(conn: Connection, cipher: FieldCipher, signer: Signer, *, at: datetime) -> Standing:
    """What holds, and the link to sign by; one is made when there is neither."""
    signature = await store.newest_signature(conn, cipher, signer.application_id, signer.person_id)
    holds = signature is not None and signature.holds_for(signer.name, digest(signer.text))
    link = await store.newest_link(conn, cipher, signer.application_id)
    is_open = link is not None and link.is_open(at) and _is_for(link, signer)
    if not holds and not is_open:
        link, is_open = await new_link(conn, cipher, signer, at=at), True
    return Standing(
        signature=signature if holds else None,
        link=link if is_open else None,
        is_outdated=signature is not None and not holds,
    )


async def new_link(conn: Connection, cipher: FieldCipher, signer: Signer, *, at: datetime) -> Link:
    """Another link: for the first signature, for another one, or when a stranger opened the last."""
    link = Link(
        id=new_id(),
        application_id=signer.application_id,
        person_id=signer.person_id,
        city=signer.city,
        name=signer.name,
        text_sha256=digest(signer.text),
        token=new_id().hex,
        expires_at=at + LINK_LASTS,
    )
    await store.insert_link(conn, cipher, link)
    return link


async def opened_link(
    conn: Connection, cipher: FieldCipher, token: str, browser: str, *, at: datetime
) -> Link:
    """The link for the browser that opens it first; once it is used, for this browser to see that."""
    link = await store.link_of_token(conn, cipher, token)
    fingerprint = cipher.fingerprint(f"signer:{browser}")
    if link is None or link.opened_by not in {None, fingerprint}:
        raise LinkGone
    if link.opened_by is None:
        if not link.is_open(at):
            raise LinkGone
        await store.open_link(conn, link.id, fingerprint)
    elif link.used_at is None and not link.is_open(at):
        raise LinkGone
    return link


async def sign(
    conn: Connection,
    cipher: FieldCipher,
    link: Link,
    text: Sequence[str],
    strokes: str,
    *,
    device: str,
    at: datetime,
) -> None:
    """Sign by a link that this browser opened. Signing twice is signing once."""
    if link.used_at is not None:
        return
    if link.text_sha256 != digest(text):
        raise LinkGone
    found = legible(strokes)
    await store.use_link(conn, link.id, at)
    signature = Signature(
        id=link.id,
        application_id=link.application_id,
        person_id=link.person_id,
        city=link.city,
        name=link.name,
        text=tuple(text),
        text_sha256=link.text_sha256,
        drawing=found.as_json(),
        device=device,
        signed_at=at,
    )
    await store.insert_signature(conn, cipher, signature)
    told = PledgeSigned(
        id=derived(PledgeSigned.topic, link.id),
        about=link.application_id,
        at=at,
        application_id=link.application_id,
        person_id=link.person_id,
    )
    await outbox.add(conn, told)


def legible(strokes: str) -> Drawing:
    """What was drawn, if it may be a name; else the reason."""
    found = judged(strokes)
    if isinstance(found, Illegible):
        raise Invalid(faults=[Fault(field=FIELD, message=found.value, rule="A5.2")])
    return found


async def sign_opinion(
    conn: Connection, cipher: FieldCipher, granted: OpinionGrant, strokes: str, *, device: str, at: datetime
) -> None:
    """Sign an expert's opinion: declaration keeps it, nothing stays here. Signing twice is signing once."""
    drawn = picture(legible(strokes))
    told = OpinionSigned(
        id=derived(OpinionSigned.topic, granted.invitation_id, granted.opinion_sha256),
        about=granted.person_id,
        at=at,
        invitation_id=granted.invitation_id,
        opinion_sha256=granted.opinion_sha256,
        signature_sha256=sha256(f"{granted.opinion_sha256}:{drawn}".encode()).hexdigest(),
        device=device,
        picture_encrypted=cipher.encrypt(drawn),
    )
    await outbox.add(conn, told)


def compose_pledge(signature: Signature, pdf: bytes) -> SealedPledge:
    """The pledge in section "documents" of the sealed case file; the same signature gives the same."""
    return SealedPledge(
        text=signature.text,
        text_sha256=signature.text_sha256,
        name=signature.name,
        signed_at=signature.signed_at,
        device=signature.device,
        picture=picture(read_drawing(signature.drawing)),
        pdf=b64encode(pdf).decode(),
    )


def against(signature: Signature | None, application_id: UUID, text: Sequence[str]) -> tuple[Problem, ...]:
    """What stands against submitting: no pledge, or one under another text (A5.2)."""
    if signature is not None and signature.text_sha256 == digest(text):
        return ()
    message = UNSIGNED if signature is None else OUTDATED
    return (Problem(rule="A5.2", page=f"/declarations/{application_id}/pledge", message=message),)


async def forget_signatures(conn: Connection, application_id: UUID) -> None:
    """Forget what was signed for a declaration that was never submitted; nobody signs it any more."""
    await store.delete_signatures(conn, application_id)


async def erase_person(conn: Connection, person_id: UUID) -> None:
    """Forget the person; done twice is done once."""
    await store.delete_person(conn, person_id)
    await outbox.forget(conn, person_id)


def _is_for(link: Link, signer: Signer) -> bool:
    return (link.person_id, link.name, link.text_sha256) == (
        signer.person_id,
        signer.name,
        digest(signer.text),
    )
