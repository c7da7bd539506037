"""All routes of archive."""

from fastapi import APIRouter

from services.archive.web import applicant, evidence, export, importing, records, verification

router = APIRouter()
for part in (applicant, evidence, export, importing, records, verification):
    router.include_router(part.router)
