"""The desk of a clerk or an official: examine, post, decide."""

from typing import Self

from tests.browser.pages.sheet import Sheet


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

    async def decide(self, word: str, signer: str) -> None:
        """作出审查决定: the standard opinion, signed."""
        await self.window.follow("作出审查决定")
        await self.choose("审查结论", word)
        attested = self.page.get_by_label("本单位已对申报人", exact=False)
        if await attested.count():
            await attested.check()
        await self.type("签署", signer)
        await self.window.press("提交决定")
