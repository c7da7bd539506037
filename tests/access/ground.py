"""What all places stand on: real servers, a database for each, and the sessions of the cast."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
from fastapi import FastAPI
from temporalio.client import Client

from deploy.local.stack import Stack
from kit.db import Connection, Pool, transaction
from kit.sealed import CaseFile
from tests.access.cast import Cast, Person
from tests.fixtures.browser import HTML, client_of
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf

# All but what ended sessions sent and shall get back, which tests/service/test_kept.py looks at.
OWN_TABLES = """
    select relname from pg_stat_user_tables
    where schemaname = 'public' and relname <> 'kept_forms' order by 1
"""


@dataclass
class Ground:
    """Shared by all places. Whatever is opened ends with the tests."""

    stack: Stack
    database: Callable[[str], Awaitable[Pool]]
    settings_of: SettingsOf
    sign_in: SignIn
    case_file: CaseFile
    temporal: Client
    folder: Path
    cast: Cast
    opened: AsyncExitStack

    def signed_in(self, person: Person) -> Person:
        """The same person with a session."""
        cookies = self.sign_in(
            person.role,
            account_id=person.account_id,
            session_id=person.session_id,
            org_id=person.org_id,
            name=person.name,
            city=person.city,
        )
        return replace(person, cookies=cookies)


@dataclass(kw_only=True)
class Place:
    """A service with objects of the cast in it.

    `objects` are what stands in the braces of its addresses, by whose they are; `secrets` are words of those
    objects that nobody else may read.
    """

    service: str
    app: FastAPI
    pool: Pool
    people: Cast
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    put_back: Callable[[], Awaitable[None]] | None = None  # what lies elsewhere than in the database

    @asynccontextmanager
    async def browser(
        self, cookies: Mapping[str, str] | None = None, accept: str = HTML
    ) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser with these cookies; redirects are not followed."""
        async with client_of(self.app, cookies, accept=accept, raises=False) as client:
            yield client

    async def keep(self) -> None:
        """Keep a copy of all that is in the database now."""
        async with transaction(self.pool) as conn:
            await conn.execute("create schema kept")
            for name, own in (await _columns(conn)).items():
                await conn.execute(f"create table kept.{name} as select {own} from {name}")  # noqa: S608 - the schema's own names

    async def rewind(self) -> None:
        """Put that copy back, as if nothing had been written since."""
        async with transaction(self.pool) as conn:
            columns = await _columns(conn)
            await conn.execute("set local session_replication_role = replica")  # no foreign keys, no triggers
            for name, own in columns.items():
                await conn.execute(f"delete from {name}")  # noqa: S608 - the schema's own names
                await conn.execute(
                    f"insert into {name} ({own}) overriding system value select {own} from kept.{name}"  # noqa: S608 - the schema's own names
                )

        if self.put_back:
            await self.put_back()

    async def digests(self) -> dict[str, str]:
        """The content of every table, in one word each."""
        async with transaction(self.pool) as conn:
            names = await conn.fetch(OWN_TABLES)
            return {
                name: await conn.fetchval(
                    f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {name} t"  # noqa: S608 - the schema's own names
                )
                for (name,) in names
            }

    async def rows_about(self, *ids: object) -> list[str]:
        """Every row of any table that names one of these ids."""
        found = []
        async with transaction(self.pool) as conn:
            for (name,) in await conn.fetch(OWN_TABLES):
                rows = await conn.fetch(
                    f"select t::text from {name} t where t::text like any($1::text[]) order by 1",  # noqa: S608 - the schema's own names
                    [f"%{one}%" for one in ids],
                )
                found += [f"{name} {row[0]}" for row in rows]
        return found


async def _columns(conn: Connection) -> dict[str, str]:
    """The columns of every table that are not computed, by table."""
    rows = await conn.fetch(
        """
        select table_name, string_agg(quote_ident(column_name), ', ') as own
        from information_schema.columns join pg_stat_user_tables on relname = table_name
        where schemaname = 'public' and table_schema = 'public' and is_generated = 'NEVER'
        group by table_name
        """
    )
    return {row["table_name"]: row["own"] for row in rows}
