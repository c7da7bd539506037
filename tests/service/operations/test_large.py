"""What `make bench T=desk` asks of each owner can be asked: a bench that is broken is seen by nobody."""

import pytest

from kit.clock import now
from kit.db import transaction
from tests.bench.findings import FINDS, fill
from tests.fixtures.database import Database
from tests.fixtures.stuck import a_question

MANY = 300


@pytest.mark.parametrize("service", sorted(FINDS.keys() - {"review"}))  # whose tasks the desk's bench makes
async def test_an_owner_finds_what_is_stuck_in_the_table_of_the_bench(
    database: Database, service: str
) -> None:
    pool = await database(service)
    await fill(pool, service, MANY)
    _, find = FINDS[service]
    async with transaction(pool) as conn:
        found = await find(conn, a_question(now()))
    assert len({one.city for one in found.counts}) > 1
