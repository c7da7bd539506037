"""推荐专家意见: the applicant's page, and what an expert does on their own phone."""

from collections.abc import Mapping
from typing import Self
from uuid import UUID

from deploy.demo.kinds import SAID
from deploy.demo.phone import sent_link
from tests.browser.pages.pledge import Pad
from tests.browser.pages.sheet import Sheet


class Experts(Sheet):
    """Two opinions, each in its own way."""

    async def open(self, application_id: UUID) -> Self:
        """From the list of what is to do."""
        await self.window.go(f"/declarations/{application_id}")
        await self.window.follow("推荐专家意见")
        return self

    async def invite(self, number: int, who: Mapping[str, str]) -> None:
        """发送短信."""
        await self.window.follow(f"发送短信，请推荐专家{number}在手机上填写")
        await self._put(who)
        await self.window.press("发送短信邀请")

    async def type_from_paper(self, opinion: Mapping[str, str]) -> None:
        """The form that an expert signed by hand."""
        await self._put(opinion)
        await self.window.press("保存并继续")

    async def _put(self, values: Mapping[str, str]) -> None:
        """Fields of two experts have the same labels: by name, as the demo's people type them."""
        for name, value in values.items():
            field = self.page.locator(f'[name="{name}"]')
            if await field.count() > 1:
                await field.and_(self.page.locator(f'[value="{value}"]')).check()
            else:
                await field.fill(value)


class Opinion(Sheet):
    """The page behind the link in the message."""

    async def give(self, mobile: str, *seen: str) -> None:
        """Prove the number, read, say it and sign."""
        await self.window.go(await sent_link(self.window.url, mobile))
        await self.type("您的手机号码", mobile)
        await self.window.press("获取验证码")
        await self.prove_mobile(mobile, button="下一步")
        for words in seen:
            assert await self.window.says(words), words
        await self.type("专家评价分", SAID["score"])
        await self.type("推荐理由", SAID["reason"])
        await self.group("声明").get_by_role("checkbox").check()
        await self.window.press("同意并去签名")
        await Pad(self.window).sign(leads_to="推荐专家意见")
        await self.window.until("您的意见已签署")
