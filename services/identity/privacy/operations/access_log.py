"""The access log: every look of one person at another's data is written, and the other can read it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from cities import Cities
from contracts.access import Access, Shown
from kit.clock import now
from kit.db import Connection
from kit.session import Session
from services.identity.access.store.accounts import account_by_id
from services.identity.employers.store.employers import employer_by_id
from services.identity.offices.operations.offices import office_shown
from services.identity.privacy.domain.access import Entry, Reader
from services.identity.privacy.store import access as store
from services.identity.settings import Settings

ADMINISTRATION = "省级管理员"
CITY_ADMINISTRATION = "市级管理员"


async def record_access(
    conn: Connection, access: Access, *, at: datetime, cities: Cities, settings: Settings
) -> None:
    """Write a look; looking at oneself is none."""
    people = tuple(sorted({*access.person_ids} - {access.account_id}))
    if not people:
        return
    await store.lock_reader(conn, access.account_id)
    reader = await _reader(conn, access, cities)
    await store.write_looks(
        conn, replace(access, person_ids=people), reader, at=at, folds=settings.access_log_folds
    )
    await store.forget_looks(conn, people, before=at - settings.access_log_kept)


async def record_own_page(
    conn: Connection, who: Session, shown: Shown, *people: UUID, cities: Cities, settings: Settings
) -> None:
    """Write that a page of identity's own showed these people."""
    access = Access.of(who, people, shown)
    await record_access(conn, access, at=now(), cities=cities, settings=settings)


async def my_log(
    conn: Connection, person_id: UUID, *, page: int, size: int, kept: timedelta
) -> tuple[int, list[Entry]]:
    """How many rows there are, and one page of them."""
    since = now() - kept
    total = await store.count_looks(conn, person_id, since=since)
    return total, await store.looks_at(conn, person_id, since=since, limit=size, offset=(page - 1) * size)


async def _reader(conn: Connection, access: Access, cities: Cities) -> Reader:
    account = await account_by_id(conn, access.account_id)
    return Reader(name=account.name if account else "", org_name=await _org_name(conn, access, cities))


async def _org_name(conn: Connection, access: Access, cities: Cities) -> str:
    if access.role == "admin":
        return CITY_ADMINISTRATION if access.city else ADMINISTRATION
    if access.role == "clerk":
        employer = await employer_by_id(conn, access.org_id) if access.org_id else None
        return employer.details.name if employer else ""
    office = await office_shown(conn, cities, access.org_id)
    return office.name if office else ""
