"""Archive's API, put together."""

from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI

import cities
from kit.db import Pool
from kit.grants import Grants
from kit.http import BODIES, create_app
from services.archive.evidence import web as evidence
from services.archive.extraction import web as extraction
from services.archive.file.web import employer, records, submission
from services.archive.settings import Settings
from services.archive.transfer.web import export, importing
from services.archive.verification.web import pages
from services.archive.web import home

SERVICE = Path(__file__).parents[1]
SUBJECTS = ("file", "kinds", "verification", "transfer", "extraction")
ROUTERS = [
    part.router
    for part in (home, employer, records, submission, evidence, extraction, pages, export, importing)
]


def create(settings: Settings, pool: Pool) -> FastAPI:
    """The app with everything that its routes need."""
    state = {
        "pool": pool,
        "cities": cities.follow(settings.cities),
        "cipher": settings.field_cipher(),
        "grants": Grants(settings.grant_keys.get_secret_value()),
    }
    return create_app(
        "archive",
        ROUTERS,
        settings=settings,
        state=state,
        templates=[SERVICE / subject / "templates" for subject in SUBJECTS],
        bodies=replace(BODIES, of_paths={"/archive/import": importing.MOST_SENT}),
    )
