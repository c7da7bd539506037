"""What people write when they write much: nothing sticks out."""

import pytest

from deploy.demo import people
from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.records import BASIC, RECORDS
from tests.browser.chromium import PC, PHONE
from tests.browser.conftest import OpenWindow
from tests.browser.window import Window

EMPLOYER = "绍兴市越城区清源环境监测与生态修复工程技术研究开发集团股份有限公司滨海新区第三分公司"
APPLICANT = "阿卜杜热合曼·买买提依明·吐尔逊"
UNBROKEN = "https://example.com/" + "monitoring-station-" * 6
LONG = "曹娥江流域水质自动监测站建设与高浊度水样预处理技术研究" * 4


async def test_long_words_fit_every_page(
    house: House, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "BASIC", {**BASIC, "address": LONG[:100], "specialty": LONG[:50]})
    monkeypatch.setattr(people, "RECORDS", _long_records())
    async with await Journey.begin(house, _long_cast()) as journey:
        await journey.go(journey.joining())
        await journey.start()
        await journey.applicant.give_photo()
        await journey.sign()
        applicant = await open_window(PHONE, journey.applicant)
        clerk = await open_window(PC, journey.clerk)
        case = f"/declarations/{journey.application_id}"
        statement = (UNBROKEN + LONG * 9)[:1000]
        await journey.applicant.fill_form(
            journey.application_id,
            statement=statement,
            source="otherwise",
            current_title=UNBROKEN[:50],
            difference=LONG,
        )
        await journey.applicant.enclose(journey.application_id)
        await _see(applicant, "/archive", "/archive/records", f"{case}/form", f"{case}/attachments")
        await _see(applicant, f"{case}/preview")
        await journey.submit()
        task = await journey.clerk.task(journey.cast.applicant_name)
        await _see(applicant, "/declarations", case, f"{case}/withdraw")
        await _see(clerk, "/", "/review", task, f"{task}/findings", f"{task}/publicity", f"{task}/decision")
        await journey.clerk.examine(task)
        await journey.clerk.post(task)
        await applicant.until("单位公示", path=case)
        await _see(clerk, f"{task}/publicity", "/publicity", "/employers/mine")
        await _refuse_almost(clerk, task)
        await journey.clerk.decide(task, "returned", reason=(UNBROKEN + LONG * 9)[:1000])
        await applicant.until("退回意见", path=case)
        await _see(applicant, case, "/declarations")
        await _see(clerk, task, f"{task}/decision", "/review?state=done")


async def _see(window: Window, *paths: str) -> None:
    for path in paths:
        await window.go(path)
        assert window.status == 200, path


async def _refuse_almost(window: Window, task: str) -> None:
    """不通过 asks once more, and there is a way back."""
    await window.go(f"{task}/decision")
    await window.page.get_by_label("不通过", exact=True).check()
    await window.page.get_by_label("不属于本计划的申报范围").check()
    await window.page.get_by_label("具体情况").last.fill("不具备申报年限要求，" + UNBROKEN)
    await window.press("提交决定")
    assert await window.says("将结束本次申报，不能撤回")
    await window.press("返回修改")
    assert "不具备申报年限要求" in await window.page.get_by_label("具体情况").last.input_value()


def _long_cast() -> Cast:
    cast = Cast()
    object.__setattr__(cast, "employer_name", EMPLOYER + cast.employer_name[-8:])
    object.__setattr__(cast, "applicant_name", APPLICANT)
    return cast


def _long_records() -> tuple[tuple[str, dict[str, str]], ...]:
    longer = {"name": LONG[:100], "content": (UNBROKEN + LONG * 9)[:300], "result": UNBROKEN}
    return tuple(
        (kind, {**values, **longer} if kind == "project" else dict(values)) for kind, values in RECORDS
    )
