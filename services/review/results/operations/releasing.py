"""What an office does with those who were elected: one press makes all public, or recommends all (B6.1)."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from contracts import results as contract
from contracts.candidates import Judged
from contracts.results import Onward, Recommended, ReleaseNotice, ResultPublished
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived, new_id
from kit.session import Session
from services.review.commissions import operations as commissions
from services.review.objections import operations as objections
from services.review.objections import store as objections_store
from services.review.objections.domain import About, Asked, Said
from services.review.objections.operations import Origin
from services.review.publicity.operations.publicising import Rule, TooQuick
from services.review.results.domain import Announcement, Announcing, Line, Release
from services.review.results.store import releases as store
from services.review.results.store import results
from services.review.tasks.operations import NoSuchTask


class NothingWaits(Refusal):
    """没有待办理的评审结果：可能已经由他人办理，请查看最近办理的记录。"""


class NoSuchPlan(NotFound):
    """这个申报计划没有待办理的评审结果，或不属于本单位。"""


class SomeAreComing(Refusal):
    """还有评审通过人员的结果正在登记，请稍后再办理，以免名单不全。"""


class NoSuchAnnouncement(NotFound):
    """没有这份名单，或不属于本单位。"""


class NoSuchPage(NotFound):
    """没有这项公示。请核对网址是否完整。"""


class ResultsOver(Refusal):
    """这项评审结果公示已经结束，公示内容不再显示。"""

    status = HTTPStatus.GONE
    onward = ("查看受理点地址和电话", "/acceptance-points")


async def open_release(conn: Connection, opened: contract.Release) -> None:
    """Put an elected case before its office; the same again does nothing."""
    judged = await results.result_of_stage(conn, opened.application_id, opened.round, opened.stop.stage)
    if judged is not None:
        await outbox.hear(conn, derived(Judged.topic, judged.candidate_id))
    release = Release(
        id=opened.id,
        city=opened.city,
        application_id=opened.application_id,
        person_id=opened.person_id,
        plan=opened.plan,
        office_id=opened.stop.office_id,
        office_name=opened.stop.office_name,
        stage=opened.stop.stage,
        round=opened.round,
        onward=opened.onward,
        opened_at=opened.opened_at,
    )
    await store.insert_release(conn, release)


async def announce(conn: Connection, who: Session, plan: str, announcing: Announcing) -> UUID:
    """Make all who wait public, or recommend them, in roster order and in one transaction: all or none.

    Pressed again by the same person it gives what was done.
    """
    office_id = office_of(who)
    found = await store.take_waiting(conn, office_id, plan)
    if not found:
        return await _pressed_again(conn, who, plan, announcing)
    if any(one.coming for one in await store.waiting(conn, office_id) if one.plan == plan):
        raise SomeAreComing
    city, onward = found[0].city, found[0].onward
    if faults := announcing.faults(onward):
        raise Invalid(faults=faults)
    is_public = onward is Onward.PUBLISH
    if not is_public:
        examined = await store.tasks_of(conn, [release.id for release in found])
        await commissions.recommend_with(conn, office_id, plan, examined)
    announcement = Announcement(
        id=derived("announcement", *(release.id for release in found)),
        city=city,
        office_id=office_id,
        plan=plan,
        onward=onward,
        token=new_id().hex if is_public else None,
        telephone=announcing.telephone if is_public else "",
        announced_at=now(),
        announced_by=who.account_id,
        announced_by_name=who.name,
    )
    await store.insert_announcement(conn, announcement)
    first = await store.last_serial(conn, city) + 1 if is_public else None
    await store.announce(conn, [release.id for release in found], announcement.id, first)
    for release in found:
        await _tell(conn, release, announcement)
    return announcement.id


async def note_release(conn: Connection, notice: ReleaseNotice) -> None:
    """Record until when the workflow says that a result is public; it alone has the clock."""
    await outbox.hear(conn, derived(ResultPublished.topic, notice.release_id))
    await store.note_due(conn, notice.release_id, notice.due_at, is_provisional=notice.is_provisional)


async def end_release(conn: Connection, release_id: UUID) -> bool:
    """End a publicity; true when an objection is open, and it goes on. Nobody objects in between."""
    if await store.hold_running(conn, release_id):
        if (await objections_store.tally_of_release(conn, release_id)).open:
            return True
        await store.note_over(conn, release_id)
    return False


async def hear_recommended(conn: Connection, application_id: UUID) -> None:
    """The next office has the case: what recommended it took effect."""
    found = await store.recommended(conn, application_id)
    await outbox.hear(conn, *(derived(Recommended.topic, release_id) for release_id in found))


async def announcement_of(conn: Connection, who: Session, announcement_id: UUID) -> Announcement:
    """What the office for which somebody acts announced; anybody else's does not exist for them."""
    found = await store.announcement(conn, announcement_id)
    if found is None or found.office_id != office_of(who):
        raise NoSuchAnnouncement
    return found


async def public_page(conn: Connection, cipher: FieldCipher, token: str) -> tuple[Announcement, list[Line]]:
    """Whose results everybody may see at this address, while they run and no longer."""
    announcement = await store.announcement_at(conn, token)
    if announcement is None:
        raise NoSuchPage
    lines = await store.lines_of(conn, cipher, announcement.id)
    running = [line for line in lines if not line.is_over and not line.upheld]
    if not running:
        raise ResultsOver
    return announcement, running


async def public_line(
    conn: Connection, cipher: FieldCipher, token: str, release_id: UUID
) -> tuple[Announcement, Line]:
    """One person of a public page."""
    announcement, lines = await public_page(conn, cipher, token)
    line = next((line for line in lines if line.release_id == release_id), None)
    if line is None:
        raise NoSuchPage
    return announcement, line


async def object_to(
    conn: Connection,
    cipher: FieldCipher,
    release_id: UUID,
    asked: Asked,
    said: Said,
    origin: Origin,
    rule: Rule,
) -> str:
    """Take an objection while a result is public, and from whoever took the time to write one."""
    announcement, line = await public_line(conn, cipher, asked.token, release_id)
    if not await store.hold_running(conn, release_id):
        raise ResultsOver
    if (wait := rule.takes - (now() - asked.at)) > timedelta():
        raise TooQuick(wait)
    release = await store.release(conn, release_id)
    assert release is not None  # noqa: S101 - it is public
    about = About(
        city=announcement.city,
        application_id=release.application_id,
        task_id=line.task_id,
        release_id=release_id,
    )
    return await objections.lodge(conn, cipher, about, asked, said, origin, by=rule.by(announcement.city))


def office_of(who: Session) -> UUID:
    """The office for which somebody acts."""
    if who.org_id is None:
        raise NoSuchTask
    return who.org_id


async def _pressed_again(conn: Connection, who: Session, plan: str, announcing: Announcing) -> UUID:
    """What the same press did before, whose answer never came; anybody else is told that it was done."""
    last = await store.last_announcement(conn, office_of(who), plan)
    if last is None:
        raise NoSuchPlan
    if (last.announced_by, last.telephone) != (who.account_id, announcing.telephone):
        raise NothingWaits
    return last.id


async def _tell(conn: Connection, release: Release, announcement: Announcement) -> None:
    if announcement.onward is Onward.PUBLISH:
        await outbox.add(
            conn,
            ResultPublished(
                id=derived(ResultPublished.topic, release.id),
                about=release.application_id,
                at=announcement.announced_at,
                application_id=release.application_id,
                release_id=release.id,
                city=release.city,
            ),
        )
        return
    await outbox.add(
        conn,
        Recommended(
            id=derived(Recommended.topic, release.id),
            about=release.application_id,
            at=announcement.announced_at,
            application_id=release.application_id,
            release_id=release.id,
            city=release.city,
        ),
    )
