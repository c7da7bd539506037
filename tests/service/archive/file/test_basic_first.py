"""Without basic information nothing else is filled in."""

import pytest

from kit.db import Pool
from kit.ids import new_id
from tests.service.archive.conftest import PAPER, Browser
from tests.service.archive.factories import states

FIRST = "/archive/basic?first=1"


@pytest.mark.rule("A2.1")
@pytest.mark.parametrize("path", ["records/new", "records/new/paper", "submission"])
async def test_every_page_of_records_leads_to_the_basic_information(applicant: Browser, path: str) -> None:
    assert (await applicant.get(f"/archive/{path}")).leads_to == FIRST
    assert "请先填写个人基本信息" in (await applicant.get(FIRST)).text
    await applicant.fill_basic()
    assert (await applicant.get(f"/archive/{path}")).status == 200


@pytest.mark.rule("A2.1")
async def test_the_list_says_what_comes_first(applicant: Browser) -> None:
    page = await applicant.get("/archive/records")
    assert "请先填写个人基本信息" in page.text
    assert not (await applicant.get("/archive")).soup.select("main a[href='/archive/records']")
    await applicant.fill_basic()
    assert "请先填写个人基本信息" not in (await applicant.get("/archive/records")).text
    page = await applicant.get("/archive")
    for place in ("/archive/basic", "/archive/records", "/documents/files"):  # none of them is in the menu
        assert page.soup.select(f"main a[href='{place}']")


@pytest.mark.rule("A2.1")
async def test_a_record_sent_too_early_is_refused_and_keeps_what_was_typed(
    applicant: Browser, pool: Pool
) -> None:
    item = new_id()
    path = f"/archive/records/{item}"
    page = await applicant.post(path, {"kind": "paper", "version": "0", **PAPER})
    assert page.status == 409
    assert page.faults == ["请先填写个人基本信息，再保存这条记录；所填内容没有丢失。"]
    assert await states(pool, item) == []
    await applicant.fill_basic()
    sent = await applicant.post(path, page.fields(path))
    assert sent.leads_to == "/archive/records?done=saved"
    assert (await applicant.get(path)).fields()["journal"] == PAPER["journal"]
