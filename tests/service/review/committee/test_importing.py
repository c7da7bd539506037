"""A sheet of experts: a result for each row first, then exactly that."""

import asyncio
import re

import httpx2

from tests.service.identity.officials import in_days
from tests.service.review.committee.test_experts import EXPERTS, OFFICE
from tests.service.review.world import AN_EXPERT, World, an_expert

IMPORT = "/review/committee/import"
HEAD = "姓名,工作单位,职称,专业类别,从事专业,手机号码,任期开始,任期结束,承诺书签署日期"


def row(name: str, mobile: str, *, unit: str = "浙江省环境科技研究院", category: str = "监测与分析") -> str:
    days = f"{in_days(0)},{in_days(700)},{in_days(0)}"
    return f"{name},{unit},正高级工程师,{category},水环境监测,{mobile},{days}"


def sheet(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


async def shown(browser: httpx2.AsyncClient, text: str) -> tuple[str, str]:
    page = (await browser.post(IMPORT, data={"text": text})).text
    found = re.search(r'name="digest" value="(\w+)"', page)
    return page, found[1] if found else ""


async def test_each_row_has_its_result_and_a_wrong_one_stops_no_other(world: World) -> None:
    browser = world.browser(OFFICE)
    await an_expert(browser)
    text = sheet(
        row("钱一", "13800138001"),
        row("沈明德", AN_EXPERT["mobile"]),
        row("孙二", "13800138001"),
        row("李三", "123", category="法律"),
        row("别名", AN_EXPERT["mobile"]),
    )
    page, digest = await shown(browser, text)
    for told in ("入库", "与专家库一致", "与第 2 行是同一位专家", "请填写 11 位手机号码", "请选择专业类别"):
        assert told in page
    assert len(await world.rows("select id from experts")) == 1
    done = await browser.post(f"{IMPORT}/apply", data={"text": text, "digest": digest})
    assert "已入库" in done.text
    assert len(await world.rows("select id from experts")) == 2
    again, _ = await shown(browser, text)
    assert "没有需要导入的行" in again


async def test_what_changed_meanwhile_is_shown_again(world: World) -> None:
    browser = world.browser(OFFICE)
    text = sheet(row("沈明德", AN_EXPERT["mobile"]))
    _, digest = await shown(browser, text)
    await an_expert(browser)
    answer = await browser.post(f"{IMPORT}/apply", data={"text": text, "digest": digest})
    assert answer.status_code == 409
    assert "没有导入" in answer.text


async def test_a_sheet_sent_many_times_at_once_is_taken_in_once(world: World) -> None:
    browser = world.browser(OFFICE)
    text = sheet(row("钱一", "13800138001"), row("孙二", "13800138002"))
    _, digest = await shown(browser, text)
    data = {"text": text, "digest": digest}
    answers = await asyncio.gather(*(browser.post(f"{IMPORT}/apply", data=data) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(await world.rows("select id from experts")) == 2


async def test_what_is_no_sheet_of_experts_is_refused_in_words(world: World) -> None:
    browser = world.browser(OFFICE)
    for text, told in (
        ("", "没有内容"),
        (HEAD, "只有表头，没有专家"),
        ("姓名,年龄\n张三,30", "缺少列"),
        (HEAD + '\n"张三', "引号不成对"),
    ):
        answer = await browser.post(IMPORT, data={"text": text})
        assert answer.status_code == 422
        assert told in answer.text
    big = await browser.post(IMPORT, files={"sheet": ("专家.csv", b"x" * 200_000, "text/csv")})
    assert big.status_code == 422
    assert "文件过大" in big.text
    wrong_day, _ = await shown(
        browser, sheet(row("钱一", "13800138001").replace(str(in_days(700)), "下个月"))
    )
    assert "不是日期" in wrong_day


async def test_the_sample_is_a_sheet_that_is_read(world: World) -> None:
    browser = world.browser(OFFICE)
    sample = await browser.get(f"{IMPORT}/sample.csv")
    page, _ = await shown(browser, sample.content.decode("utf-8-sig"))
    assert "张三" in page
    assert "逐行" not in page
    assert EXPERTS in page or IMPORT in page
