"""All routes of payment."""

from fastapi import APIRouter

from services.payment.web import callback, pages

router = APIRouter(include_in_schema=False)
for part in (callback, pages):
    router.include_router(part.router)
