"""The applicant's page: what is wanted on paper, what was received when, what is missing until when."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from kit.db import transaction
from kit.session import Session, require
from kit.web.pages import render
from services.review.handins import operations as handins
from services.review.handins import store
from services.review.handins.domain import STAMPS
from services.review.web.parts import Desk

router = APIRouter()

Applicant = Annotated[Session, Depends(require("applicant"))]


@router.get("/review/papers/{application_id}")
async def show_papers(request: Request, who: Applicant, desk: Desk, application_id: UUID) -> HTMLResponse:
    """One's own papers."""
    async with transaction(desk.pool, snapshot=True) as conn:
        found = await handins.own(conn, desk.cipher, who, application_id)
        trail = await store.receipts(conn, found.id)
    city = desk.cities.city(found.city)
    return render(
        request,
        "handins/own.html",
        hand_in=found,
        trail=trail,
        stamps=STAMPS,
        place=city.hand_in_at(found.office_id),
        telephone=city.telephone(found.office_id),
    )
