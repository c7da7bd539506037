"""公示凭证: photos and a link of the posting, sealed with the decision, read later (E4.4, E4.5)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from cities import Cities
from contracts.files import FILE_PAGE, JPEG, UPLOAD_PAGE, UploadGrant, ViewGrant
from contracts.review import Task
from contracts.sections.decision import DecisionSection
from contracts.sections.publicity import Posting, Proof
from kit.ids import new_id
from tests.service.review.world import (
    DUE,
    Case,
    Office,
    World,
    date_posting,
    decide,
    department,
    employer,
    examine,
    notice,
    passing,
    post,
    receipt_of,
    record_result,
)

pytestmark = pytest.mark.rule("E4.4", "E4.5")
LINK = "http://www.example.gov.cn/gs/1.html?a=1&b=2"


class Posted:
    """A clerk whose unit has posted a case."""

    def __init__(self, world: World, office: Office, case: Case, task: Task, account_id: UUID) -> None:
        self.world, self.office, self.case, self.task, self.account_id = world, office, case, task, account_id
        self.browser = world.browser(office, account_id=account_id)
        self.path = f"/review/{task.id}/publicity/proof"

    def receipt(self, **changes: Any) -> str:
        account_id = changes.pop("account_id", self.account_id)
        told = {"purpose": "posting", "name": "公告栏.jpg", "media_type": JPEG, "pages": 1, **changes}
        return receipt_of(self.world, account_id, **told)

    async def save(self, *receipts: str, link: str = "", **more: Any) -> httpx2.Response:
        return await self.browser.post(self.path, data={"receipt": list(receipts), "link": link, **more})

    async def run_out(self) -> None:
        await date_posting(self.world)
        await notice(self.world, self.task, due_at=DUE + timedelta(seconds=3), is_over=True)

    async def files(self) -> list[UUID]:
        rows = await self.world.rows("select file_id from publicity_proofs order by added_at, file_id")
        return [row["file_id"] for row in rows]


@pytest.fixture
async def posted(world: World) -> Posted:
    office, case, account_id = employer(), await world.a_case(), new_id()
    task = await case.task(office)
    there = Posted(world, office, case, task, account_id)
    await examine(there.browser, task)
    assert (await there.browser.get(there.path)).headers["location"] == f"/review/{task.id}/publicity"
    await post(there.browser, task)
    return there


@pytest.fixture
def asking(world: World) -> Iterator[None]:
    """The city records no result without a proof."""
    known: Cities = world.app.state.cities
    city = replace(known.city("shaoxing"), posting_proof=True)
    world.app.state.cities = Cities({**known.by_slug, "shaoxing": city})
    yield
    world.app.state.cities = known


async def test_photos_and_link_are_sealed_and_read_by_the_offices_after(posted: Posted) -> None:
    world, task, file_id = posted.world, posted.task, new_id()
    receipt = posted.receipt(file_id=file_id)
    for _ in range(2):
        assert (await posted.save(receipt, receipt, link=LINK, shown="")).status_code == 303
    (kept,) = await world.rows("select body from outbox where topic = 'review.files_kept'")
    assert (kept["body"]["file_ids"], kept["body"]["account_id"]) == ([str(file_id)], str(posted.account_id))
    for page in (posted.path, f"/review/{task.id}/publicity"):
        seen = (await posted.browser.get(page)).text
        assert "公告栏.jpg" in seen
        assert "http://www.example.gov.cn/gs/1.html?a=1&amp;b=2" in seen
    public = (await world.rows("select token from publicities"))[0]["token"]
    assert "example.gov.cn" not in (await world.visitor().get(f"/publicity/{public}")).text
    await posted.run_out()
    await record_result(posted.browser, task)
    assert (await decide(posted.browser, task, **passing(posted.office))).status_code == 303
    refused = await posted.save(link="http://other.example.cn/")
    assert refused.status_code == 409
    assert "http://other.example.cn/" in refused.text  # nothing typed is lost
    sealed = await world.file.open(posted.case.id, await posted.case.sealed(task), DecisionSection)
    photo = Proof(file_id=file_id, sha256="c0ffee" * 10 + "c0ff", media_type=JPEG, pages=1)
    assert sealed.data.posting == Posting(proofs=(photo,), link=LINK)
    after = department()
    there = await posted.case.task(after)
    reader = world.browser(after)
    page = (await reader.get(f"/review/{there.id}")).text
    assert 'rel="noopener noreferrer nofollow"' in page
    shown = f"/review/{there.id}/publicity/proofs/{file_id}"
    assert shown in page
    led = await reader.get(shown)
    assert led.headers["location"].startswith(f"{FILE_PAGE}/{file_id}/view")
    grant = world.app.state.grants.open(ViewGrant, led.headers["location"].partition("grant=")[2])
    assert grant.file_id == file_id
    assert (await reader.get(f"/review/{there.id}/publicity/proofs/{new_id()}")).status_code == 404
    assert (await world.browser(department()).get(shown)).status_code == 404


async def test_the_upload_page_leads_back_to_files_that_are_kept_and_can_be_taken_away(
    posted: Posted,
) -> None:
    led = await posted.save(link=LINK, act="upload")
    assert led.headers["location"].startswith(UPLOAD_PAGE)
    grants = posted.world.app.state.grants
    grant = grants.open(UploadGrant, led.headers["location"].partition("grant=")[2])
    assert (grant.purpose, grant.most, grant.back) == ("posting", 6, posted.path)
    ids = sorted(new_id() for _ in range(2))
    came = {"receipt": [posted.receipt(file_id=one) for one in ids], "unsent": "1"}
    back = await posted.browser.get(posted.path, params=came)
    assert (back.status_code, back.headers["location"]) == (303, f"{posted.path}?unsent=1")
    assert "有 1 个文件没有上传成功" in (await posted.browser.get(back.headers["location"])).text
    assert LINK in str(await posted.world.rows("select link from publicities"))  # as it was
    await posted.save(link=LINK, shown=LINK, drop=str(ids[0]))
    assert await posted.files() == [ids[1]]
    assert (await posted.save(link=LINK, shown=LINK, drop="?")).status_code == 404


async def test_what_is_wrong_is_told_at_once_and_what_was_typed_stays(posted: Posted) -> None:
    receipts = [posted.receipt(name=f"{number}.jpg") for number in range(7)]
    refused = await posted.save(*receipts, link="javascript:alert(1)")
    assert refused.status_code == 422
    assert "最多 6 个，现在是 7 个" in refused.text
    assert "开头的完整网址" in refused.text
    assert 'value="javascript:alert(1)"' in refused.text
    assert refused.text.count('name="receipt"') == 7
    assert "javascript:alert" not in (await posted.browser.get(posted.path)).text
    for odd in (posted.receipt(purpose="commission"), posted.receipt(account_id=new_id()), "x"):
        assert (await posted.save(odd)).status_code == 403
        assert (await posted.browser.get(posted.path, params={"receipt": odd})).status_code == 403
    late = await posted.save(posted.receipt(lasts=timedelta(seconds=-1)))
    assert late.status_code == 422
    assert "超过一天" in late.text
    assert not await posted.files()


async def test_a_link_that_was_changed_elsewhere_is_not_written_over_unseen(posted: Posted) -> None:
    await posted.save(link=LINK, shown="")
    refused = await posted.save(link="https://www.example.cn/", shown="")
    assert refused.status_code == 409
    assert "刚刚在别处修改过" in refused.text
    assert (await posted.save(link="https://www.example.cn/", shown=LINK)).status_code == 303


@pytest.mark.usefixtures("asking")
async def test_a_city_may_record_no_result_without_it(posted: Posted) -> None:
    await posted.run_out()
    refused = await record_result(posted.browser, posted.task)
    assert refused.status_code == 422
    assert "本市要求保存公示凭证" in refused.text
    assert posted.path in refused.text
    file_id = new_id()
    await posted.save(posted.receipt(file_id=file_id))
    assert (await record_result(posted.browser, posted.task)).status_code == 303
    refused = await posted.save(drop=str(file_id))
    assert refused.status_code == 422
    assert await posted.files() == [file_id]
    assert (await posted.save(link=LINK, shown="", drop=str(file_id))).status_code == 303


async def test_nobody_else_proves_it(posted: Posted) -> None:
    for office, status in ((employer(), 404), (department(), 404)):
        browser = posted.world.browser(office)
        assert (await browser.get(posted.path)).status_code == status
        assert (await browser.post(posted.path, data={"link": LINK})).status_code == status
