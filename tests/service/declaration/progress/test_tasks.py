from uuid import UUID

import pytest

from contracts.case import Problem
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events, News, Player

NO_PHOTO = Problem(rule="A4.6", page="/documents/photo", message="背景不是白色")
NO_RECORDS = Problem(rule="A2.3", page="/archive/records", message="业绩档案尚未核验")
AWAY = Problem(rule="", page="", message="系统暂时繁忙，请稍后再试。")


def states(text: str, *titles: str) -> list[str]:
    """The word that stands next to each title."""
    words = ("已完成", "未完成", "有问题", "可以选择", "待提交")
    return [
        min(words, key=lambda word: found if (found := text.find(word, at)) >= 0 else len(text))
        for at in (text.index(title, text.index("申报步骤")) for title in titles)
    ]


PARTS = ("证件照", "签署真实性保证书", "申报信息", "提取业绩", "预览并提交")


async def test_a_new_draft_lists_what_is_to_be_done(applicant: Browser) -> None:
    page = await applicant.get(await applicant.start())

    assert states(page.text, *PARTS) == ["未完成", "未完成", "未完成", "可以选择", "待提交"]
    assert "已完成 0 项，共 4 项" in page.text
    assert "还有 3 项需要填写或改正" in page.text


async def test_what_is_done_is_ticked_off_one_by_one(applicant: Browser, news: News) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, act="save", category="")
    assert "还有 1 项需要填写或改正" in (await applicant.get(declaration)).text

    await applicant.fill_in(declaration)
    await news.photo(applicant.person_id)
    page = await applicant.get(declaration)

    assert states(page.text, *PARTS) == ["已完成", "未完成", "已完成", "可以选择", "待提交"]
    assert "已完成 3 项，共 4 项" in page.text


@pytest.mark.rule("A8.8")
async def test_what_the_preview_found_stands_at_its_part_until_something_changes(
    applicant: Browser, news: News, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    await news.photo(applicant.person_id)
    async with play((await started())[0], problems=(NO_PHOTO, NO_RECORDS, AWAY)):
        assert "还不能提交" in (await applicant.get(f"{declaration}/preview")).text
    page = await applicant.get(declaration)

    assert states(page.text, *PARTS) == ["有问题", "未完成", "已完成", "有问题", "待提交"]
    assert {"/documents/photo", "/archive/records"} <= set(page.links())

    await applicant.fill_in(declaration, statement="另写一份。")
    changed = await applicant.get(declaration)
    assert states(changed.text, *PARTS) == ["已完成", "未完成", "已完成", "可以选择", "待提交"]


async def test_a_check_that_could_not_be_made_found_nothing(
    applicant: Browser, news: News, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    await news.photo(applicant.person_id)
    async with play((await started())[0], problems=(AWAY,)):
        assert (await applicant.get(f"{declaration}/preview")).status == 503

    assert "有问题" not in (await applicant.get(declaration)).text


async def test_a_check_without_problems_takes_away_what_the_last_one_found(
    applicant: Browser, news: News, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    await news.photo(applicant.person_id)
    async with play((await started())[0], problems=(NO_RECORDS,)):
        await applicant.get(f"{declaration}/preview")
    assert "有问题" in (await applicant.get(declaration)).text
    await news.pledge(uuid_of(declaration), applicant.person_id)

    assert "有问题" not in (await applicant.get(declaration)).text


def uuid_of(declaration: str) -> UUID:
    return UUID(declaration.removeprefix("/declarations/"))
