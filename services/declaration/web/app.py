"""The API of declaration."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

import cities
from kit.calendar import Workdays
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from kit.remembered import Remembered
from kit.sealed import CaseFile
from services.declaration.attachments.web import attachments, registers
from services.declaration.drafting.web import form, pledge, reopening, start
from services.declaration.experts.web import expert, invitations, opinions
from services.declaration.gateway import Applications
from services.declaration.plans import web as plans
from services.declaration.progress.web import home, onward, papers, records, rereviewing
from services.declaration.scoring import web as scoring
from services.declaration.settings import Settings
from services.declaration.submission.web import receipts, submission, submitted, withdrawal

TEMPLATES = sorted(Path(__file__).parents[1].glob("*/templates"))
PLANS = 1000  # whose usual times are remembered
PAGES = (
    *(plans, start, pledge, form, reopening),
    *(opinions, invitations, expert, scoring, attachments, registers),
    *(submission, submitted, receipts, withdrawal, papers, onward, rereviewing, records, home),
)
ROUTERS = [page.router for page in PAGES]


def create(settings: Settings, pool: Pool, case_file: CaseFile, applications: Applications) -> FastAPI:
    """The app with everything that its routes need."""
    state = {
        "pool": pool,
        "cities": cities.follow(settings.cities),
        "case_file": case_file,
        "grants": Grants(settings.grant_keys.get_secret_value()),
        "cipher": settings.field_cipher(),
        "applications": applications,
        "public_url": settings.public_url,
        "calendar": Workdays(settings.calendar_years),
        "usual": Remembered[tuple[str, str], dict[str, timedelta]](PLANS, timedelta(hours=1)),
    }
    return create_app("declaration", ROUTERS, settings=settings, state=state, templates=TEMPLATES)
