"""What contradicts itself is refused wherever it is typed or comes in; the birth is known and never asked."""

import json
from typing import Any

import pytest

from deploy.demo.page import Page
from kit.bus import Handler
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import BASIC, PAPER, Browser
from tests.service.archive.factories import id_of

WORK = {"from": "201007", "unit": "绍兴市环境监测中心", "post": "监测员", "duty": "水质监测"}
STUDY = {
    "from": "200609",
    "to": "201006",
    "school": "浙江大学",
    "major": "环境工程",
    "level": "大学本科",
    "degree": "学士",
    "form": "全日制",
}
TITLE = {"name": "助理工程师", "obtained_on": "201112", "authority": "绍兴市人力资源和社会保障局"}
APPRAISAL = {"year": "2019", "result": "合格", "unit": "绍兴市环境监测中心"}


@pytest.fixture
async def born(applicant: Browser, heard: Handler, settings_of: SettingsOf) -> Browser:
    """The applicant, of whom identity has told that they were born in March 1985."""
    await tell_birth(heard, settings_of, applicant, "198503")
    return applicant


async def tell_birth(
    heard: Handler, settings_of: SettingsOf, whose: Browser, month: str, at: str = "2022-05-01T00:00:00Z"
) -> None:
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    told = {"id": str(new_id()), "about": str(whose.id), "at": at, "person_id": str(whose.id)}
    await heard("identity.birth_known", {**told, "city": "shaoxing", "born_encrypted": cipher.encrypt(month)})


async def typed(browser: Browser, kind: str, fields: dict[str, str]) -> Page:
    page = await browser.get(f"/archive/records/new/{kind}")
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    return await browser.post(path, {**page.fields(), **fields})


async def test_nobody_graduates_at_three_or_works_as_a_child(born: Browser, pool: Pool) -> None:
    page = await born.fill_basic(
        **{"graduated_on-year": "1988", "worked_since-year": "1990", "party_since-year": "1984"}
    )
    assert page.status == 422
    assert set(page.faults) == {
        "毕业时间（1988年6月）时本人不满 11 岁（1985年3月出生），请核对",
        "参加工作时间（1990年7月）时本人不满 14 岁（1985年3月出生），请核对",
        "加入中国共产党或共青团的时间（1984年6月）时本人不满 13 岁（1985年3月出生），请核对",
    }
    assert page.fields()["graduated_on-year"] == "1988"
    assert await pool.fetchval("select count(*) from items") == 0
    assert (await born.fill_basic()).status == 303


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("education", STUDY | {"from": "198601", "to": "198806"}, "毕业时间（1988年6月）时本人不满 11 岁"),
        ("work", WORK | {"from": "198807"}, "开始时间（1988年7月）时本人不满 14 岁"),
        ("title", TITLE | {"obtained_on": "198612"}, "取得时间（1986年12月）时本人不满 14 岁"),
        ("paper", PAPER | {"published_on": "198501"}, "发表时间（1985年1月）时本人不满 6 岁"),
        ("appraisal", APPRAISAL | {"year": "1990"}, "年度（1990年12月）时本人不满 14 岁"),
        ("work", WORK | {"from": "200807"}, "不能早于个人基本信息的参加工作时间（2010年7月）"),
        ("title", TITLE | {"obtained_on": "200912"}, "不能早于个人基本信息的参加工作时间（2010年7月）"),
        ("appraisal", APPRAISAL | {"year": "2009"}, "不能早于个人基本信息的参加工作时间（2010年7月）"),
        ("title", TITLE | {"appointed_on": "201111"}, "聘任时间（2011年11月）不能早于取得时间（2011年12月）"),
    ],
)
async def test_no_record_contradicts_birth_beginning_or_itself(
    born: Browser, kind: str, fields: dict[str, str], told: str
) -> None:
    await born.fill_basic()
    page = await typed(born, kind, fields)
    assert page.status == 422
    assert any(told in fault for fault in page.faults), page.faults


async def test_the_basic_information_does_not_contradict_the_records(applicant: Browser) -> None:
    await applicant.fill_basic()
    path = await applicant.add("work", WORK)
    changes = {"worked_since-year": "2011", "years": "10"}
    page = await applicant.fill_basic(**changes)
    assert page.status == 422
    (told,) = page.faults
    assert told.startswith("参加工作时间（2011年7月）不能晚于工作经历“绍兴市环境监测中心　监测员”的开始时间")
    assert told.endswith("（2010年7月），请核对其中一处")
    await applicant.post(f"{path}/delete")
    assert (await applicant.fill_basic(**changes)).status == 303
    page = await applicant.post(f"{path}/restore")
    assert page.status == 409
    assert "不能早于个人基本信息的参加工作时间（2011年7月）" in page.text


async def test_an_earlier_title_is_no_contradiction_of_the_present_one(applicant: Browser) -> None:
    await applicant.fill_basic()
    page = await typed(
        applicant, "title", TITLE | {"name": "技术员", "obtained_on": "201008", "appointed_on": "201009"}
    )
    assert page.status == 303, page.faults


@pytest.mark.rule("M2.8")
async def test_years_of_work_before_work_began_are_refused(applicant: Browser) -> None:
    page = await applicant.fill_basic(years="40")
    assert page.status == 422
    assert len(page.faults) == 1
    assert page.faults[0].startswith("专业工作年限不能超过参加工作至今的实足年数（2010年7月至今为 ")


async def test_while_one_types_the_same_is_said(born: Browser) -> None:
    page = await born.fill("/archive/basic", **{**BASIC, "graduated_on-year": "1988", "act": "check"})
    assert "毕业时间（1988年6月）时本人不满 11 岁" in page.text


async def test_what_comes_in_is_judged_like_what_is_typed(born: Browser) -> None:
    basic: dict[str, Any] = {
        "kind": "basic",
        "visibility": "offices",
        "values": {
            **{name: value for name, value in BASIC.items() if not name.endswith(("-year", "-month"))},
            "worked_since": "201007",
            "graduated_on": "201006",
            "current_title": "",
            "title_authority": "",
            "years": "11",
        },
    }
    records = [
        {"kind": "work", "title": "早", "visibility": "public", "values": WORK | {"from": "200807"}},
        {"kind": "education", "title": "幼", "visibility": "public", "values": STUDY | {"to": "198806"}},
        {"kind": "work", "title": "对", "visibility": "public", "values": WORK},
    ]
    document = {"format": "zhicheng-archive", "version": 1, "basic": basic, "records": records}
    content = json.dumps(document).encode()
    page = Page(
        await born.client.post(
            "/archive/import", files={"document": ("档案.json", content, "application/json")}
        )
    )
    assert "导入为草稿 2 项" in page.text
    assert "开始时间（2008年7月）不能早于个人基本信息的参加工作时间（2010年7月）" in page.text
    assert "毕业时间（1988年6月）时本人不满 11 岁（1985年3月出生）" in page.text


async def test_the_birth_is_shown_not_asked_and_kept_encrypted(
    born: Browser, clerk: Browser, pool: Pool, heard: Handler, settings_of: SettingsOf
) -> None:
    page = await born.get("/archive/basic")
    assert "1985年3月" in page.text
    assert not [name for name in page.fields() if "born" in name or "birthday" in name]
    await born.fill_basic()
    await born.submit()
    assert "1985年3月" in (await clerk.get(f"/archive/verification/{born.id}")).text
    assert "198503" not in str(await pool.fetch("select * from births"))
    await tell_birth(heard, settings_of, born, "198604", at="2022-06-01T00:00:00Z")
    await tell_birth(
        heard, settings_of, born, "199001", at="2022-05-15T00:00:00Z"
    )  # late, and no longer true
    assert "1986年4月" in (await born.get("/archive/basic")).text


async def test_nothing_is_refused_for_a_birth_that_is_not_known(applicant: Browser) -> None:
    await applicant.fill_basic()
    path = await applicant.add("education", STUDY | {"from": "198601", "to": "198806"})
    assert id_of(path)
