"""收费设定: every office reads what it charges, and cannot make it anything else (B2.1)."""

import re

import pytest

from kit.ids import derived, new_id
from tests.service.payment.world import World

PATH = "/payment/fees"
FREE = ("ecology", "hr", "yuecheng-ecology", "yuecheng-hr")

pytestmark = pytest.mark.rule("B2.1")


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("office", FREE)
async def test_an_examining_office_reads_that_it_charges_nothing(world: World, office: str) -> None:
    browser = world.browser("official", org_id=derived("office", "shaoxing", office))

    page = _text((await browser.get(PATH)).text)

    assert "除召开中评委会议需收取“中推高评审费”外，其他审查环节均不得收取任何费用" in page
    assert "本单位不收费" in page
    assert page.count("审查环节不得收取任何费用") == 2  # a row for each plan
    assert "元" not in page


async def test_the_committee_reads_what_the_case_will_be_asked_for(world: World) -> None:
    browser = world.browser("official", org_id=derived("office", "shaoxing", "engineer-committee"))

    page = _text((await browser.get(PATH)).text)
    accepted = await world.accepted()

    assert f"评审费（中级）{accepted.fee.amount_fen / 100:.2f}" in page
    assert "浙江省物价局" in page
    assert "本市没有设置由本单位收取中推高评审费" in page  # of the senior plan, which it recommends for


async def test_nobody_can_set_a_fee(world: World) -> None:
    for office in (*FREE, "engineer-committee", "senior-committee"):
        browser = world.browser("official", org_id=derived("office", "shaoxing", office))
        form = {"plan": "2022-engineer", "item": "评审推荐费", "amount_fen": "8000"}
        assert (await browser.post(PATH, data=form)).status_code == 403

    accepted = await world.accepted()
    (order,) = await world.rows("select item, amount_fen from orders where id = $1", accepted.order_id)
    assert order == {"item": "评审费", "amount_fen": 18000}


async def test_an_office_that_no_city_knows_charges_nothing(world: World) -> None:
    page = await world.browser("official", org_id=new_id()).get(PATH)

    assert page.status_code == 200
    assert "本单位不收费" in page.text


@pytest.mark.parametrize("role", ["applicant", "employer", "admin"])
async def test_the_page_is_for_offices(world: World, role: str) -> None:
    assert (await world.browser(role).get(PATH)).status_code == 403
