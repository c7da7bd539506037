"""Somebody without a mouse."""

from playwright.async_api import Locator, Page

MOST_TABS = 80
# A choice shows its focus on the drawn circle or box of its label.
IS_VISIBLE = """
() => {
  const focused = document.activeElement;
  const drawn = focused.matches("[type=radio], [type=checkbox]")
    ? getComputedStyle(focused.labels[0], "::before") : getComputedStyle(focused);
  return drawn.outlineStyle !== "none" || drawn.boxShadow !== "none";
}
"""


class Keyboard:
    """Tab, Enter, Space and letters."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = page.keyboard

    async def tab_to(self, target: Locator) -> None:
        """Press Tab until this has the focus, which must be seen."""
        for _ in range(MOST_TABS):
            await self._keys.press("Tab")
            if await target.evaluate("(one) => one === document.activeElement"):
                assert await self._page.evaluate(IS_VISIBLE), f"the focus on {target} is not seen"
                return
        raise AssertionError(f"{MOST_TABS} times Tab do not reach {target}")

    async def type(self, target: Locator, text: str) -> None:
        """Go to a field and put this into it."""
        await self.tab_to(target)
        await self._keys.press("Control+A")
        await self._keys.insert_text(text)

    async def tick(self, target: Locator) -> None:
        """Go to a choice and choose it."""
        await self.tab_to(target)
        await self._keys.press("Space")

    async def enter(self, target: Locator | None = None) -> None:
        """Press Enter on a button or a link, and wait for the page that answers."""
        if target is not None:
            await self.tab_to(target)
        async with self._page.expect_navigation():
            await self._keys.press("Enter")
