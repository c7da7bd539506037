"""The administrator's desk: somebody's number was taken, and they came with their document (A1.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.normal import numbers
from kit.db import transaction
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.faults import only_faults
from services.identity.access.operations.faults import refuse
from services.identity.employers.domain.employers import normal_reason
from services.identity.people.domain.persons import id_number_fault
from services.identity.people.operations.set_aside import set_aside_at_desk
from services.identity.requests.domain.requests import why_fault
from services.identity.web.parts import Admin, Here, Typed, today

router = APIRouter(prefix="/admin/taken-numbers")


@router.get("")
async def show_taken(request: Request, _: Admin) -> Response:
    """Ask for the number, and how it was proven whose it is."""
    return _page(request, Form({}), is_done=request.query_params.get("done") == "yes")


@router.post("")
async def close_taken(request: Request, who: Admin, here: Here, typed: Typed) -> Response:
    """Close the account of whoever registered with it; the holder can register then."""
    number, why = numbers.id_number(typed.get("id_number", "")), normal_reason(typed.get("why", ""))
    async with Action(typed) as action, transaction(here.pool) as conn:
        refuse(only_faults(id_number=id_number_fault(number, today()), why=why_fault(why)))
        await set_aside_at_desk(conn, number, why, admin=who, cipher=here.cipher)
    return _page(request, action.form) if action.refusal else redirect(f"{router.prefix}?done=yes")


def _page(request: Request, form: Form, *, is_done: bool = False) -> Response:
    return render(request, "requests/taken_number.html", form=form, is_done=is_done)
