"""证件照 over HTTP: uploaded, refused with everything that is wrong, looked at, confirmed."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from deploy.demo.page import Page
from kit.blobs import Blobs
from kit.ids import new_id
from services.documents.photos.web.parts import way_back
from tests.service.documents.world import CONFIRM, PAGE, World, marks, picture
from tests.unit.services.documents.portraits import drawn, jpeg, portrait

BACK = "/declarations/6f9c1f0e-52a1-4b7e-9d6c-3f2f0b7a1c55/form"
GOOD = portrait()
OTHER = portrait(400, 560)
BLUE = (67, 142, 219)


@pytest.mark.rule("A4.1")
async def test_an_upload_is_looked_at_then_confirmed_then_offered_by_default(world: World) -> None:
    who = await world.someone()
    assert picture(await who.get(PAGE)) == ""

    sent = await who.upload(GOOD, back=BACK)
    assert sent.leads_to == f"{PAGE}?done=uploaded&back={BACK}"
    shown = await who.get(sent.leads_to)
    assert marks(shown) == [True] * 5
    assert "请核对这张照片" in shown.text
    image = await who.get(picture(shown))
    assert image.response.headers["content-type"] == "image/jpeg"
    assert image.response.headers["cache-control"] == "private, no-store"
    assert image.response.content[:3] == b"\xff\xd8\xff"

    assert (await who.confirm(**shown.hidden(CONFIRM))).leads_to == BACK
    later = await who.get(PAGE, back=BACK)
    assert "正在使用的照片" in later.text
    assert picture(later) == picture(shown)
    assert later.soup.select_one(f'main a.govuk-button[href="{BACK}"]')
    assert [row["topic"] for row in await world.rows("outbox")] == ["documents.photo_confirmed"]


@pytest.mark.rule("A4.1")
async def test_another_photo_replaces_it_only_when_confirmed(world: World) -> None:
    who = await world.someone()
    await who.settle(GOOD)
    shown = await who.get((await who.upload(OTHER)).leads_to)
    assert "确认之前，申报时仍使用您上次确认的照片" in shown.text
    await who.confirm(**shown.hidden(CONFIRM))
    assert [row["confirmed_at"] is not None for row in await world.rows("photos")] == [True, True]
    assert "正在使用的照片" in (await who.get(PAGE)).text
    assert len(await world.rows("outbox")) == 2


@pytest.mark.rule("A4.7")
async def test_a_refused_photo_lists_everything_at_once(world: World) -> None:
    who = await world.someone()
    page = await who.upload(jpeg(drawn(200, 220, BLUE)), back=BACK)
    assert page.status == 422
    assert page.title.startswith("错误：")
    assert marks(page) == [True, False, False, False, False]
    assert [fault.split("：")[0] for fault in page.faults] == [
        "文件太小",
        "照片尺寸太小",
        "照片太宽",
        "背景不是白色（偏蓝）",
    ]
    assert page.soup.select_one("a[href='#photo']")
    assert "这张照片有 4 项不符合要求" in page.text
    assert page.soup.select_one("input#photo[type=file]")
    assert page.soup.select_one("input[name=back]")["value"] == BACK  # type: ignore[index]
    assert await world.rows("photos") == []


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize(
    "data", [b"not a picture", GOOD[: len(GOOD) // 2], jpeg(Image.new("RGB", (8000, 6250)))]
)
async def test_whatever_is_sent_gets_a_page(world: World, data: bytes) -> None:
    who = await world.someone()
    page = await who.upload(data)
    assert page.status == 422
    assert page.faults
    assert len(marks(page)) == 5


@pytest.mark.parametrize("data", [b""])
async def test_nothing_sent_asks_for_a_photo(world: World, data: bytes) -> None:
    who = await world.someone()
    page = await who.upload(data, name="")
    assert (page.status, page.faults) == (422, ["请选择一张照片，再点击“上传照片”"])
    bare = Page(await who.client.post(PAGE, data={"photo": "text", "back": BACK}))
    assert (bare.status, bare.faults) == (422, ["请选择一张照片，再点击“上传照片”"])


@pytest.mark.rule("A4.3")
async def test_a_huge_photo_is_answered_on_the_page_with_what_to_do(world: World) -> None:
    who = await world.someone()
    page = await who.upload(b"\xff\xd8\xff" + bytes(25 * 1024 * 1024), back=BACK)
    assert page.status == 422
    (told,) = page.faults
    assert told.startswith("照片文件太大：25.0MB，应大于 30KB、小于 1MB，没有保存。请在手机相册里裁剪")
    assert page.soup.select_one("input#photo[type=file]")
    assert page.soup.select_one("input[name=back]")["value"] == BACK  # type: ignore[index]
    assert await world.rows("photos") == []
    beyond = await who.upload(bytes(65 * 1024 * 1024))
    assert beyond.status == 413
    moderate = await who.upload(GOOD + bytes(3 * 1024 * 1024))
    assert moderate.status == 422
    assert any("文件太大" in fault for fault in moderate.faults)


async def test_the_same_photo_twice_is_one(world: World) -> None:
    who = await world.someone()
    first, second = await asyncio.gather(who.upload(GOOD), who.upload(GOOD))
    assert first.leads_to == second.leads_to
    assert (await who.upload(GOOD)).status == 303
    assert len(await world.rows("photos")) == 1


async def test_confirming_twice_is_confirming_once(world: World) -> None:
    who = await world.someone()
    shown = await who.get((await who.upload(GOOD)).leads_to)
    answers = await asyncio.gather(*(who.confirm(**shown.hidden(CONFIRM)) for _ in range(3)))
    assert {answer.leads_to for answer in answers} == {f"{PAGE}?done=confirmed"}
    assert len(await world.rows("outbox")) == 1


async def test_a_photo_that_is_no_longer_the_latest_is_not_confirmed_unseen(world: World) -> None:
    who = await world.someone()
    first_tab = await who.get((await who.upload(GOOD)).leads_to)
    await who.upload(OTHER)
    page = await who.confirm(**first_tab.hidden(CONFIRM))
    assert page.status == 409
    assert page.faults == ["您已在别处上传了新的照片，请核对下面的照片后再确认。"]
    assert picture(page) != picture(first_tab)
    assert (await who.confirm(**page.hidden(CONFIRM))).status == 303


async def test_a_photo_is_for_its_own_person_only(world: World) -> None:
    owner, other = await world.someone(), await world.someone()
    shown = await owner.get((await owner.upload(GOOD)).leads_to)
    assert (await other.get(picture(shown))).status == 404
    assert (await other.confirm(**shown.hidden(CONFIRM))).status == 404
    assert (await other.confirm(photo_id=str(new_id()))).status == 404
    assert (await other.confirm(photo_id="no id")).status == 404
    assert (await other.confirm()).status == 404
    assert picture(await other.get(PAGE)) == ""


@pytest.mark.parametrize("role", ["", "clerk", "official", "admin"])
async def test_only_applicants_have_photos(world: World, role: str) -> None:
    somebody = await world.someone(role)
    picture = f"{PAGE}/{new_id()}.jpg"
    for page in (
        await somebody.get(PAGE),
        await somebody.get(picture),
        await somebody.upload(GOOD),
        await somebody.confirm(photo_id=str(new_id())),
    ):
        assert page.leads_to.startswith("/sign-in") if not role else page.status == 403
    assert await world.rows("photos") == []


async def test_what_is_stored_is_encrypted_and_clean(world: World, blobs: Blobs) -> None:
    who = await world.someone()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    await who.upload(jpeg(drawn(), exif=exif))
    (row,) = await world.rows("photos")
    stored = await blobs.get("uploads", row["blob_key"])
    assert b"\xff\xd8\xff" not in stored[:100]
    shown = await who.get(f"{PAGE}/{row['id']}.jpg")
    assert b"where I live" not in shown.response.content
    assert len(shown.response.content) == row["bytes"]


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        (BACK, BACK),
        ("/declarations", "/declarations"),
        ("https://evil.example", ""),
        ("//evil.example/declarations/1", ""),
        ("/declarations//evil.example", ""),
        ("/declarations/../sign-out", ""),
        ("/declarations/1?next=https://evil.example", ""),
        ("/declarationsx", ""),
        ("/declarations/1\nset-cookie: a=b", ""),
        ("javascript:alert(1)", ""),
    ],
)
async def test_the_way_back_leads_to_a_declaration_or_nowhere(world: World, asked: str, back: str) -> None:
    who = await world.someone()
    page = await who.get(PAGE, back=asked)
    assert page.soup.select_one("input[name=back]")["value"] == back  # type: ignore[index]


@given(asked=st.text(max_size=60).map("/declarations/".__add__) | st.text(max_size=60))
def test_no_way_back_leads_out(asked: str) -> None:
    found = way_back(asked)
    assert found in ("", asked)
    assert not found or (found.startswith("/declarations") and "//" not in found and ":" not in found)


async def test_the_requirements_are_those_of_the_city(world: World) -> None:
    text = (await (await world.someone()).get(PAGE)).text
    assert "文件大于 30KB、小于 1MB" in text
    assert "宽大于 215 像素、高大于 300 像素" in text
    assert "0.65 至 0.8 之间" in text
    assert "白色背景" in text
    assert (await (await world.someone(city="nowhere")).get(PAGE)).status == 404
