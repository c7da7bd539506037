"""Review's API, put together."""

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

import cities
from kit.calendar import Workdays
from kit.db import Pool
from kit.grants import Grants
from kit.http import create_app
from kit.sealed import CaseFile
from kit.standstill import Standstills
from services.review.batches.web import passed, single
from services.review.commissions.web import commissions
from services.review.committee.web import experts
from services.review.committee.web import importing as expert_sheet
from services.review.examination.web import case, decision, findings, scans
from services.review.fees import web as fees
from services.review.handins.web import desk as handins
from services.review.handins.web import own
from services.review.integrity.web import desk as integrity
from services.review.integrity.web import own as integrity_own
from services.review.meetings.web import (
    ballot,
    concluding,
    counting,
    grouping,
    interviewing,
    meetings,
    opening,
    papers,
)
from services.review.notes.web import notes
from services.review.objections.web import desk as objections
from services.review.objections.web import receipts
from services.review.publicity.operations.publicising import Rule
from services.review.publicity.web import desk as publicity
from services.review.publicity.web import objecting, proving, public
from services.review.queue.web import inbox, taking
from services.review.reasons import web as reasons
from services.review.refusals import web as refusals
from services.review.rereviews.web import rereviews
from services.review.results.web import desk as results
from services.review.results.web import public as results_public
from services.review.returns.web import returns
from services.review.rosters.web import checking as roster_check
from services.review.rosters.web import desk as rosters
from services.review.settings import Settings
from services.review.substitutions.web import substitutions

TEMPLATES = sorted(Path(__file__).parents[1].glob("*/templates"))
PAGES = (
    inbox,
    taking,
    reasons,
    fees,
    passed,
    substitutions,
    experts,
    expert_sheet,
    concluding,
    meetings,
    handins,
    own,
    results,
    rereviews,
    returns,
    rosters,
    roster_check,
    integrity_own,
    integrity,
    refusals,
    commissions,
    scans,
    opening,
    counting,
    grouping,
    interviewing,
    papers,
    ballot,
    case,
    notes,
    findings,
    publicity,
    proving,
    objections,
    decision,
    single,
    receipts,
    results_public,
    objecting,
    public,
)
ROUTERS = [page.router for page in PAGES]


def create(settings: Settings, pool: Pool, file: CaseFile) -> FastAPI:
    """The offices' desk and the public page."""
    all_cities = cities.follow(settings.cities)
    state = {
        "pool": pool,
        "file": file,
        "cipher": settings.field_cipher(),
        "calendar": Workdays(settings.calendar_years),
        "cities": all_cities,
        "public_url": settings.public_url,
        "objecting": Rule(
            takes=timedelta(seconds=settings.objection_seconds),
            calendar=Workdays(settings.calendar_years),
            cities=all_cities,
            standstills=Standstills(settings.cities),
        ),
        "grants": Grants(settings.grant_keys.get_secret_value()),
    }
    return create_app("review", ROUTERS, settings=settings, state=state, templates=TEMPLATES)
