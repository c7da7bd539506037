"""The applicant's home: the case, or the steps towards one."""

from contracts.application import Status
from contracts.case import Role
from kit.reference import reference
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, News
from tests.service.declaration.progress.test_record import Case
from tests.service.declaration.progress.test_record import case as case  # noqa: PLC0414 - its fixture


async def test_before_a_declaration_the_steps_say_what_is_done(browsers: Browsers, news: News) -> None:
    newcomer = browsers("applicant")
    page = await newcomer.get("/home")
    steps = page.text
    assert steps.count("未核验") == 2
    assert "填好后在 我的档案 提交用人单位审核" in steps
    assert "未上传" in steps
    assert "还不能申报" in steps

    await news.employer()
    await news.readiness(newcomer.person_id, records=False)
    await news.photo(newcomer.person_id)
    steps = (await newcomer.get("/home")).text
    assert steps.count("已核验") == 1
    assert "已确认" in steps
    assert "还不能申报" in steps

    await news.readiness(newcomer.person_id)
    page = await newcomer.get("/home")
    assert "可以申报" in page.text
    assert "填好后在" not in page.text
    assert "2100年12月30日 17:00 截止" in page.text
    assert "/plans" in page.links()


async def test_with_a_declaration_home_is_the_case(applicant: Browser, case: Case) -> None:
    page = await applicant.get("/home")
    assert "现在轮到 您本人 填写申报信息并提交" in page.text
    assert "去办理" in page.text
    assert reference(case.id) in page.text
    assert f"/declarations/{case.id}" in page.links()
    assert "马上申报" not in page.text

    await case.move("submitted", Status.EXAMINING, Role.EMPLOYER, "绍兴市环境监测站")
    text = (await applicant.get("/home")).text
    assert "现在轮到 绍兴市环境监测站" in text
    assert "查看进度" in text


async def test_what_is_over_leaves_home_for_the_records(applicant: Browser, case: Case) -> None:
    await case.move("withdrawn", Status.WITHDRAWN, Role.PLATFORM, why="申报人撤回")
    text = (await applicant.get("/home")).text
    assert reference(case.id) not in text
    assert "可以申报" in text
    assert reference(case.id) in (await applicant.get("/declarations")).text
