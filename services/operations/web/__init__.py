"""The pages of operations."""

from pathlib import Path

from fastapi import FastAPI

import cities
from kit.db import Pool
from kit.http import create_app
from services.operations.gateway import Engine
from services.operations.settings import Settings
from services.operations.web import acts, routes

TEMPLATES = Path(__file__).parents[1] / "templates"


def create(settings: Settings, pool: Pool, engine: Engine) -> FastAPI:
    """The app of operations."""
    return create_app(
        "operations",
        [acts.router, routes.router],
        settings=settings,
        state={
            "pool": pool,
            "engine": engine,
            "settings": settings,
            "cities": cities.follow(settings.cities),
        },
        templates=[TEMPLATES],
    )
