"""One renderer for all tests (they run in its event loop), and the text of a PDF page by page."""

from collections.abc import AsyncIterator, Callable

import pypdfium2
import pytest
import pytest_asyncio

from services.documents.papers.rendering import Renderer
from services.documents.settings import Settings

SOMEBODY = "an account"
FONTS = Settings.model_fields["fonts"].default
in_one_loop = pytest.mark.asyncio(loop_scope="session")
PageTexts = Callable[[bytes], list[str]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def renderer() -> AsyncIterator[Renderer]:
    async with Renderer(FONTS) as started:
        yield started


@pytest.fixture
def page_texts() -> PageTexts:
    """What stands on each page, without spaces and line ends."""

    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return ["".join(page.get_textpage().get_text_range().split()) for page in document]
        finally:
            document.close()

    return read
