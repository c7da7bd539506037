"""The large table of `make bench T=desk` can be made: the bench had been broken, and nobody saw it."""

from kit.ids import new_id
from tests.bench.desk import fill
from tests.service.review.world import World, department

MANY = 300


async def test_an_office_finds_its_queue_in_the_table_of_the_bench(world: World) -> None:
    office = department()
    await (await world.a_case()).task(office)

    await fill(world, new_id(), MANY)

    assert (await world.rows("select count(*) as number from tasks")) == [{"number": MANY + 1}]
    for query in ("", "?order=due", "?due=soon", "?state=done"):
        assert (await world.browser(office).get(f"/review{query}")).status_code == 200
