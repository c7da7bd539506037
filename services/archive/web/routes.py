"""All routes of archive."""

from fastapi import APIRouter

from services.archive.web import applicant, evidence, export, records, verification

router = APIRouter()
for part in (applicant, evidence, export, records, verification):
    router.include_router(part.router)
