"""Accounts, and the facts about them that a session tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who can sign in; `org_id` is the office while it is open, or the employer once approved."""

    id: UUID
    role: str
    city: str
    name: str
    org_id: UUID | None
    mobile_encrypted: str | None
    password_hash: str
    access_until: datetime | None = None  # when the term of an official ends
    person_id: UUID | None = None  # the applicant that an official is, too


_SELECT = """
    select accounts.id, role, accounts.city, accounts.name, mobile_encrypted, password_hash,
           coalesce(
               case when offices.closed_at is null and terms.from_on <= today.today
                         and (terms.until_on is null or terms.until_on >= today.today)
                    then terms.office_id end,
               employers.id
           ) as org_id,
           own.id as person_id,
           (terms.until_on + 1)::timestamp at time zone 'Asia/Shanghai' as access_until
    from accounts
    cross join (select (now() at time zone 'Asia/Shanghai')::date as today) today
    left join official_terms terms on terms.official_id = accounts.id and terms.ended_at is null
    left join offices on offices.id = terms.office_id
    left join officials on officials.id = accounts.id
    left join persons own
        on own.id_number_fingerprint = officials.id_number_fingerprint and own.set_aside_at is null
    left join clerkships acts
        on acts.account_id = accounts.id and acts.from_at is not null and acts.until_at is null
    left join employers on employers.id = acts.employer_id and employers.status = 'approved'
"""


async def insert_account(
    conn: Connection,
    *,
    account_id: UUID,
    city: str,
    role: str,
    name: str,
    login_fingerprint: str,
    mobile_encrypted: str | None,
    password_hash: str,
) -> bool:
    """Add an account, unless its login is taken (or it is there already)."""
    return await insert(
        conn,
        "accounts",
        "on conflict do nothing",
        id=account_id,
        city=city,
        role=role,
        name=name,
        login_fingerprint=login_fingerprint,
        mobile_encrypted=mobile_encrypted,
        password_hash=password_hash,
    )


async def account_by_login(conn: Connection, login_fingerprint: str) -> Account | None:
    """The account with this login."""
    row = await conn.fetchrow(_SELECT + "where login_fingerprint = $1", login_fingerprint)
    return read(Account, row)


async def account_by_id(conn: Connection, account_id: UUID) -> Account | None:
    """The account with this id."""
    row = await conn.fetchrow(_SELECT + "where accounts.id = $1", account_id)
    return read(Account, row)


async def notice_heard(conn: Connection, account_id: UUID) -> int | None:
    """Of which version of the privacy notice somebody heard last; accounts are older than the question."""
    found: int | None = await conn.fetchval(
        "select max(version) from consents where account_id = $1", account_id
    )
    return found


async def lock_account(conn: Connection, account_id: UUID) -> str | None:
    """Let one after the other act for this account; its password's hash by now."""
    found: str | None = await conn.fetchval(
        "select password_hash from accounts where id = $1 for update", account_id
    )
    return found


async def renew_password_hash(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """Keep a hash: of another password, or of the same one with today's parameters."""
    await conn.execute("update accounts set password_hash = $2 where id = $1", account_id, password_hash)


async def rename_account(conn: Connection, account_id: UUID, name: str) -> None:
    """Keep the name under which somebody is known now."""
    await conn.execute("update accounts set name = $2 where id = $1 and name <> $2", account_id, name)


async def change_login(
    conn: Connection, account_id: UUID, *, login_fingerprint: str, password_hash: str
) -> None:
    """Another way in, and no more the one before."""
    await conn.execute(
        "update accounts set login_fingerprint = $2, password_hash = $3, version = version + 1 where id = $1",
        account_id,
        login_fingerprint,
        password_hash,
    )


async def change_contact(conn: Connection, account_id: UUID, mobile_encrypted: str) -> None:
    """Another number to reach somebody at."""
    await conn.execute(
        "update accounts set mobile_encrypted = $2 where id = $1", account_id, mobile_encrypted
    )
