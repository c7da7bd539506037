"""上传: somebody gives files."""

from playwright.async_api import FilePayload

from tests.browser.pages.sheet import Sheet

File = tuple[str, str, bytes]  # name, media type, content


class Upload(Sheet):
    """The page that takes files, or the part of a form that does."""

    async def attach(self, *files: File) -> None:
        """Choose files in a form, which sends them at once; wait until each has its receipt."""
        await self._choose(*files)
        for number in range(len(files)):
            await self.page.locator('input[name="receipt"]').nth(number).wait_for(state="attached")

    async def give(self, *files: File) -> None:
        """Choose files and send them."""
        await self._choose(*files)
        await self.window.press("上传")

    async def _choose(self, *files: File) -> None:
        payloads: list[FilePayload] = [
            {"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files
        ]
        await self.page.locator('input[type="file"]').set_input_files(payloads)
