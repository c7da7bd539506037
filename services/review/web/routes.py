"""All pages of review."""

from fastapi import APIRouter

from services.review.web import decision, desk, findings, public, publicity

router = APIRouter(include_in_schema=False)
for part in (desk, findings, publicity, decision, public):
    router.include_router(part.router)
