"""All routes of identity."""

from fastapi import APIRouter

from services.identity.web import (
    access,
    account,
    activation,
    admin,
    changes,
    clerks,
    deputies,
    employers,
    erasure,
    handing_over,
    home,
    invitations,
    letters,
    mergers,
    officials,
    officials_import,
    openid,
    own_data,
    recovery,
    recovery_codes,
    registration,
    requests,
    second_factor,
    sign_in,
)

router = APIRouter()
for part in (
    home,
    access,
    own_data,
    sign_in,
    second_factor,
    openid,
    recovery,
    recovery_codes,
    account,
    activation,
    registration,
    invitations,
    employers,
    changes,
    clerks,
    letters,
    handing_over,
    admin,
    mergers,
    requests,
    erasure,
    deputies,
    officials_import,
    officials,
):
    router.include_router(part.router)
