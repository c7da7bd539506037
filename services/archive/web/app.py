"""Archive's API, put together."""

from pathlib import Path

from fastapi import FastAPI

from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from services.archive.settings import Settings
from services.archive.web.importing import MOST_SENT
from services.archive.web.routes import router

TEMPLATES = Path(__file__).parent / "templates"


def create(settings: Settings, pool: Pool) -> FastAPI:
    """The app with everything that its routes need."""
    state = {
        "pool": pool,
        "cipher": settings.field_cipher(),
        "grants": Grants(settings.grant_keys.get_secret_value()),
    }
    return create_app(
        "archive",
        [router],
        settings=settings,
        state=state,
        templates=[TEMPLATES],
        body_limits={"/archive/import": MOST_SENT},
    )
