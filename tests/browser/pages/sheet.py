"""What every page has: a heading, fields with labels, buttons, and errors in two places."""

from playwright.async_api import Locator, expect

from deploy.demo.phone import sent_code
from tests.browser.window import Window


class Sheet:
    """A page of the platform, in somebody's window."""

    def __init__(self, window: Window) -> None:
        """This page is in that window."""
        self.window = window
        self.page = window.page

    async def heading(self) -> str:
        """The h1."""
        return (await self.page.locator("h1").inner_text()).strip()

    def field(self, label: str) -> Locator:
        """The field with this label."""
        return self.window.main.get_by_label(label, exact=True)

    def group(self, legend: str) -> Locator:
        """The fields under this legend."""
        return self.window.main.get_by_role("group", name=legend, exact=True)

    async def type(self, label: str, text: str) -> None:
        """Put this into the field."""
        await self.field(label).fill(text)

    async def choose(self, legend: str, words: str) -> None:
        """Choose what says this under the legend."""
        await self.group(legend).get_by_label(words, exact=True).check()

    async def select(self, label: str, words: str) -> None:
        """Choose what says this from the list."""
        await self.field(label).select_option(label=words)

    async def prove_mobile(self, mobile: str, *, button: str = "验证并继续") -> None:
        """The number is one's own: the code that the phone shows."""
        await self.type("短信验证码", await sent_code(self.window.url, mobile))
        await self.window.press(button)

    async def month(self, legend: str, value: str) -> None:
        """Put year and month (201007) under the legend."""
        await self.group(legend).get_by_label("年", exact=True).fill(value[:4])
        await self.group(legend).get_by_label("月", exact=True).fill(value[4:])

    async def expect_errors(self, errors: dict[str, str]) -> None:
        """The summary has the focus and names every error; each stands beside its field (by id) too."""
        summary = self.page.locator(".govuk-error-summary")
        await expect(summary).to_be_focused()
        assert (await self.page.title()).startswith("错误：")
        for field, message in errors.items():
            await expect(summary.get_by_role("link", name=message, exact=False).first).to_be_visible()
            await expect(self.page.locator(f"#{field}-error")).to_contain_text(message)
        listed = await summary.locator("li").count()
        assert listed == len(errors), await summary.inner_text()
