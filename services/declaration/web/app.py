"""The API of declaration."""

from pathlib import Path

from fastapi import FastAPI

import cities
from kit.db import Pool
from kit.http import create_app
from kit.sealed import CaseFile
from services.declaration.gateway import Applications
from services.declaration.settings import Settings
from services.declaration.web import routers

TEMPLATES = Path(__file__).parent / "templates"


def create(settings: Settings, pool: Pool, case_file: CaseFile, applications: Applications) -> FastAPI:
    """The app with everything that its routes need."""
    state = {
        "pool": pool,
        "cities": cities.load(settings.cities),
        "case_file": case_file,
        "applications": applications,
    }
    return create_app("declaration", routers, settings=settings, state=state, templates=[TEMPLATES])
