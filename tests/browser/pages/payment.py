"""马上支付, and the phone that scans the code."""

from urllib.parse import urlsplit
from uuid import UUID

from playwright.async_api import Page

from tests.browser.pages.sheet import Sheet
from tests.browser.window import Window


class Payment(Sheet):
    """The fee of one application."""

    async def open(self, application_id: UUID) -> None:
        """Open it."""
        await self.window.go(f"/payment/{application_id}")

    async def pay(self) -> None:
        """Let the phone confirm, and see the page go on by itself."""
        await self.window.press("马上支付")
        async with self.page.expect_popup() as opened:
            await self.page.get_by_role("link", name="演示环境：打开模拟支付页（新窗口）").click()
        phone = await opened.value
        await self._look_at(phone)
        await phone.get_by_role("button", name="确认支付").click()
        await phone.get_by_text("支付成功").wait_for()
        await self._look_at(phone)
        await phone.close()
        await self.page.wait_for_url("**/payment/*")
        await self.page.get_by_role("heading", name="缴费成功").wait_for()
        await self.window.look()

    async def _look_at(self, phone: Page) -> None:
        """The payment channel's page is another site."""
        address = urlsplit(phone.url)
        other = Window(phone, self.window.screen, f"{address.scheme}://{address.netloc}")
        await other.look()
        self.window.complaints += other.complaints
