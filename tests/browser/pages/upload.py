"""上传: somebody gives files."""

from playwright.async_api import FilePayload

from tests.browser.pages.sheet import Sheet

File = tuple[str, str, bytes]  # name, media type, content


class Upload(Sheet):
    """The page that takes files."""

    async def give(self, *files: File) -> None:
        """Choose files and send them."""
        payloads: list[FilePayload] = [
            {"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files
        ]
        await self.page.locator('input[type="file"]').set_input_files(payloads)
        await self.window.press("上传")
