"""All routes of identity."""

from fastapi import APIRouter

from services.identity.web import admin, employers, home, registration, sign_in

router = APIRouter()
for part in (home, sign_in, registration, employers, admin):
    router.include_router(part.router)
