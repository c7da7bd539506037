"""All pages of review."""

from fastapi import APIRouter

from services.review.web import decision, desk, findings, public, publicity

router = APIRouter()
for part in (desk, findings, publicity, decision, public):
    router.include_router(part.router)
