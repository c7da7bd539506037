import pytest

from tests.service.declaration.browser import ANSWERS, Browser


async def test_a_draft_keeps_whatever_was_typed(applicant: Browser) -> None:
    declaration = await applicant.start()

    saved = await applicant.fill_in(
        declaration, act="save", category="", years="八", statement="甲\r\n乙", **{"appointed_on-month": "13"}
    )
    page = await applicant.get(saved.leads_to)

    assert saved.leads_to == f"{declaration}/form?saved"
    assert "草稿已保存" in page.text
    assert (page.value("years"), page.value("appointed_on-month")) == ("八", "13")
    assert (page.checked("kind"), page.checked("category")) == (["regular"], [])
    assert page.checked("options") == ["再次通过中级申报"]
    assert page.value("statement") == "甲\n乙"
    assert "填写中" in (await applicant.get(declaration)).text


async def test_a_complete_form_goes_on_to_the_preview(applicant: Browser) -> None:
    declaration = await applicant.start()

    answer = await applicant.fill_in(declaration)

    assert (answer.status, answer.leads_to) == (303, f"{declaration}/preview")
    assert "已填写" in (await applicant.get(declaration)).text


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

    page = await applicant.post(f"{declaration}/form", version="1", act="next")

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
    await applicant.fill_in(declaration, specialty="环境监测")

    page = await applicant.fill_in(declaration, version=stale, specialty="环境工程")

    assert page.status == 409
    assert "另一个页面保存过" in page.text
    assert "从事专业 环境监测 环境工程" in page.text
    assert page.value("specialty") == "环境工程"
    assert (await applicant.get(f"{declaration}/form")).value("specialty") == "环境监测"

    data = {**ANSWERS, "specialty": "环境工程", "version": page.value("version"), "act": "next"}
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
