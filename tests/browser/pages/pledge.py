"""签署真实性保证书: the page with the code, and the pad on a phone."""

import json
from urllib.parse import urlsplit

from playwright.async_api import expect

from deploy.demo.handwriting import signature
from tests.browser.pages.sheet import Sheet


class Pad(Sheet):
    """The signing page."""

    async def draw(self, seed: int = 1) -> None:
        """A name, stroke by stroke, scaled to this screen's field."""
        field, told = self.page.locator("canvas"), json.loads(signature(seed))
        await field.scroll_into_view_if_needed()
        box = await field.bounding_box()
        assert box
        for stroke in told["strokes"]:
            points = [
                (box["x"] + x * box["width"] / told["width"], box["y"] + y * box["height"] / told["height"])
                for x, y in stroke[::3]
            ]
            await self.page.mouse.move(*points[0])
            await self.page.mouse.down()
            for point in points[1:]:
                await self.page.mouse.move(*point)
            await self.page.mouse.up()

    async def sign(self, *, leads_to: str = "签署成功") -> None:
        """Nothing first, which is refused; then another name than the one that was wiped off."""
        await self.window.press("提交签名")
        assert await self.window.says("还没有签名")
        await self.draw(seed=2)
        await self.page.get_by_role("button", name="清除重写").click()
        await self.draw()
        await self.window.press("提交签名")
        assert await self.heading() == leads_to


class Pledge(Sheet):
    """The applicant's own page."""

    async def be_signed(self, pad: Pad) -> None:
        """Scan the code with the other window; this one goes on by itself."""
        address = await self.page.get_by_role("link", name="在本手机上签署").get_attribute("href")
        await pad.window.go(urlsplit(address or "").path)
        await pad.sign()
        onward = self.page.get_by_role("button", name="下一步")
        await expect(onward).to_be_visible()
        await expect(self.page.get_by_role("button", name="换一个二维码")).to_have_count(0)
        await self.window.look()
        await self.window.press("下一步")
