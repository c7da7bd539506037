"""An expert signs an opinion on the phone that proved the number (X1.1)."""

import asyncio
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from pydantic import TypeAdapter

from contracts.recommendation import (
    EXPERT_COOKIE,
    OPINION_PAGE,
    SIGNING_LASTS,
    OpinionGrant,
    OpinionSigned,
)
from deploy.demo.handwriting import signature
from kit import grants
from kit.clock import now
from kit.ids import new_id
from kit.standstill import Standstill, Standstills
from services.documents.signing.domain.legibility import Illegible
from tests.fixtures.browser import Browser as Phone
from tests.fixtures.browser import client_of
from tests.service.documents.world import World

pytestmark = pytest.mark.rule("X1.1")
SECRET = "b" * 32
BACK = "/declarations/experts/0123"


def leave() -> OpinionGrant:
    return OpinionGrant(
        invitation_id=new_id(),
        person_id=new_id(),
        name="陈国平",
        statement="本人愿意推荐其参加评审。",
        score="92.5",
        opinion_sha256="a" * 64,
        browser_sha256=sha256(SECRET.encode()).hexdigest(),
        back=BACK,
        city="shaoxing",
    )


def address(world: World, granted: OpinionGrant) -> str:
    token = world.grants.seal(granted, lasts=SIGNING_LASTS)
    return f"{OPINION_PAGE}?{urlencode({'grant': token})}"


async def a_phone(world: World, secret: str = SECRET) -> Phone:
    client = client_of(world.app, {EXPERT_COOKIE: secret} if secret else {})
    client.headers["user-agent"] = "Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.44"
    return Phone(await world.opened.enter_async_context(client))


async def told(world: World) -> list[OpinionSigned]:
    kind = TypeAdapter(OpinionSigned)
    return [
        kind.validate_python(row["body"])
        for row in await world.rows("outbox")
        if row["topic"] == OpinionSigned.topic
    ]


async def test_an_expert_signs_once_and_declaration_gets_the_signature_as_vectors(world: World) -> None:
    granted, phone = leave(), await a_phone(world)
    page = await phone.get(address(world, granted))
    assert page.soup.select_one("canvas")
    for words in ("陈国平", "92.5 分", "本人愿意推荐其参加评审。"):
        assert words in page.text
    assert page.response.headers["referrer-policy"] == "no-referrer"

    done = await asyncio.gather(*(phone.post(address(world, granted), strokes=signature()) for _ in range(4)))

    assert {one.leads_to for one in done} == {f"{BACK}?signed"}
    (event,) = await told(world)
    assert (event.invitation_id, event.opinion_sha256) == (granted.invitation_id, "a" * 64)
    assert event.device == "手机（微信）"
    assert "<svg" not in event.picture_encrypted  # the base64 has no such sign
    drawn = world.app.state.signing.cipher.decrypt(event.picture_encrypted)
    assert drawn.startswith("<svg")
    assert event.signature_sha256 == sha256(f"{'a' * 64}:{drawn}".encode()).hexdigest()


async def test_what_cannot_be_read_is_refused_with_the_reason(world: World) -> None:
    phone = await a_phone(world)
    dot = '{"width":320,"height":200,"strokes":[[[9,9]]]}'

    refused = await phone.post(address(world, leave()), strokes=dot)

    assert refused.status == 422
    assert refused.faults == [Illegible.DOT.value]
    assert not await told(world)


async def test_nobody_signs_while_the_city_stands_still(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted, phone = leave(), await a_phone(world)
    act = Standstill(id=new_id(), city="shaoxing", at=now(), by="运维", why="迁移", notice="平台迁移。")
    with monkeypatch.context() as frozen:
        frozen.setattr(Standstills, "of", lambda _, city: act if city == act.city else None)
        refused = await phone.post(address(world, granted), strokes=signature())
    assert (refused.status, act.notice in refused.text) == (503, True)
    assert not await told(world)
    assert (await phone.post(address(world, granted), strokes=signature())).leads_to == f"{BACK}?signed"


@pytest.mark.parametrize("secret", ["", "c" * 32])
async def test_another_phone_does_not_sign(world: World, secret: str) -> None:
    thief, where = await a_phone(world, secret), address(world, leave())

    for answered in (await thief.get(where), await thief.post(where, strokes=signature())):
        assert answered.status == 403
        assert "请在验证过手机号码的手机上" in answered.text
    assert not await told(world)


async def test_a_grant_that_is_forged_or_over_signs_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, where = await a_phone(world), address(world, leave())
    assert (await phone.get(f"{OPINION_PAGE}?grant=x")).status == 403
    assert (await phone.get(OPINION_PAGE)).status == 403
    late = now() + SIGNING_LASTS
    monkeypatch.setattr(grants, "now", lambda: late)
    assert (await phone.post(where, strokes=signature())).status == 403
    assert not await told(world)
