"""Results are public while the workflow says so; anybody objects, the office answers, the clock stands."""

import re
from datetime import timedelta

import httpx2
import pytest

from contracts.erasure import PersonRequest
from contracts.results import Outcome
from contracts.sections.result import ResultSection
from tests.service.review.results.electing import (
    DUE,
    FAILS,
    Elected,
    a_candidate,
    announce,
    committee,
    elected,
    token_of,
)
from tests.service.review.world import OBJECTION, Office, World
from tests.unit.sections.written import ID_NUMBER, MOBILE

OVERTURNED = "select body from outbox where topic = 'review.result_overturned'"
CHANGED = "select body from outbox where topic = 'review.objection_changed' order by position"


async def public(world: World, *names: str) -> tuple[Office, list[Elected], str]:
    office = committee()
    found = await elected(world, office, names or ("张三",))
    assert (await announce(world.browser(office))).status_code == 303
    for one in found:
        await one.noticed(world)
    return office, found, f"/publicity/results/{await token_of(world)}"


async def lodge(world: World, path: str, **changes: str) -> httpx2.Response:
    browser = world.visitor()
    form = re.search(r'name="form" value="([^"]+)"', (await browser.get(path)).text)
    values = {"form": form[1] if form else "", "text": OBJECTION, "named": "no", **changes}
    return await browser.post(path, data=values)


async def answered(world: World, office: Office, one: Elected, result: str) -> httpx2.Response:
    (row,) = await world.rows("select id from objections where release_id = $1", one.release_id)
    return await world.browser(office).post(
        f"/review/{one.task.id}/objections/{row['id']}",
        data={"result": result, "answer": "经查阅评审材料和会议记录，情况已经查明。"},
    )


async def test_everybody_sees_names_and_titles_and_no_number(world: World) -> None:
    _, found, path = await public(world, "张三", "李四")
    page = await world.visitor().get(path)
    assert page.headers["x-robots-tag"].startswith("noindex")
    for told in ("张三", "李四", "工程师", "0575-88880000", "2022年12月7日"):
        assert told in page.text
    for hidden in (ID_NUMBER, MOBILE, str(found[0].case.id)):
        assert hidden not in page.text
    assert (await world.visitor().get(f"{path}x")).status_code == 404


async def test_after_the_end_the_page_is_gone(world: World) -> None:
    _, (one, other), path = await public(world, "张三", "李四")
    assert not await world.activities.end_release(one.release_id)
    page = (await world.visitor().get(path)).text
    assert "张三" not in page
    assert "李四" in page
    assert (await world.visitor().get(f"{path}/{one.release_id}")).status_code == 404
    assert not await world.activities.end_release(other.release_id)
    assert (await world.visitor().get(path)).status_code == 410


async def test_an_open_objection_does_not_let_it_end(world: World) -> None:
    office, (one,), path = await public(world)
    receipt = await lodge(world, f"{path}/{one.release_id}")
    assert receipt.status_code == 303
    assert office.name in (await world.visitor().get(receipt.headers["location"])).text
    (told,) = await world.rows(CHANGED)
    assert told["body"]["is_open"] is True
    assert await world.activities.end_release(one.release_id)
    assert (await world.visitor().get(path)).status_code == 200
    assert (await answered(world, office, one, "dismissed")).status_code == 303
    assert not await world.activities.end_release(one.release_id)
    assert await world.rows(OVERTURNED) == []


async def test_an_upheld_objection_ends_it_before_the_clock_is_let_go(world: World) -> None:
    office, (one,), path = await public(world)
    await lodge(world, f"{path}/{one.release_id}")
    page = (await world.browser(office).get(f"/review/{one.task.id}/objections")).text
    assert "待核查" in page
    assert (await answered(world, office, one, "upheld")).status_code == 303
    topics = [
        row["topic"]
        for row in await world.rows(
            "select topic from outbox where about = $1 and topic ~ 'overturned|objection' order by position",
            one.case.id,
        )
    ]
    assert topics == ["review.objection_changed", "review.result_overturned", "review.objection_changed"]
    assert (await world.visitor().get(path)).status_code == 410
    ref = await one.sealed(world)
    sealed = (await world.file.open(one.case.id, ref, ResultSection)).data
    assert (sealed.is_overturned, sealed.certificate) == (True, None)
    assert sealed.publicity
    assert "1件成立" in sealed.publicity.objections


async def test_another_office_answers_nothing(world: World) -> None:
    _, (one,), path = await public(world)
    await lodge(world, f"{path}/{one.release_id}")
    assert (await answered(world, committee(), one, "upheld")).status_code == 404
    assert await world.rows(OVERTURNED) == []


async def test_what_is_wrong_with_an_objection_is_told_at_once(world: World) -> None:
    _, (one,), path = await public(world)
    refused = await lodge(world, f"{path}/{one.release_id}", text="太短", named="yes", name="", mobile="1")
    assert refused.status_code == 422
    for told in ("至少 10 个字", "姓名", "手机号码"):
        assert told in refused.text
    assert await world.rows("select 1 from objections") == []


async def test_a_title_is_sealed_with_its_certificate_and_never_who_voted(world: World) -> None:
    office, (one,), _ = await public(world)
    assert not await world.activities.end_release(one.release_id)
    ref = await one.sealed(world, titled_at=DUE + timedelta(seconds=5))
    assert await one.sealed(world, titled_at=DUE + timedelta(days=9)) == ref
    opened = await world.file.open(one.case.id, ref, ResultSection)
    sealed, certificate = opened.data, opened.data.certificate
    assert opened.previous == "before"
    assert (sealed.vote.present, sealed.vote.yes, sealed.vote.outcome) == (15, 10, Outcome.ELECTED)
    assert (sealed.place, sealed.roster) == (1, 2)
    assert certificate
    assert (certificate.name, certificate.authority) == ("张三", office.name)
    assert certificate.number == "330600-2022-中级-00001"
    assert f"{certificate.obtained_on}" == "2022-12-08"
    assert sealed.publicity
    assert (f"{sealed.publicity.ended_on}", sealed.publicity.objections) == ("2022-12-07", "无异议")


async def test_who_was_not_elected_is_sealed_with_the_text(world: World) -> None:
    one = await a_candidate(world, committee())
    await one.voted(world, FAILS)
    sealed = (await world.file.open(one.case.id, await one.sealed(world), ResultSection)).data
    assert (sealed.vote.outcome, sealed.text) == (Outcome.NOT_ELECTED, FAILS.text)
    assert (sealed.publicity, sealed.is_overturned, sealed.office) == (None, False, committee().name)


async def test_what_nobody_voted_on_is_not_sealed(world: World) -> None:
    one = await a_candidate(world, committee())
    with pytest.raises(Exception, match="还没有登记评审结果"):
        await one.sealed(world)


async def test_a_person_who_is_forgotten_leaves_no_result(world: World) -> None:
    _, (one,), path = await public(world)
    await lodge(world, f"{path}/{one.release_id}")
    await world.activities.erase_person(PersonRequest(person_id=one.task.person_id))
    for table in ("results", "releases", "objections"):
        assert await world.rows(f"select 1 from {table}") == []  # noqa: S608 - names of tables
