"""What declaration hears from others."""

from functools import partial

from contracts.archive import ReadinessChanged
from contracts.documents import PhotoConfirmed, PledgeSigned
from contracts.dues import LimitSet
from contracts.identity import ContactChanged, EmployerChanged
from contracts.integrity import EntryChanged
from contracts.normal.numbers import mobile
from contracts.objections import ObjectionChanged
from contracts.offices import OfficeAttended
from contracts.recommendation import OpinionSigned
from contracts.rereview import ReReviewAnswered
from contracts.substitution import Substituted
from kit import bus
from kit.crypto import FieldCipher
from kit.db import Connection, Pool
from services.declaration.drafting.domain.news import news_of
from services.declaration.drafting.store import dishonesty, people
from services.declaration.experts.operations.answering import take_signature
from services.declaration.experts.store.invitations import mobile_mark, put_former_mobile, put_mobile
from services.declaration.progress.operations.holding import follow_objection
from services.declaration.progress.store import attendance, limits, rereviews, substitutions

NAME = "declaration"


def hear(pool: Pool, cipher: FieldCipher) -> bus.Handler:
    """Take in each event once."""
    return bus.hear_once(
        pool,
        NAME,
        bus.on(ReadinessChanged, partial(_readiness_changed, cipher)),
        bus.on(EmployerChanged, _employer_changed),
        bus.on(PhotoConfirmed, _photo_confirmed),
        bus.on(PledgeSigned, _pledge_signed),
        bus.on(OpinionSigned, partial(_opinion_signed, cipher)),
        bus.on(ContactChanged, partial(_contact_changed, cipher)),
        bus.on(OfficeAttended, _office_attended),
        bus.on(ObjectionChanged, follow_objection),
        bus.on(Substituted, partial(_substituted, cipher)),
        bus.on(ReReviewAnswered, partial(_re_review_answered, cipher)),
        bus.on(LimitSet, limits.keep),
        bus.on(EntryChanged, partial(_entry_changed, cipher)),
    )


async def _readiness_changed(cipher: FieldCipher, conn: Connection, event: ReadinessChanged) -> None:
    told_at = await people.archive_told_at(conn, event.person_id)
    news = await people.news_of_archive(conn, cipher, event.person_id)
    if told_at and told_at <= event.at:
        before = await people.verified_records(conn, cipher, event.person_id)
        told = event.records_encrypted
        after = people.RECORDS.validate_json(cipher.decrypt(told)) if told else ()
        news = (*news, *news_of(before, after, event.at))
    await people.put_readiness(
        conn,
        event.person_id,
        city=event.city,
        employer_id=event.employer_id,
        has_basic_verified=event.has_basic_verified,
        has_records_verified=event.has_records_verified,
        facts_encrypted=_closed(cipher, event.facts_encrypted),
        records_encrypted=_closed(cipher, event.records_encrypted),
        news_encrypted=people.closed_news(cipher, news),
        picks=event.picks,
        told_at=event.at,
    )


def _closed(cipher: FieldCipher, told: str) -> str:
    """What came closed, closed with the newest key."""
    return cipher.encrypt(cipher.decrypt(told)) if told else ""


async def _employer_changed(conn: Connection, event: EmployerChanged) -> None:
    await people.put_employer(
        conn,
        event.employer_id,
        city=event.city,
        name=event.name,
        level=event.level,
        place=event.place,
        version=event.version,
        suspended_for=event.suspended_for,
        kind=event.kind,
    )


async def _photo_confirmed(conn: Connection, event: PhotoConfirmed) -> None:
    await people.put_photo(conn, event.person_id, confirmed_at=event.at)


async def _pledge_signed(conn: Connection, event: PledgeSigned) -> None:
    await people.put_pledge(conn, event.application_id, event.person_id, signed_at=event.at)


async def _opinion_signed(cipher: FieldCipher, conn: Connection, event: OpinionSigned) -> None:
    await take_signature(conn, cipher, event)


async def _contact_changed(cipher: FieldCipher, conn: Connection, event: ContactChanged) -> None:
    def mark(encrypted: str) -> str:
        return mobile_mark(cipher, mobile(cipher.decrypt(encrypted)))

    who, city, at = event.holder_id, event.city, event.at
    await put_mobile(conn, who, city=city, fingerprint=mark(event.mobile_encrypted), told_at=at)
    if event.former_encrypted:
        former = mark(event.former_encrypted)
        await put_former_mobile(conn, who, city=city, fingerprint=former, told_at=at)


async def _entry_changed(cipher: FieldCipher, conn: Connection, event: EntryChanged) -> None:
    await dishonesty.put(conn, event, told_encrypted=_closed(cipher, event.told_encrypted))


async def _office_attended(conn: Connection, event: OfficeAttended) -> None:
    await attendance.keep(
        conn, event.office_id, city=event.city, is_attended=event.is_attended, told_at=event.at
    )


async def _substituted(cipher: FieldCipher, conn: Connection, event: Substituted) -> None:
    await substitutions.keep(conn, cipher, event)


async def _re_review_answered(cipher: FieldCipher, conn: Connection, event: ReReviewAnswered) -> None:
    await rereviews.keep_answer(conn, cipher, event)
