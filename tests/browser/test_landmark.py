"""标志性业绩直接申报, from 马上申报 to 提交: on a PC, with two experts of whom one signs on a phone."""

import pytest

from deploy.demo.kinds import INVITED, LANDMARK, ON_PAPER
from tests.browser.chromium import PC, PHONE
from tests.browser.conftest import Begin, OpenWindow
from tests.browser.pages.account import SignIn
from tests.browser.pages.declaration import Attachments, Form, Plan
from tests.browser.pages.experts import Experts, Opinion
from tests.browser.pages.photo import Photo
from tests.browser.pages.pledge import Pad, Pledge


@pytest.mark.rule("A6.3")
@pytest.mark.rule("X1.1")
async def test_a_landmark_achievement_is_declared_with_two_experts(
    begin: Begin, open_window: OpenWindow
) -> None:
    journey = await begin()
    cast = journey.cast
    window, phone, expert = await open_window(PC), await open_window(PHONE), await open_window(PHONE)
    page = await SignIn(window).open("person")
    await page.enter("手机号码", cast.applicant_mobile, cast.password)
    record = await (await Plan(window).open()).start()
    journey.application_id = record.id
    await record.to_photo()
    await Photo(window).give_right()
    await Pledge(window).be_signed(Pad(phone))
    form = Form(window)
    await form.fill("标志性业绩直接申报", 标志性业绩="")
    await form.next()
    assert window.status == 422
    await form.fill("标志性业绩直接申报", 标志性业绩=LANDMARK)
    await form.next()
    experts = await Experts(window).open(record.id)
    await experts.invite(2, {**INVITED, "mobile-2": cast.expert_mobile})
    await experts.type_from_paper(ON_PAPER)
    await Opinion(expert).give(cast.expert_mobile, "两级沉降加超声清洗", cast.applicant_name)
    await window.until("推荐专家意见 按两位专家签名的意见表填写 已完成", path=f"/declarations/{record.id}")
    await window.follow("附件")
    preview = await Attachments(window).enclose()
    assert await preview.heading() == "提交前请核对"
    assert await window.says("专家本人凭短信链接填写，在手机上签名")
    await preview.submit()
    await window.until("用人单位审查")
    case = await journey.clerk.open(await journey.clerk.task(cast.applicant_name))
    assert "标志性业绩直接申报" in case.text
