"""What an employer and each office do with a case, by their pages."""

from deploy.demo.clock import pass_deadline
from deploy.demo.journey import Journey
from tests.browser.pages.desk import Inbox
from tests.browser.window import Window

PLACE = "单位一楼公告栏张贴"


async def examines(window: Window, journey: Journey) -> None:
    """The employer: each item, the publicity and its result, 通过 (E3.1, E4.4, C1.1)."""
    name = journey.cast.applicant_name
    case = await (await Inbox(window).open()).take(name)
    path = window.path
    await case.examine()
    await case.post(PLACE)
    await window.until("公示至")
    await window.go("/publicity")
    assert await window.says(name)
    await pass_deadline(journey.client, journey.application_id)
    await window.until("公示已期满", path=path)
    await case.record_result()
    await case.decide("通过")
    assert await case.heading() == "通过"


async def decides(window: Window, journey: Journey, office: str) -> None:
    """An office: each item, 审查通过, and 审核推荐 unless it accepts (E4.1, B4.1)."""
    case = await (await Inbox(window).open()).take(journey.cast.applicant_name)
    await case.examine()
    await case.decide("审查通过")
    assert await case.heading() == "审查通过"
    if "accept" not in journey.stops[office].duties:
        await case.send_on()
    assert await window.says("系统会自动转入下一环节")
