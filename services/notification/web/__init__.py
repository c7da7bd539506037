"""The pages of notification."""

from pathlib import Path

from fastapi import FastAPI

from kit.db import Pool
from kit.http import create_app
from services.notification.settings import Settings
from services.notification.web.routes import router

TEMPLATES = Path(__file__).parents[1] / "templates"


def create(settings: Settings, pool: Pool) -> FastAPI:
    """The app of notification."""
    return create_app(
        "notification", [router], settings=settings, state={"pool": pool}, templates=[TEMPLATES]
    )
