"""证件照."""

from io import BytesIO

from PIL import Image
from playwright.async_api import FilePayload

from deploy.demo.portrait import portrait
from tests.browser.pages.sheet import Sheet


def wrong_photo() -> bytes:
    """Too small a file, too few pixels, too wide, on a blue ground."""
    out = BytesIO()
    Image.new("RGB", (200, 200), (70, 110, 190)).save(out, "JPEG", quality=80)
    return out.getvalue()


class Photo(Sheet):
    """Upload, look, confirm."""

    async def give(self, data: bytes, *, button: str = "上传照片") -> None:
        """Choose a file and send it."""
        file: FilePayload = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": data}
        await self.page.locator('input[type="file"]').set_input_files(file)
        await self.window.press(button)

    async def give_wrong(self) -> list[str]:
        """A photo with several faults; what the page says is wrong."""
        await self.give(wrong_photo())
        return await self.page.locator(".govuk-error-summary li").all_inner_texts()

    async def give_right(self, *, button: str = "上传照片") -> None:
        """A photo as it should be, confirmed."""
        await self.give(portrait(), button=button)
        confirm = self.page.get_by_role("button", name="确认使用这张照片")
        await self.window.press((await confirm.inner_text()).strip())
