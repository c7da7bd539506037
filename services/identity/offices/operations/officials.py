"""Officials get an office for a term, another one, or none any more; each act is kept (B0.1)."""

from dataclasses import dataclass
from uuid import UUID

from cities import Cities
from contracts.normal import names
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Refusal, Stale
from kit.ids import new_id
from kit.session import Session
from services.identity.access.domain.faults import only_faults
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import end_sessions_of, may_manage
from services.identity.accounts.operations.activation import assign_account
from services.identity.accounts.operations.contact import tell_contact
from services.identity.offices.domain.officials import Official, Post, TypedOfficial, why_fault
from services.identity.offices.store import deputies
from services.identity.offices.store import officials as store
from services.identity.people.domain.persons import id_number_fault
from services.identity.people.operations.register_applicant import number_fingerprint

MOVED = "调整任职"


class NotYours(Refusal):
    """不能办理自己的账号，请由另一位管理员办理。"""

    status = 403


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """A new official and the code to be shown once; told twice there is no code."""

    id: UUID
    code: str | None


def office_called(cities: Cities, admin: Session, name: str) -> tuple[str, Post] | None:
    """The office "city/slug", if this administrator may give it, as a post from today on."""
    city, _, slug = name.partition("/")
    return next(iter(offices_called(cities, admin, slug, city)), None) if city in cities.by_slug else None


def offices_called(cities: Cities, admin: Session, name: str, city: str = "") -> list[tuple[str, Post]]:
    """The offices of this full name or slug, in this city or in any that this administrator manages."""
    today = now().astimezone(SHANGHAI).date()
    return [
        (
            one.slug,
            Post(
                office_id=office.id, office=office.slug, office_name=office.name, from_on=today, until_on=None
            ),
        )
        for one in cities
        if may_manage(admin, one.slug)
        and names.said(city) in {"", names.said(one.slug), names.said(one.name)}
        for office in one.offices
        if names.said(name) in {names.said(office.slug), names.said(office.name)}
    ]


async def managed(conn: Connection, official_id: UUID, admin: Session) -> Official:
    """The official, locked, if this administrator may change them."""
    official = await store.official_for_update(conn, official_id)
    if official is None or not may_manage(admin, official.city):
        raise NotFound
    if official.id == admin.account_id:
        raise NotYours
    return official


async def assign_official(
    conn: Connection,
    typed: TypedOfficial,
    post: Post,
    *,
    account_id: UUID,
    city: str,
    by: UUID | None,
    cipher: FieldCipher,
) -> Assigned:
    """Add an account with its first term. The same form sent twice adds one."""
    code = await assign_account(
        conn,
        account_id=account_id,
        city=city,
        role="official",
        name=typed.name,
        login=typed.login,
        mobile=typed.mobile,
        cipher=cipher,
    )
    if code is None:
        return Assigned(id=account_id, code=None)
    await store.insert_official(conn, account_id=account_id, city=city)
    if typed.id_number:
        await store.note_number(conn, account_id, number_fingerprint(typed.id_number, cipher))
    await store.insert_term(
        conn, term_id=new_id(), official_id=account_id, city=city, post=post, assigned_by=by
    )
    return Assigned(id=account_id, code=code)


async def change_post(
    conn: Connection, official_id: UUID, post: Post, *, version: int, admin: Session
) -> None:
    """Another office or another term from now on; what was is kept. Sessions end: the next one is right."""
    official = await managed(conn, official_id, admin)
    if post.is_held(official.term):
        return
    if official.version != version:
        raise Stale
    await _end(conn, official, admin, MOVED)
    await store.insert_term(
        conn,
        term_id=new_id(),
        official_id=official.id,
        city=official.city,
        post=post,
        assigned_by=admin.account_id,
    )


async def renew_mobile(conn: Connection, official: Official, mobile: str, cipher: FieldCipher) -> None:
    """Keep another number, and tell where it matters; the same one changes nothing."""
    if official.mobile_encrypted and cipher.decrypt(official.mobile_encrypted) == mobile:
        return
    encrypted = cipher.encrypt(mobile)
    await store.renew_mobile(conn, official.id, encrypted)
    await tell_contact(conn, official.id, city=official.city, mobile=encrypted)


async def note_number(
    conn: Connection, official_id: UUID, number: str, *, version: int, admin: Session, cipher: FieldCipher
) -> None:
    """Know by the ID number, of which a keyed hash is kept, which applicant an official is, too (回避)."""
    refuse(only_faults(id_number=id_number_fault(number, now().astimezone(SHANGHAI).date())))
    official = await managed(conn, official_id, admin)
    fingerprint = number_fingerprint(number, cipher)
    if await store.number_of(conn, official.id) == fingerprint:
        return
    if official.version != version:
        raise Stale
    await keep_number(conn, official.id, fingerprint)


async def keep_number(conn: Connection, official_id: UUID, fingerprint: str) -> None:
    """Keep the hash of an ID number. Sessions end: the next one knows whose case is one's own."""
    await store.note_number(conn, official_id, fingerprint)
    await store.count_version(conn, official_id)
    await end_sessions_of(conn, official_id, now())


async def end_post(conn: Connection, official_id: UUID, why: str, *, version: int, admin: Session) -> None:
    """No office any more, at once. Ended twice is ended once."""
    fault = why_fault(why)
    refuse({"why": fault} if fault else {})
    official = await managed(conn, official_id, admin)
    if official.term is None:
        return
    if official.version != version:
        raise Stale
    await _end(conn, official, admin, why)


async def _end(conn: Connection, official: Official, admin: Session, why: str) -> None:
    at = now()
    await store.end_term(conn, official.id, ended_by=admin.account_id, why=why, at=at)
    await store.count_version(conn, official.id)
    for standing_in in await deputies.end_deputies_with(conn, official.id, by=admin.account_id, at=at):
        await end_sessions_of(conn, standing_in, at)
    await end_sessions_of(conn, official.id, at)
