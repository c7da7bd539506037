"""All routes of payment."""

from fastapi import APIRouter

from services.payment.web import callback, pages

router = APIRouter()
for part in (callback, pages):
    router.include_router(part.router)
