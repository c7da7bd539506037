from datetime import UTC, datetime

import pytest

from kit.db import Pool
from tests.service.declaration.browser import ANSWERS, Browser
from tests.service.declaration.conftest import News


async def test_a_draft_keeps_whatever_was_typed(applicant: Browser) -> None:
    declaration = await applicant.start()

    saved = await applicant.fill_in(
        declaration,
        act="save",
        category="",
        source="otherwise",
        years="八",
        statement="甲\r\n乙",
        **{"appointed_on-month": "13"},
    )
    page = await applicant.get(saved.leads_to)

    assert saved.leads_to == f"{declaration}/form?saved"
    assert "草稿已保存" in page.text
    assert (page.value("years"), page.value("appointed_on-month")) == ("八", "13")
    assert (page.checked("kind"), page.checked("category")) == (["regular"], [])
    assert page.checked("options") == ["再次通过中级申报"]
    assert page.value("statement") == "甲\n乙"
    assert "需要填写或改正 未完成" in (await applicant.get(declaration)).text


async def test_a_complete_form_goes_on_to_the_preview(applicant: Browser) -> None:
    declaration = await applicant.start()

    answer = await applicant.fill_in(declaration)

    assert (answer.status, answer.leads_to) == (303, f"{declaration}/attachments")
    assert "申报信息 已完成" in (await applicant.get(declaration)).text


@pytest.mark.rule("A6.1")
@pytest.mark.parametrize("one", ["字", "👩‍🔬", "e\u0301"])
async def test_a_statement_of_1001_characters_is_kept_but_does_not_go_on(
    applicant: Browser, one: str
) -> None:
    declaration = await applicant.start()

    page = await applicant.fill_in(declaration, statement=one * 1001)

    assert page.status == 422
    assert page.title.startswith("错误：")
    assert "本人述职最多 1000 字，现为 1001 字" in page.text
    kept = (await applicant.get(f"{declaration}/form")).value("statement")
    assert len(kept) >= 1001
    assert (await applicant.fill_in(declaration, statement=one * 1000)).status == 303


async def test_everything_that_is_wrong_is_told_at_once(applicant: Browser) -> None:
    declaration = await applicant.start()

    page = await applicant.post(f"{declaration}/form", version="1", act="next", source="otherwise")

    assert page.status == 422
    for words in (
        "请选择申报方式",
        "三类中选一类",
        "请填写从事专业",
        "请填写现任专业技术资格",
        "请填写本人述职",
    ):
        assert words in page.text
    assert {"#kind", "#category", "#specialty", "#current_title_on", "#statement"} <= set(page.links())


async def test_a_second_tab_is_shown_what_the_first_one_saved(applicant: Browser) -> None:
    declaration = await applicant.start()
    stale = (await applicant.get(f"{declaration}/form")).value("version")
    await applicant.fill_in(declaration, source="otherwise", specialty="环境监测")

    other = {"source": "otherwise", "specialty": "环境工程", "difference": "改做环境工程"}
    page = await applicant.fill_in(declaration, version=stale, **other)

    assert page.status == 409
    assert "另一个页面保存过" in page.text
    assert "从事专业 环境监测 环境工程" in page.text
    assert page.value("specialty") == "环境工程"
    assert (await applicant.get(f"{declaration}/form")).value("specialty") == "环境监测"

    data = {**ANSWERS, **other, "version": page.value("version"), "act": "next"}
    assert (await applicant.post(f"{declaration}/form", data)).status == 303
    assert (await applicant.get(f"{declaration}/form")).value("specialty") == "环境工程"


async def test_a_double_click_on_save_is_one(applicant: Browser) -> None:
    declaration = await applicant.start()
    version = (await applicant.get(f"{declaration}/form")).value("version")

    first = await applicant.fill_in(declaration, version=version)
    second = await applicant.fill_in(declaration, version=version)

    assert (first.status, second.status) == (303, 303)
    assert (await applicant.get(f"{declaration}/form")).value("version") == str(int(version) + 1)


@pytest.mark.parametrize("version", ["", "abc", "９", "-1", "999999999999999999999"])
async def test_a_forged_version_is_a_stale_one(applicant: Browser, version: str) -> None:
    declaration = await applicant.start()

    assert (await applicant.fill_in(declaration, version=version)).status == 409


async def test_control_characters_do_no_harm(applicant: Browser) -> None:
    declaration = await applicant.start()

    assert (await applicant.fill_in(declaration, statement="甲\x00乙\x0b")).status == 303
    assert (await applicant.get(f"{declaration}/form")).value("statement") == "甲乙"


@pytest.mark.rule("M2.7")
async def test_what_the_employer_verified_is_shown_and_not_asked(applicant: Browser) -> None:
    declaration = await applicant.start()

    page = await applicant.get(f"{declaration}/form")

    for words in ("环境监测", "助理工程师", "2016年8月", "2016年12月", "8 年"):
        assert words in page.text
    assert page.checked("source") == ["verified"]
    only = {"kind": "regular", "category": "监测与分析", "statement": "主持三项。", "source": "verified"}
    answer = await applicant.post(
        f"{declaration}/form", {**only, "version": page.value("version"), "act": "next"}
    )
    assert (answer.status, answer.leads_to) == (303, f"{declaration}/attachments")


async def test_another_value_is_taken_with_a_reason_only(applicant: Browser) -> None:
    declaration = await applicant.start()
    other: dict[str, object] = {"source": "otherwise", "appointed_on-year": "2017"}

    page = await applicant.fill_in(declaration, **other)

    assert page.status == 422
    assert page.faults == ["聘任时间与用人单位核验的不同，请写明原因"]
    assert page.value("appointed_on-year") == "2017"
    assert (await applicant.fill_in(declaration, **other, difference="聘书日期有误")).status == 303
    assert (await applicant.get(f"{declaration}/form")).checked("source") == ["otherwise"]


async def test_no_reason_makes_true_what_contradicts_itself(applicant: Browser) -> None:
    declaration = await applicant.start()
    other: dict[str, object] = {"source": "otherwise", "difference": "聘书如此", "appointed_on-year": "2015"}

    page = await applicant.fill_in(declaration, **other)

    assert page.status == 422
    assert page.faults == ["聘任时间（2015年12月）不能早于取得时间（2016年8月）"]


async def test_what_is_verified_anew_holds_in_an_open_draft(applicant: Browser, news: News) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, source="verified")

    await news.readiness(applicant.person_id, at=datetime(2022, 7, 9, tzinfo=UTC), years=9)

    page = await applicant.get(f"{declaration}/form")
    assert "9 年" in page.text
    assert page.value("years") == "9"
    assert page.checked("source") == ["verified"]


@pytest.mark.rule("A2.3")
async def test_while_nothing_is_verified_the_form_says_what_it_waits_for(
    applicant: Browser, news: News
) -> None:
    declaration = await applicant.start()
    await news.readiness(applicant.person_id, basic=False, at=datetime(2022, 7, 9, tzinfo=UTC))

    page = await applicant.fill_in(declaration, source="verified")

    assert page.status == 422
    assert "个人基本信息还没有经用人单位核验通过" in page.text


async def test_nothing_that_is_verified_lies_open_in_the_database(applicant: Browser, pool: Pool) -> None:
    stored = str(await pool.fetch("select * from readiness"))
    assert "助理工程师" not in stored
    assert "201608" not in stored


@pytest.mark.rule("A6.3")
async def test_the_landmark_achievement_is_asked_for_with_its_kind(applicant: Browser) -> None:
    declaration = await applicant.start()

    page = await applicant.fill_in(declaration, kind="landmark", landmark="字" * 501)

    assert page.status == 422
    assert "标志性业绩最多 500 字，现为 501 字" in page.text
    assert "#landmark" in page.links()
    assert (await applicant.get(f"{declaration}/form")).value("landmark") == "字" * 501
    assert (await applicant.fill_in(declaration, kind="landmark", landmark="主持建成。")).status == 303


@pytest.mark.rule("A6.5")
async def test_a_skilled_worker_ticks_it_beside_the_regular_kind(applicant: Browser) -> None:
    declaration = await applicant.start()
    page = await applicant.get(f"{declaration}/form")
    assert "须上传技能人才的佐证材料" in page.text

    await applicant.fill_in(declaration, options=["技能人才"])
    assert (await applicant.get(f"{declaration}/form")).checked("options") == ["技能人才"]
