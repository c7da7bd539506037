"""A declaration by a landmark achievement, and the messages that go to its experts."""

import pytest

from kit.db import Pool
from kit.grants import Grants
from services.declaration.settings import Settings
from tests.service.declaration.attachments.receipts import a_receipt
from tests.service.declaration.browser import Browser
from tests.service.declaration.experts.phone import Post

LANDMARK = {"kind": "landmark", "landmark": "主持建成走航监测系统，被列为省级技术指南。"}


@pytest.fixture
def grants(settings: Settings) -> Grants:
    return Grants(settings.grant_keys.get_secret_value())


@pytest.fixture
async def declaration(applicant: Browser, grants: Grants) -> str:
    """One by a landmark achievement, its form complete and what it asks for attached."""
    path = await applicant.start()
    assert (await applicant.fill_in(path, **LANDMARK)).status == 303
    receipt = a_receipt(grants, applicant.person_id)
    for code in ("landmark", "experts"):
        await applicant.get(f"{path}/attachments/{code}", receipt=receipt)
    return path


@pytest.fixture
def post(pool: Pool, settings: Settings) -> Post:
    return Post(pool, settings.field_cipher())
