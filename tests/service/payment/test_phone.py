"""A phone that has only itself pays by a link; the receipt says who paid whom."""

import re
from html import unescape

import httpx2
import pytest

from kit.outside import authorities
from tests.service.payment.world import World

pytestmark = pytest.mark.rule("A9.2")


def link_on(page: str) -> str:
    found = re.search(r'href="([^"]*/pay/[^"]+)"', page)
    assert found, "no link to the channel"
    return unescape(found[1])


async def test_a_phone_pays_by_a_link_that_leads_back(world: World) -> None:
    accepted = await world.accepted()
    assert "在本手机上支付" in (await accepted.page()).text
    assert (await accepted.press("/phone")).headers["location"] == f"{accepted.path}/code"
    link = link_on((await accepted.page("/code")).text)
    async with httpx2.AsyncClient(headers={"accept": "text/html"}, verify=authorities()) as phone:
        assert "¥ 180.00" in (await phone.get(link)).text
        assert f'href="{world.settings.public_url}{accepted.path}"' in (await phone.post(link)).text
    await world.until(accepted, "paid")
    (charge,) = await world.charges(accepted)
    assert (charge["kind"], charge["state"]) == ("h5", "paid")
    assert (await accepted.page("/code")).headers["location"] == accepted.path


async def test_whoever_changes_between_code_and_link_has_one_that_can_be_paid(world: World) -> None:
    accepted = await world.started()
    await accepted.press("/phone")
    await accepted.press("/phone")
    assert [(one["kind"], one["state"]) for one in await world.charges(accepted)] == [
        ("native", "closed"),
        ("h5", "open"),
    ]
    assert (await world.pay(accepted, 1))["trade_state"] == "CLOSED"
    await accepted.press()
    assert "data:image/svg+xml" in (await accepted.page("/code")).text
    await world.pay(accepted, 3)
    await world.until(accepted, "paid")


async def test_what_was_paid_by_the_code_is_not_paid_again_by_a_link(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="lost")
    await accepted.press("/phone")
    assert await world.state(accepted) == "paid"
    assert len(await world.charges(accepted)) == 1
    assert "缴费成功" in (await accepted.page()).text


async def test_the_receipt_names_payer_and_payee(world: World) -> None:
    accepted = await world.paid()
    page = (await accepted.page()).text
    for text in ("缴款人", "收款单位", world.settings.payee, "交易单号"):
        assert text in page
