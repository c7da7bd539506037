"""`services/*/schema.sql` is what the migrations make; `make schema` writes it anew."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.local import schemas
from deploy.local.postgres import SUPERUSER
from deploy.local.stack import Stack
from tests.fixtures.database import Database, url_of

ROOT = Path(__file__).parents[2]
WRITTEN = sorted(path.parent.name for path in ROOT.glob("services/*/schema.sql"))


@pytest.mark.parametrize("service", WRITTEN)
async def test_the_schema_is_what_the_migrations_make(
    servers: Stack, database: Database, service: str
) -> None:
    name = urlsplit(url_of(await database(service))).path.removeprefix("/")
    made = await asyncio.to_thread(schemas.dump, servers.site, SUPERUSER, name)
    assert (ROOT / "services" / service / "schema.sql").read_text(encoding="utf-8") == schemas.HEADER + made
