"""All routes of identity."""

from fastapi import APIRouter

from services.identity.web import (
    activation,
    admin,
    deputies,
    employers,
    home,
    officials,
    officials_import,
    openid,
    registration,
    sign_in,
)

router = APIRouter()
for part in (
    home,
    sign_in,
    openid,
    activation,
    registration,
    employers,
    admin,
    deputies,
    officials_import,
    officials,
):
    router.include_router(part.router)
