"""The photo on the ID card, from the register that the person had asked (A4.1)."""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag

from contracts.registers import QUESTION_LASTS, Answer, Outcome, Question, Register, handed_key, in_words
from kit.blobs import BlobMissing
from kit.session import Session
from services.documents.photos.web import views
from services.documents.photos.web.parts import Means


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the page offers: to ask this source with this question."""

    source: str
    question: str


def offer(desk: Means, who: Session, back: str) -> Offer | None:
    """What the page offers, where there is somebody to ask."""
    source = desk.cities.city(who.city).registers.photo
    if not source:
        return None
    question = Question(account_id=who.account_id, register=Register.PHOTO, back=views.address(back))
    return Offer(source=source, question=desk.grants.seal(question, lasts=QUESTION_LASTS))


async def taken(desk: Means, who: Session, token: str) -> tuple[Outcome, bytes]:
    """What came of asking, with the photo; one that is not there any more was taken already."""
    answer = desk.grants.open(Answer, token, account_id=who.account_id, register=Register.PHOTO)
    if answer.outcome is not Outcome.FOUND:
        return answer.outcome, b""
    try:
        photo = await desk.store.get(handed_key(who.account_id))
    except (BlobMissing, InvalidTag):
        return answer.outcome, b""
    return answer.outcome, photo if sha256(photo).hexdigest() == answer.sha256 else b""


async def forget(desk: Means, who: Session) -> None:
    """It lies in the store no longer than until it was looked at."""
    await desk.store.remove(handed_key(who.account_id))


def told(outcome: str, source: str) -> str:
    """What came of asking, for the page; nothing of an outcome that nobody knows."""
    return in_words(outcome, source=source, what="身份证照片", otherwise="上传照片")
