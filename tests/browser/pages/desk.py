"""The desk of a clerk or an official: examine, post, decide."""

from typing import Self

from kit.clock import SHANGHAI, now
from tests.browser.pages.sheet import Sheet
from tests.browser.pages.upload import Upload


class Inbox(Sheet):
    """What waits for this office."""

    async def open(self) -> Self:
        """Open it."""
        await self.window.go("/review")
        return self

    async def take(self, applicant: str) -> "Case":
        """Open the case of this applicant."""
        await self.window.until(applicant)
        await self.window.follow(applicant)
        return Case(self.window)


class Case(Sheet):
    """One case, with its steps."""

    async def examine(self) -> None:
        """逐项审查: everything is in order."""
        await self.window.follow("逐项审查")
        marks = self.page.get_by_role("radio", name="符合要求", exact=True)
        for number in range(await marks.count()):
            await marks.nth(number).check()
        await self.window.press("保存审查结果")

    async def post(self, place: str) -> None:
        """发布公示, and see until when."""
        await self.window.follow("发布公示")
        await self.type("公示地点和形式", place)
        await self.type("受理异议的电话", "0575-88880000")
        await self.window.press("已张贴，发布公示")

    async def record_result(self) -> None:
        """登记公示结果: nobody objected."""
        await self.window.follow("登记公示结果")
        await self.choose("公示期间有无异议", "无异议")
        await self.window.press("保存公示结果")

    async def decide(self, word: str) -> None:
        """作出审查决定: the standard opinion, signed by who sits there."""
        await self.window.follow("作出审查决定")
        await self.choose("审查结论", word)
        attested = self.page.get_by_label("本单位已对申报人", exact=False)
        if await attested.count():
            await attested.check()
        hint = await self.page.locator("#signature-hint").inner_text()
        await self.type("签署", hint.partition("：")[2].strip())
        await self.window.press("提交决定")

    async def send_on(self) -> None:
        """审核推荐, once the plan has the unit's letter of commission where one is wanted (M1.1)."""
        path = self.window.path
        if await self.page.get_by_role("button", name=Commission.NAME).count():
            await Commission(self.window).give()
            await self.window.go(path)
        await self.window.press("审核推荐")


class Commission(Sheet):
    """评审委托书: printed, stamped, uploaded."""

    NAME = "评审委托书：打印、盖章、上传"

    async def give(self) -> None:
        """With the list of those who wait, and its number and date."""
        today = now().astimezone(SHANGHAI)
        await self.window.press(self.NAME)
        path = self.window.path
        await self.window.press("查看名单，下载委托书")
        async with self.page.expect_download() as coming:
            await self.page.get_by_role("button", name="下载评审委托书（PDF）").click()
        letter = (await (await coming.value).path()).read_bytes()
        await self.window.go(path)
        await self.window.press("上传扫描件")
        await Upload(self.window).give(("评审委托书.pdf", "application/pdf", letter))
        await self.type("委托书编号", f"{today:%Y}-1")
        for part, number in {"年": today.year, "月": today.month, "日": today.day}.items():
            await self.group("委托书日期").get_by_label(part, exact=True).fill(str(number))
        await self.window.press("提交评审委托书")
