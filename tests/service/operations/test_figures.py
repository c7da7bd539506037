"""Whoever watches is told how much is stuck, of what kind, where, and how old the answers are."""

from datetime import timedelta

from contracts.operations import Answer, Source
from contracts.stuck import Kind
from kit.clock import now
from kit.db import Pool, transaction
from services.operations import store
from services.operations.activities import Activities
from tests.service.operations.conftest import a_finding, an_answer

HERE = ("shaoxing", Kind.RETRYING)


async def test_numbers_come_and_go_with_what_is_stuck(pool: Pool, activities: Activities) -> None:
    before = now() - timedelta(minutes=10)
    await activities.keep_answer(an_answer(a_finding(), a_finding(), a_finding(city="xinhai")))
    late = a_finding(Kind.WAITS_TOO_LONG)
    for source in (Source.REVIEW, Source.DECLARATION):
        await activities.keep_answer(an_answer(late, source=source, at=before))
    async with transaction(pool) as conn:
        told = await store.figures(conn)
    late_here = ("shaoxing", Kind.WAITS_TOO_LONG)
    assert told[store.STUCK] == {HERE: 2, ("xinhai", Kind.RETRYING): 1, late_here: 2}
    assert told[store.OLDEST][late_here] >= timedelta(hours=3).total_seconds()
    ages = told[store.ANSWERED]
    assert ages[(Source.REVIEW,)] >= timedelta(minutes=10).total_seconds() > ages[(Source.ENGINE,)]
    await activities.keep_answer(an_answer())
    async with transaction(pool) as conn:
        told = await store.figures(conn)
    assert told[store.STUCK] == {late_here: 2}


async def test_whoever_never_answered_is_as_old_as_the_first_question(
    pool: Pool, activities: Activities
) -> None:
    await activities.keep_answer(Answer(source=Source.PAYMENT, at=now(), found=None))
    await pool.execute("update sources set created_at = created_at - interval '1 hour'")
    async with transaction(pool) as conn:
        told = await store.figures(conn)
    assert told[store.ANSWERED][(Source.PAYMENT,)] >= timedelta(hours=1).total_seconds()
