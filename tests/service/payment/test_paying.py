"""An applicant pays: one code, one transaction at the channel, however often somebody clicks."""

import asyncio
from dataclasses import replace

import pytest

from contracts.case import Duty
from kit.ids import new_id
from tests.service.payment.world import DUE, FEN, OPENED, World, code_on, expire, offered
from tests.unit.services.declaration.plans import a_plan


@pytest.mark.rule("A9.2")
async def test_nothing_can_be_paid_before_acceptance(world: World) -> None:
    browser = world.browser("applicant")
    application_id = new_id()
    for answer in (
        await browser.get(f"/payment/{application_id}"),
        await browser.post(f"/payment/{application_id}"),
        await browser.get(f"/payment/{application_id}/code"),
        await browser.post(f"/payment/{application_id}/check"),
    ):
        assert answer.status_code == 404
        assert "没有要缴的费用" in answer.text
        assert "审核通过后才能缴费" in answer.text
        assert not offered(answer.text)
    assert await world.rows("select 1 from charges") == []


async def test_a_fee_that_is_due_before_its_order_is_there_is_waited_for(world: World) -> None:
    answer = await world.browser("applicant").get(f"/payment/{new_id()}?due=yes")
    assert answer.status_code == 200
    assert "正在准备缴费单" in answer.text
    assert answer.headers["refresh"]
    assert not offered(answer.text)
    accepted = await world.accepted()
    answer = await accepted.browser.get(f"{accepted.path}?due=yes")
    assert "refresh" not in answer.headers
    assert offered(answer.text)


@pytest.mark.rule("A9.2")
async def test_an_accepted_application_can_be_paid_until_its_deadline(world: World) -> None:
    accepted = await world.accepted()
    page = (await accepted.page()).text
    for text in ("180.00 元", "2022年11月4日 24:00", "评审费（中级）", "浙江省物价局", "马上支付"):
        assert text in page
    assert accepted.fee.amount_fen == FEN


async def test_asking_for_the_fee_again_moves_its_date_and_nothing_else(world: World) -> None:
    accepted = await world.accepted()
    again = world.request(accepted.id, accepted.person_id, opened_at=DUE, due_at=DUE.replace(day=20))
    assert await world.activities.request_fee(again) == accepted.fee
    (row,) = await world.rows("select * from orders")
    assert (row["opened_at"], row["due_at"], row["amount_fen"]) == (OPENED, DUE.replace(day=20), FEN)


async def test_the_fee_is_that_of_the_plan_with_which_the_case_began(world: World) -> None:
    began = a_plan(level="高级", title="开始申报时的计划")  # today's is of another level
    application_id, person_id = new_id(), new_id()
    request = world.request(application_id, person_id, terms=began.terms)
    assert (await world.activities.request_fee(request)).amount_fen == 28000
    (row,) = await world.rows("select * from orders")
    assert (row["level"], row["plan_title"]) == ("高级", "开始申报时的计划")


@pytest.mark.rule("B2.1")
async def test_a_recommendation_has_an_order_of_its_own_that_leads_to_the_meeting(world: World) -> None:
    accepted = await world.accepted()
    request = world.request(
        accepted.id,
        accepted.person_id,
        order_id=new_id(),
        plan="2022-senior-engineer",
        opened_at=DUE,
        duty=Duty.CHARGE_RECOMMENDATION,
    )
    fee = await world.activities.request_fee(request)
    assert (fee.item, fee.amount_fen) == ("评审推荐费", 15000)
    page = (await accepted.page()).text
    for text in ("缴纳评审推荐费", "150.00 元", "评审推荐费（高级）", "缴费成功后等待评委会评审"):
        assert text in page
    later = replace(accepted, order_id=fee.order_id)
    await later.press()
    await world.pay(later)
    await world.until(later, "paid")
    page = (await later.page()).text
    assert "推荐到高级评委会" in page
    assert "正在生成" not in page


@pytest.mark.rule("A9.2")
async def test_the_whole_way_from_the_button_to_paid(world: World) -> None:
    accepted = await world.accepted()
    pressed = await accepted.press()
    assert (pressed.status_code, pressed.headers["location"]) == (303, f"{accepted.path}/code")
    page = (await accepted.page("/code")).text
    assert "data:image/svg+xml" in page
    assert 'data-refresh="3"' in page
    assert code_on(page) == (await world.trade(accepted)).pr
    told = await world.pay(accepted)
    await world.until(accepted, "paid")
    led_on = await accepted.page("/code")
    assert (led_on.status_code, led_on.headers["location"]) == (303, accepted.path)
    page = (await accepted.page()).text
    for text in ("缴费成功", "180.00 元", told["transaction_id"], "微信支付", "票据", "评审表"):
        assert text in page
    assert not offered(page)
    (event,) = await world.events()
    assert {key: event[key] for key in ("application_id", "about", "order_id", "amount_fen")} == {
        "application_id": str(accepted.id),
        "about": str(accepted.id),
        "order_id": str(accepted.order_id),
        "amount_fen": FEN,
    }


async def test_what_the_channel_is_told_names_nobody(world: World) -> None:
    accepted = await world.started()
    asked = (await world.trade(accepted)).asked
    assert asked["amount"] == {"total": FEN, "currency": "CNY"}
    assert asked["description"] == "职称评审费（中级）"
    assert asked["notify_url"] == f"{world.url}/payment/callback/wechat"
    assert set(asked) == {
        *("appid", "mchid", "description", "out_trade_no", "time_expire", "notify_url", "amount"),
    }


async def test_many_clicks_at_once_are_one_transaction(world: World) -> None:
    accepted = await world.accepted()
    answers = await asyncio.gather(*(accepted.press() for _ in range(6)))
    assert {answer.status_code for answer in answers} == {303}
    assert len(await world.charges(accepted)) == 1
    assert len(world.book._base.execute("select 1 from trades").fetchall()) == 1


async def test_a_later_click_finds_the_same_code(world: World) -> None:
    accepted = await world.started()
    before = code_on((await accepted.page("/code")).text)
    await accepted.press()
    assert code_on((await accepted.page("/code")).text) == before
    assert len(await world.charges(accepted)) == 1


async def test_a_click_that_died_before_the_call_is_finished_by_the_next(world: World) -> None:
    accepted = await world.accepted()
    world.app.state.channel = world.away
    gone = await accepted.press()
    assert gone.status_code == 503
    assert "请稍后再试" in gone.text or "请过几分钟再试" in gone.text
    assert [charge["state"] for charge in await world.charges(accepted)] == ["intended"]
    assert (await accepted.page("/code")).headers["location"] == accepted.path
    world.app.state.channel = world.channel
    assert (await accepted.press()).status_code == 303
    assert [(charge["number"], charge["state"]) for charge in await world.charges(accepted)] == [(1, "open")]


async def test_a_click_that_died_after_the_call_is_finished_under_the_same_number(world: World) -> None:
    accepted = await world.started()
    code = (await world.trade(accepted)).code_url
    await world.rows("update charges set state = 'intended', code_url = ''")
    assert (await accepted.press()).status_code == 303
    (charge,) = await world.charges(accepted)
    assert (charge["state"], charge["code_url"]) == ("open", code)


async def test_an_old_code_is_closed_and_replaced(world: World) -> None:
    accepted = await world.started()
    await expire(world, accepted)
    page = (await accepted.page("/code")).text
    assert "二维码已过期" in page
    assert "重新获取二维码" in page
    assert "data:image" not in page
    assert "data-refresh" not in page
    await asyncio.gather(*(accepted.press() for _ in range(4)))
    assert [charge["state"] for charge in await world.charges(accepted)] == ["closed", "open"]
    assert (await world.pay(accepted, number=1))["trade_state"] == "CLOSED"
    assert (await world.pay(accepted, number=2))["trade_state"] == "SUCCESS"
    await world.until(accepted, "paid")


async def test_an_old_code_that_we_find_open_at_the_channel_is_closed_there(world: World) -> None:
    accepted = await world.started()
    await world.rows("update charges set expires_at = now()")
    await accepted.press()
    assert (await world.trade(accepted, 1)).state == "CLOSED"
    assert (await world.trade(accepted, 2)).state == "NOTPAY"


async def test_an_old_code_that_was_paid_unheard_is_settled_instead(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="lost")
    await world.rows("update charges set expires_at = now()")
    assert await world.state(accepted) == "open"
    assert (await accepted.press()).status_code == 303
    assert await world.state(accepted) == "paid"
    assert len(await world.charges(accepted)) == 1
    assert len(await world.events()) == 1


@pytest.mark.rule("A9.2")
async def test_paid_but_shown_as_unpaid_is_found_out_by_asking(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="lost")
    asked = await accepted.press("/check")
    assert (asked.status_code, asked.headers["location"]) == (303, accepted.path)
    assert "缴费成功" in (await accepted.page()).text
    assert [payment["told_by"] for payment in await world.payments(accepted)] == ["query"]
    assert len(await world.events()) == 1


async def test_asking_too_early_says_so(world: World) -> None:
    accepted = await world.started()
    asked = await accepted.press("/check")
    page = await accepted.browser.get(asked.headers["location"])
    assert "还没有查到您的付款" in page.text
    assert "不要重复付款" in page.text
    assert await world.state(accepted) == "open"


async def test_asking_and_being_told_at_once_settles_once(world: World) -> None:
    accepted = await world.started()
    await world.pay(accepted, callback="twice")
    await asyncio.gather(*(accepted.press("/check") for _ in range(5)))
    await world.heard()
    assert await world.state(accepted) == "paid"
    assert len(await world.payments(accepted)) == 1
    assert len(await world.events()) == 1


async def test_a_paid_order_cannot_be_paid_again(world: World) -> None:
    accepted = await world.paid()
    pressed = await accepted.press()
    assert pressed.status_code == 303
    assert (await accepted.browser.get(pressed.headers["location"])).headers["location"] == accepted.path
    assert (await accepted.press("/check")).headers["location"] == accepted.path
    assert len(await world.charges(accepted)) == 1


async def test_a_channel_that_is_away_is_told_plainly_and_waited_for(world: World) -> None:
    accepted = await world.started()
    world.app.state.channel = world.away
    assert (await accepted.press("/check")).status_code == 503
    assert (await accepted.page()).status_code == 200
    world.app.state.channel = world.channel
    assert (await accepted.press("/check")).status_code == 303


async def test_strangers_find_nothing(world: World) -> None:
    accepted = await world.started()
    for browser, status in (
        (world.browser("applicant"), 404),
        (world.browser("applicant", account_id=new_id(), name="李四"), 404),
        (world.browser("clerk", account_id=accepted.person_id, org_id=new_id()), 403),
        (world.browser("official", account_id=accepted.person_id, org_id=new_id()), 403),
        (world.browser("admin", account_id=accepted.person_id), 403),
        (world.browser(), 303),
    ):
        for answer in (
            await browser.get(accepted.path),
            await browser.post(accepted.path),
            await browser.get(f"{accepted.path}/code"),
            await browser.post(f"{accepted.path}/check"),
        ):
            assert answer.status_code == status
            assert "180.00" not in answer.text
            assert not offered(answer.text)
            if status == 303:
                assert answer.headers["location"].startswith("/sign-in")
    assert len(await world.charges(accepted)) == 1


async def test_a_page_without_a_simulated_channel_has_no_link_to_it(world: World) -> None:
    accepted = await world.started()
    assert "演示环境" in (await accepted.page("/code")).text
    world.app.state.channel_page_url = ""
    page = (await accepted.page("/code")).text
    assert "演示环境" not in page
    assert world.channel_url not in page
