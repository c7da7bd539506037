"""The photo on the ID card, which a register gave: offered, checked as any other, confirmed (A4.1)."""

from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from contracts.erasure import PersonRequest
from contracts.registers import (
    ANSWER,
    ANSWER_LASTS,
    ASK,
    Answer,
    Outcome,
    Question,
    Register,
    handed_key,
)
from deploy.demo.page import Page
from deploy.demo.portrait import portrait
from kit.blobs import Blobs
from kit.clock import now
from kit.ids import new_id
from services.documents.activities import Activities
from tests.fixtures.storage import SettingsOf
from tests.service.documents.world import CONFIRM, PAGE, Browser, World, marks, picture
from tests.unit.services.documents.portraits import portrait as another

BACK = "/declarations/6f9c1f0e-52a1-4b7e-9d6c-3f2f0b7a1c55/form"
GOOD = portrait()
SOURCE = "公安部门人口信息"


def an_answer(who: Browser, photo: bytes = b"", **changes: object) -> str:
    """What identity lets the browser bring."""
    told = {
        "account_id": who.id,
        "register": Register.PHOTO,
        "outcome": Outcome.FOUND,
        "at": now(),
        "sha256": sha256(photo).hexdigest(),
    }
    return who.grants.seal(Answer(**{**told, **changes}), lasts=ANSWER_LASTS)  # type: ignore[arg-type]


@pytest.fixture
def handed(settings_of: SettingsOf) -> Blobs:
    """The store as identity knows it: to put photos there, and nothing else."""
    return Blobs(settings_of("identity"))


async def hand(handed: Blobs, settings_of: SettingsOf, who: Browser, photo: bytes) -> None:
    """What identity does with what the register told."""
    encrypted = settings_of("identity").field_cipher().encrypt_bytes(photo)
    await handed.replace("uploads", handed_key(who.id), encrypted)


async def brought(who: Browser, answer: str, back: str = BACK) -> Page:
    return await who.get(PAGE, back=back, **{ANSWER: answer})


@pytest.mark.rule("A4.1")
async def test_it_is_offered_first_and_asked_for_by_a_press(world: World) -> None:
    who = await world.someone()
    page = await who.get(PAGE, back=BACK)
    assert f"平台用您的姓名和身份证号码向{SOURCE}查询您的身份证照片" in page.text
    first = page.soup.select_one("main form")
    assert first is not None
    assert first["action"] == ASK
    asked = who.grants.open(Question, page.hidden(ASK)["question"])
    assert (asked.account_id, asked.register) == (who.id, Register.PHOTO)
    assert parse_qs(urlsplit(asked.back).query) == {"back": [BACK]}
    elsewhere = await world.someone(city="xinhai")
    assert not (await elsewhere.get(PAGE)).soup.select(f'form[action="{ASK}"]')


@pytest.mark.rule("A4.1")
async def test_one_press_confirms_it(
    world: World, handed: Blobs, blobs: Blobs, settings_of: SettingsOf
) -> None:
    who = await world.someone()
    await hand(handed, settings_of, who, GOOD)
    answer = an_answer(who, GOOD)

    came = await brought(who, answer)
    assert came.leads_to == f"{PAGE}?done=found&back={BACK}"
    assert not await blobs.exists("uploads", handed_key(who.id))
    again = await brought(who, answer)  # the same address once more
    assert again.leads_to == f"{PAGE}?back={BACK}"
    shown = await who.get(came.leads_to)
    assert marks(shown) == [True] * 5
    assert "来源：身份证照片" in shown.text
    assert not shown.soup.select(f'form[action="{ASK}"]')  # it would be the same one
    assert (await who.confirm(**shown.hidden(CONFIRM))).leads_to == BACK
    (row,) = await world.rows("photos")
    assert row["source"] == "id_card"
    assert row["confirmed_at"]


@pytest.mark.rule("A4.1")
async def test_who_has_a_photo_keeps_it_until_the_other_is_confirmed(
    world: World, handed: Blobs, settings_of: SettingsOf
) -> None:
    who = await world.someone()
    await who.settle(another())
    assert "改用身份证照片" in (await who.get(PAGE)).text
    await hand(handed, settings_of, who, GOOD)
    shown = await who.get((await brought(who, an_answer(who, GOOD))).leads_to)
    assert "确认之前，申报时仍使用您上次确认的照片" in shown.text
    assert picture(shown)


@pytest.mark.rule("A4.6")
@pytest.mark.parametrize("photo", [portrait(1, (67, 142, 219)), b"no picture"])
async def test_one_that_breaks_the_rules_is_not_used_and_says_why(
    world: World, handed: Blobs, settings_of: SettingsOf, photo: bytes
) -> None:
    who = await world.someone()
    await hand(handed, settings_of, who, photo)
    page = await brought(who, an_answer(who, photo))
    assert page.status == 200
    assert "身份证照片不符合申报的要求，没有采用，请上传照片。" in page.text
    assert False in marks(page)
    assert page.soup.select_one("input#photo[type=file]")
    assert await world.rows("photos") == []


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.UNKNOWN, f"{SOURCE}中没有您的身份证照片，请上传照片。"),
        (Outcome.AWAY, f"{SOURCE}暂时没有答复。可以稍后再获取，也可以现在上传照片，不影响申报。"),
        (Outcome.WRONG, f"{SOURCE}的答复没有通过核对，没有采用。"),
        (Outcome.UNPROVEN, "您的身份证号码还没有经政务服务网核验，不能获取身份证照片，请上传照片。"),
        (Outcome.SOON, "刚刚获取过，请一分钟后再试，也可以现在上传照片。"),
    ],
)
async def test_without_one_it_says_so_and_an_upload_does(world: World, outcome: Outcome, words: str) -> None:
    who = await world.someone()
    came = await brought(who, an_answer(who, outcome=outcome))
    assert came.leads_to == f"{PAGE}?asked={outcome}&back={BACK}"
    page = await who.get(came.leads_to)
    assert words in page.text
    assert (await who.upload(GOOD)).status == 303


async def test_what_is_of_somebody_else_old_or_another_photo_is_refused(
    world: World, handed: Blobs, settings_of: SettingsOf
) -> None:
    who = await world.someone()
    await hand(handed, settings_of, who, GOOD)
    for wrong in ({"account_id": new_id()}, {"register": Register.INSURANCE}):
        assert (await brought(who, an_answer(who, GOOD, **wrong))).status == 403
    told = who.grants.open(Answer, an_answer(who, GOOD))
    for answer in ("forged", who.grants.seal(told, lasts=timedelta(-1))):
        assert (await brought(who, answer)).status == 403
    assert (await brought(who, an_answer(who, another()))).leads_to == f"{PAGE}?back={BACK}"
    assert await world.rows("photos") == []


async def test_an_erased_person_leaves_none_behind(
    world: World, handed: Blobs, blobs: Blobs, settings_of: SettingsOf, activities: Activities
) -> None:
    who = await world.someone()
    await hand(handed, settings_of, who, GOOD)
    await activities.erase_person(PersonRequest(person_id=who.id))
    assert not await blobs.exists("uploads", handed_key(who.id))
