"""The pledge: a code on the page, a signature on the phone, the page that goes on (A5.1, A5.2)."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from contracts.documents import PledgeSigned
from contracts.erasure import PersonRequest
from contracts.pledge import PLEDGE_PAGE, Abandoned
from deploy.demo.handwriting import signature
from deploy.demo.page import Page
from kit.adapters import adapter
from kit.clock import now
from kit.ids import new_id
from kit.reference import reference
from kit.session import COOKIE as SESSION
from services.documents.activities import Activities
from services.documents.consumers import hear
from services.documents.signing.domain.legibility import Illegible
from services.documents.signing.domain.pledge import LINK_LASTS
from services.documents.signing.web import parts
from tests.fixtures.browser import Browser as Phone
from tests.fixtures.browser import client_of
from tests.fixtures.people import SignIn
from tests.service.documents.world import Browser, World
from tests.unit.services.documents.conftest import PageTexts, page_texts

__all__ = ["page_texts"]

WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8.0.44"
pytestmark = [pytest.mark.rule("A5.1"), pytest.mark.rule("A5.2")]


@dataclass
class Desk:
    """An applicant in front of the page with the code."""

    world: World
    browser: Browser
    application_id: UUID

    @property
    def address(self) -> str:
        return self.world.pledge_page(self.browser, self.application_id)

    @property
    def onward(self) -> str:
        return f"/declarations/{self.application_id}/form"

    async def page(self) -> Page:
        return await self.browser.get(self.address)

    async def link(self) -> str:
        (found,) = (await self.page()).links("/documents/sign/")
        return urlsplit(found).path

    async def sign(self, **told: Any) -> Page:
        phone, link = await a_phone(self.world), await self.link()
        await phone.get(link)
        return await phone.post(link, strokes=signature(**told))

    async def is_signed(self) -> bool:
        return "保证书已签署" in (await self.page()).text


async def a_desk(world: World) -> Desk:
    return Desk(world, await world.someone(), new_id())


async def a_phone(world: World) -> Phone:
    """Somebody who is not signed in."""
    client = client_of(world.app)
    client.headers["user-agent"] = WECHAT
    return Phone(await world.opened.enter_async_context(client))


async def test_a_phone_scans_and_signs_and_the_page_goes_on(world: World) -> None:
    desk, phone = await a_desk(world), await a_phone(world)
    shown = await desk.page()
    assert "微信或支付宝扫描二维码" in shown.text
    assert shown.soup.select_one("#pledge[data-refresh] img[src^='data:image/svg+xml']")
    assert not shown.soup.select(f'a[href="{desk.onward}"]')  # no next step yet
    assert await desk.link() == await desk.link()  # the code does not change under the phone

    pad = await phone.get(await desk.link())
    assert pad.soup.select_one("canvas")
    assert not await desk.is_signed()
    assert "手机已打开" in (await desk.page()).text
    done = await phone.post(urlsplit(pad.url).path, strokes=signature())
    assert "已签署" in (await phone.get(done.leads_to)).text

    signed = await desk.page()
    assert "请核对下面的签名" in signed.text
    assert "手机（微信）" in signed.text
    assert signed.soup.select_one(f'a.govuk-button[href="{desk.onward}"]')
    assert not signed.soup.select("[data-refresh]")
    told = [row["topic"] for row in await world.rows("outbox")]
    assert told == [PledgeSigned.topic]


async def test_the_phone_sees_the_text_and_a_masked_name_and_nothing_else(world: World) -> None:
    desk = await a_desk(world)
    name = (await desk.page()).text.split("保证人：")[1].split()[0]
    pad = await (await a_phone(world)).get(await desk.link())
    assert "如有弄虚作假" in pad.text
    assert f"保证人：{name[0]}*" in pad.text
    assert name not in pad.text
    assert str(desk.application_id) not in pad.response.text
    assert pad.response.headers["cache-control"] == "private, no-store"
    assert pad.response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("strokes", "verdict"),
    [
        ("", Illegible.MALFORMED),
        ('{"width":320,"height":200,"strokes":[]}', Illegible.EMPTY),
        ('{"width":320,"height":200,"strokes":[[[9,9]]]}', Illegible.DOT),
        ('{"width":320,"height":200,"strokes":[[[9,9],[300,12]]]}', Illegible.LINE),
        ('{"width":320,"height":200,"strokes":[[[9,9],[24,12],[20,30]]]}', Illegible.SMALL),
        ('{"width":320,"height":200,"strokes":[[[9,9],[24,999]]]}', Illegible.OUTSIDE),
        ('{"width":320,"height":200,"strokes":[' + "[[1,1]]," * 6000 + "[]]}", Illegible.TOO_MANY),
        (
            '{"width":320,"height":200,"strokes":[['
            + ",".join(f"[{310 * (turn % 2)},{turn * 3}]" for turn in range(66))
            + "]]}",
            Illegible.SCRIBBLE,
        ),
    ],
)
async def test_what_cannot_be_read_is_refused_with_the_reason_and_can_be_written_again(
    world: World, strokes: str, verdict: Illegible
) -> None:
    desk, phone = await a_desk(world), await a_phone(world)
    link = await desk.link()
    await phone.get(link)
    refused = await phone.post(link, strokes=strokes)
    assert refused.status == 422
    assert refused.faults == [verdict.value]
    assert not await desk.is_signed()
    assert not await world.rows("outbox")
    assert (await phone.post(link, strokes=signature())).leads_to == link
    assert await desk.is_signed()


async def test_signing_many_times_at_once_is_signing_once(world: World) -> None:
    desk, phone = await a_desk(world), await a_phone(world)
    link = await desk.link()
    await phone.get(link)
    answers = await asyncio.gather(*(phone.post(link, strokes=signature(seed)) for seed in range(4)))
    assert {answer.leads_to for answer in answers} == {link}
    assert len(await world.rows("signatures", "signed_at")) == 1
    assert len(await world.rows("outbox")) == 1


async def test_a_link_that_was_shared_or_stolen_leads_nowhere(world: World) -> None:
    desk, mine, stranger = await a_desk(world), await a_phone(world), await a_phone(world)
    link = await desk.link()
    await mine.get(link)
    for answer in (await stranger.get(link), await stranger.post(link, strokes=signature())):
        assert answer.status == 410
        assert "扫描新的二维码" in answer.text
        assert "保证人" not in answer.text
    assert not await desk.is_signed()
    await mine.post(link, strokes=signature())
    assert (await stranger.get(link)).status == 410  # used


async def test_when_a_stranger_was_first_there_is_another_code(world: World) -> None:
    desk, mine, stranger = await a_desk(world), await a_phone(world), await a_phone(world)
    stolen = await desk.link()
    await stranger.get(stolen)
    assert (await mine.get(stolen)).status == 410
    await desk.browser.post(desk.address)
    fresh = await desk.link()
    assert fresh != stolen
    await mine.get(fresh)
    await mine.post(fresh, strokes=signature())
    assert await desk.is_signed()


async def test_an_old_or_invented_link_leads_nowhere_and_the_page_shows_a_new_one(world: World) -> None:
    desk, phone = await a_desk(world), await a_phone(world)
    link = await desk.link()
    await phone.get(link)
    await world.pool.execute("update signing_links set expires_at = expires_at - $1::interval", LINK_LASTS)
    for answer in (await phone.get(link), await phone.post(link, strokes=signature())):
        assert answer.status == 410
    assert (await phone.get("/documents/sign/" + "A" * 22)).status == 410
    assert await desk.link() != link


async def test_a_grant_is_good_for_its_applicant_alone(world: World) -> None:
    desk, other = await a_desk(world), await world.someone()
    assert (await other.get(desk.address)).status == 403
    assert (await other.post(desk.address)).status == 403
    assert (await other.get(PLEDGE_PAGE, grant="forged")).status == 403


async def test_another_text_or_another_name_is_signed_anew(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await a_desk(world)
    await desk.sign()
    assert await desk.is_signed()
    before = dict(desk.browser.client.cookies)
    renamed = sign_in("applicant", account_id=desk.browser.id, name="欧阳改名")
    desk.browser.client.cookies.set(SESSION, renamed[SESSION])
    assert "之前的签名不再有效" in (await desk.page()).text
    desk.browser.client.cookies.clear()
    desk.browser.client.cookies.update(before)
    assert await desk.is_signed()

    pending = await a_desk(world)
    link, phone = await pending.link(), await a_phone(world)
    await phone.get(link)
    monkeypatch.setattr(parts.Means, "text", lambda *_: ("另一版本的保证书。",))
    assert "之前的签名不再有效" in (await desk.page()).text
    assert (await phone.post(link, strokes=signature())).status == 410  # it was another text that was read
    await desk.sign()
    assert await desk.is_signed()
    assert len(await world.rows("signatures", "signed_at")) == 2  # what was signed before stays on record


async def test_signing_again_replaces_only_when_it_is_done(world: World) -> None:
    desk = await a_desk(world)
    await desk.sign()
    (first,) = await world.rows("signatures", "signed_at")
    await desk.browser.post(desk.address)
    assert "仍使用上次的签名" in (await desk.page()).text
    await desk.sign(seed=2)
    assert await desk.is_signed()
    rows = await world.rows("signatures", "signed_at")
    assert len(rows) == 2
    assert rows[0]["id"] == first["id"]


async def test_the_paper_shows_text_signature_name_time_device_and_version(
    world: World, page_texts: PageTexts
) -> None:
    desk = await a_desk(world)
    pdf = desk.address.replace(PLEDGE_PAGE, f"{PLEDGE_PAGE}.pdf")
    assert (await desk.browser.get(pdf)).status == 404
    await desk.sign()
    answer = await desk.browser.get(pdf)
    assert answer.response.headers["content-type"] == "application/pdf"
    (page,) = page_texts(answer.content)
    for told in (*world.app.state.cities.city("shaoxing").pledge, "签署时间", "手机（微信）", "保证书版本"):
        assert told in page.replace("\n", "").replace("\u200b", "")


async def test_nothing_that_is_kept_tells_name_or_handwriting(world: World) -> None:
    desk = await a_desk(world)
    await desk.sign()
    kept = str([*await world.rows("signatures", "signed_at"), *await world.rows("signing_links")])
    assert (await desk.page()).text.split("保证人：")[1].split()[0] not in kept
    assert "strokes" not in kept


async def test_a_draft_that_is_abandoned_keeps_no_signature(world: World) -> None:
    desk, other = await a_desk(world), await a_desk(world)
    await desk.sign()
    await other.sign()
    link, phone = await another_link(desk), await a_phone(world)
    told = Abandoned(
        id=new_id(),
        about=desk.application_id,
        at=now(),
        application_id=desk.application_id,
        person_id=desk.browser.id,
        city="shaoxing",
        plan="2022-engineer",
    )
    for _ in range(2):
        await hear(world.pool)(Abandoned.topic, adapter(Abandoned).dump_python(told, mode="json"))
    assert [row["application_id"] for row in await world.rows("signatures", "signed_at")] == [
        other.application_id
    ]
    assert (await phone.get(link)).status == 410
    assert await other.is_signed()


async def another_link(desk: Desk) -> str:
    """A code that is still open beside a signature that holds."""
    await desk.browser.post(desk.address)
    return await desk.link()


async def test_ones_own_copy_has_what_one_signed(world: World) -> None:
    desk, other = await a_desk(world), await a_desk(world)
    await desk.sign()
    answer = await desk.browser.get("/documents/pledges.json")
    (told,) = answer.response.json()["pledges"]
    assert told["declaration"] == reference(desk.application_id)
    assert told["text"] == list(world.app.state.cities.city("shaoxing").pledge)
    assert told["name"] == (await desk.page()).text.split("保证人：")[1].split()[0]
    assert told["signature_svg"].startswith("<svg")
    assert told["device"] == "手机（微信）"
    assert answer.response.headers["cache-control"] == "private, no-store"
    assert (await other.browser.get("/documents/pledges.json")).response.json() == {"pledges": []}


async def test_a_person_is_forgotten(world: World, activities: Activities) -> None:
    desk = await a_desk(world)
    await desk.sign()
    await activities.erase_person(PersonRequest(person_id=desk.browser.id))
    assert not await world.rows("signatures", "signed_at")
    assert not await world.rows("signing_links")
