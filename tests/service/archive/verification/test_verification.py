"""业绩档案审核: the clerk's desk."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import PAPER, AnEmployer, Browser, Someone
from tests.service.archive.factories import (
    a_submitted_file,
    a_verified_file,
    id_of,
    readiness,
    states,
    told,
    verified_facts,
)

QUEUE = "/archive/verification"


@pytest.fixture
async def others(someone: Someone, employer: UUID) -> list[Browser]:
    """Two more applicants of the employer, with submitted files."""
    found = []
    for name in ("王五", "赵六"):
        browser = await someone("applicant", name=name)
        await browser.post("/archive/employer", {"employer_id": str(employer)})
        await a_submitted_file(browser)
        found.append(browser)
    return found


@pytest.mark.usefixtures("others")
async def test_the_queue_shows_own_people_with_what_waits_the_longest_first(
    clerk: Browser, applicant: Browser, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    early = datetime(2022, 5, 1, 16, 30, tzinfo=UTC)
    await pool.execute(
        """
        update item_versions v set submitted_at = $2
        from items i
        where i.id = v.item_id and i.person_id = $1
        """,
        applicant.id,
        early,
    )
    page = await clerk.get(QUEUE)
    assert "共 3 人、6 项待核验" in page.text
    names = [row.label.get_text(strip=True) for row in page.soup.select("tbody tr") if row.label]
    assert names == ["张三", "王五", "赵六"]
    assert "2022年5月2日 00:30" in page.text


async def test_drafts_are_the_applicants_own_business(applicant: Browser, clerk: Browser) -> None:
    await applicant.fill_basic()
    assert (await clerk.get(f"{QUEUE}/{applicant.id}")).status == 404
    await applicant.submit()
    await applicant.add("paper", PAPER)
    page = await clerk.get(f"{QUEUE}/{applicant.id}")
    assert page.status == 200
    assert "张三" in page.text
    assert PAPER["name"] not in page.text


async def test_items_are_verified_and_returned_one_by_one(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    item = id_of(await a_submitted_file(applicant))
    basic = str(await pool.fetchval("select id from items where kind = 'basic'"))
    page = await clerk.judge(
        applicant,
        **{
            f"verdict-{basic}": "verified",
            f"verdict-{item}": "returned",
            f"reason-{item}": "请补充刊号",
            "attested": "yes",
        },
    )
    assert page.leads_to.startswith(f"{QUEUE}?done=")
    assert "核验通过 1 项。退回修改 1 项。" in (await clerk.get(page.leads_to)).text
    assert await states(pool, basic) == ["verified"]
    assert await states(pool, item) == ["returned"]
    assert await readiness(pool) == [(False, False), (True, False)]
    assert [event["is_verified"] for event in await told(pool, "archive.verification_decided")] == [False]
    assert "请补充刊号" in (await applicant.get("/archive")).text


async def test_verifying_is_attested_with_name_and_time(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    page = await clerk.judge(applicant, all="verified")
    assert page.status == 422
    assert page.faults == ["核验通过前，请勾选核验声明"]
    await clerk.verify_all(applicant)
    row = await pool.fetchrow("select * from decisions")
    assert row is not None
    assert row["clerk_id"] == clerk.id
    assert "李四" not in row["clerk_name_encrypted"]
    assert "真实、准确" in row["attestation"]
    assert "李四" in (await clerk.get(f"{QUEUE}/{applicant.id}")).text


async def test_a_return_without_a_reason_and_a_missing_attestation_are_told_together(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    item = id_of(await a_submitted_file(applicant))
    basic = str(await pool.fetchval("select id from items where kind = 'basic'"))
    fields = {f"verdict-{basic}": "verified", f"verdict-{item}": "returned", f"reason-{item}": " \x00 "}
    page = await clerk.judge(applicant, **fields)
    assert page.status == 422
    assert set(page.faults) == {"退回修改的，请写明原因和需要修改的内容", "核验通过前，请勾选核验声明"}
    chosen = page.soup.select("input[type=radio][checked]")
    assert {(tag["name"], tag["value"]) for tag in chosen} == {
        (f"verdict-{basic}", "verified"),
        (f"verdict-{item}", "returned"),
    }


async def test_choosing_nothing_is_refused(applicant: Browser, clerk: Browser) -> None:
    await a_submitted_file(applicant)
    page = await clerk.judge(applicant, attested="yes")
    assert page.status == 422
    assert page.faults == ["请至少对一项选择“核验通过”或“退回修改”"]


async def test_all_at_once_leaves_what_was_marked_to_be_returned(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    item = id_of(await a_submitted_file(applicant))
    fields = {f"verdict-{item}": "returned", f"reason-{item}": "重复", "all": "verified", "attested": "yes"}
    await clerk.judge(applicant, **fields)
    assert await states(pool, item) == ["returned"]
    assert await pool.fetchval("select count(*) from item_versions where state = 'verified'") == 1


async def test_a_double_click_decides_once(applicant: Browser, clerk: Browser, pool: Pool) -> None:
    await a_submitted_file(applicant)
    path = f"{QUEUE}/{applicant.id}"
    sent = {**(await clerk.get(path)).fields(), "all": "verified", "attested": "yes"}
    first, second = await clerk.post(path, sent), await clerk.post(path, sent)
    assert first.leads_to == second.leads_to
    assert await pool.fetchval("select count(*) from decisions") == 1
    assert len(await told(pool, "archive.verification_decided")) == 1
    assert await readiness(pool) == [(False, False), (True, True)]


async def test_two_clicks_at_the_same_moment_decide_once(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    path = f"{QUEUE}/{applicant.id}"
    sent = {**(await clerk.get(path)).fields(), "all": "verified", "attested": "yes"}
    pages = await asyncio.gather(*(clerk.post(path, sent) for _ in range(4)))
    assert len({page.leads_to for page in pages}) == 1
    assert await pool.fetchval("select count(*) from decisions") == 1
    assert await readiness(pool) == [(False, False), (True, True)]


async def test_what_changed_after_the_clerk_saw_it_is_not_decided(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_submitted_file(applicant)
    desk = f"{QUEUE}/{applicant.id}"
    sent = {**(await clerk.get(desk)).fields(), "all": "verified", "attested": "yes"}
    await applicant.fill(path, journal="中国环境监测")
    await applicant.submit()
    page = await clerk.post(desk, sent)
    assert "1 项未办理" in (await clerk.get(page.leads_to)).text
    assert await states(pool, id_of(path)) == ["submitted"]
    assert await readiness(pool) == [(False, False), (True, False)]


async def test_a_desk_that_is_quite_out_of_date_says_so(
    applicant: Browser, clerk: Browser, someone: Someone, employer: UUID, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    desk = f"{QUEUE}/{applicant.id}"
    sent = {**(await clerk.get(desk)).fields(), "all": "verified", "attested": "yes"}
    colleague = await someone("clerk", name="孙七", org_id=employer)
    await colleague.verify_all(applicant)
    page = await clerk.post(desk, sent)
    assert page.status == 409
    assert "已办理完毕" in page.faults[0]
    assert await pool.fetchval("select count(*) from decisions") == 1


async def test_the_clerk_of_another_employer_is_a_stranger(
    applicant: Browser, clerk: Browser, someone: Someone, an_employer: AnEmployer, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    sent = {**(await clerk.get(f"{QUEUE}/{applicant.id}")).fields(), "all": "verified", "attested": "yes"}
    other = await an_employer("诸暨市环境保护监测站", "12330681000000000X")
    stranger = await someone("clerk", name="钱八", org_id=other)
    assert (await stranger.get(f"{QUEUE}/{applicant.id}")).status == 404
    assert (await stranger.post(f"{QUEUE}/{applicant.id}", sent)).status == 404
    assert "张三" not in (await stranger.get(QUEUE)).text
    assert (await stranger.get(f"{QUEUE}/batch", person=str(applicant.id))).leads_to == f"{QUEUE}?none=1"
    assert await pool.fetchval("select count(*) from decisions") == 0


async def test_an_act_of_somebody_else_is_not_taken_over(
    applicant: Browser, clerk: Browser, someone: Someone, employer: UUID
) -> None:
    await a_verified_file(applicant, clerk)
    path = await applicant.add("paper", {**PAPER, "name": "第二篇"})
    await applicant.submit()
    desk = f"{QUEUE}/{applicant.id}"
    sent = {**(await clerk.get(desk)).fields(), f"verdict-{id_of(path)}": "verified", "attested": "yes"}
    assert (await clerk.post(desk, sent)).status == 303
    colleague = await someone("clerk", name="孙七", org_id=employer)
    assert (await colleague.post(desk, sent)).status == 404


async def test_items_of_another_person_in_the_form_are_left_alone(
    applicant: Browser, others: list[Browser], clerk: Browser, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    foreign = (await clerk.get(f"{QUEUE}/{others[0].id}")).fields()
    seen = {name: value for name, value in foreign.items() if name.startswith("seen-")}
    sent = {**seen, "act": str(new_id()), "all": "verified", "attested": "yes"}
    assert (await clerk.post(f"{QUEUE}/{applicant.id}", sent)).status == 409
    assert await pool.fetchval("select count(*) from item_versions where state = 'verified'") == 0


async def test_many_persons_are_verified_in_one_act(
    clerk: Browser, others: list[Browser], pool: Pool
) -> None:
    page = await clerk.get(f"{QUEUE}/batch", person=[str(other.id) for other in others])
    items = [str(tag["value"]) for tag in page.soup.select("input[name=item]")]
    assert len(items) == 4
    sent = {"batch": page.fields()["batch"], "item": items}
    refused = await clerk.post(f"{QUEUE}/batch", sent)
    assert refused.status == 422
    assert refused.faults == ["核验通过前，请勾选核验声明"]
    for _ in range(2):
        done = await clerk.post(f"{QUEUE}/batch", {**sent, "attested": "yes"})
        result = await clerk.get(done.leads_to)
        assert "王五：核验通过 2 项。" in result.text
        assert "赵六：核验通过 2 项。" in result.text
    assert await pool.fetchval("select count(*) from decisions") == 2
    assert (await readiness(pool)).count((True, True)) == 2


async def test_in_a_batch_one_persons_change_stops_nobody_else(
    clerk: Browser, others: list[Browser], an_employer: AnEmployer, pool: Pool
) -> None:
    page = await clerk.get(f"{QUEUE}/batch", person=[str(other.id) for other in others])
    items = [str(tag["value"]) for tag in page.soup.select("input[name=item]")]
    other = await an_employer("诸暨市环境保护监测站", "12330681000000000X")
    await others[0].post("/archive/employer", {"employer_id": str(other)})
    sent = {"batch": page.fields()["batch"], "item": items, "attested": "yes"}
    result = await clerk.get((await clerk.post(f"{QUEUE}/batch", sent)).leads_to)
    assert "赵六：核验通过 2 项。" in result.text
    assert "王五" not in result.text
    assert (await readiness(pool)).count((True, True)) == 1


async def test_a_batch_that_makes_no_sense_is_refused(clerk: Browser, applicant: Browser) -> None:
    batch = str(new_id())
    for item in ("x", "a/b/c", f"{applicant.id}/{new_id()}", f"{applicant.id}/{new_id()}/1"):
        page = await clerk.post(f"{QUEUE}/batch", {"batch": batch, "item": item, "attested": "yes"})
        assert page.status in {303, 404}
    assert (await clerk.post(f"{QUEUE}/batch", {"batch": "x", "item": "y"})).status == 404
    assert (await clerk.post(f"{QUEUE}/batch", {"batch": batch})).leads_to == f"{QUEUE}?none=1"


async def test_who_was_decided_about_is_found_again(applicant: Browser, clerk: Browser) -> None:
    await a_verified_file(applicant, clerk)
    page = await clerk.get(f"{QUEUE}/decided")
    assert "张三" in page.text
    assert "核验通过 2 项" in page.text
    assert "没有待核验的内容" in (await clerk.get(f"{QUEUE}/{applicant.id}")).text


@pytest.mark.rule("A2.5")
async def test_what_declarations_take_is_told_whenever_it_is_verified_anew(
    applicant: Browser, clerk: Browser, pool: Pool, settings_of: SettingsOf
) -> None:
    await a_verified_file(applicant, clerk)
    await applicant.fill_basic(**{"specialty": "水环境监测", "appointed_on-month": "3"})
    await applicant.submit()
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    assert len(await verified_facts(pool, cipher)) == 2  # chosen employer, first verification
    await clerk.verify_all(applicant)

    before, first, second = await verified_facts(pool, cipher)

    assert before == {}
    assert first == {
        "specialty": "环境监测",
        "current_title": "助理工程师",
        "years": 11,
        "current_title_on": "201112",
        "appointed_on": "201201",
        "worked_since": "201007",
        "proven": {"titles": [], "years": [], "files": {}},
    }
    assert second == {**first, "specialty": "水环境监测", "appointed_on": "201203"}
    assert "水环境监测" not in str(await told(pool, "archive.readiness_changed"))
