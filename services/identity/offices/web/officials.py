"""The administrator's desk: accounts of offices, assigned one by one (B0.1)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from contracts.normal import names, numbers
from kit.db import Connection, transaction
from kit.errors import Fault, Forbidden, NotFound
from kit.http import Conn
from kit.ids import derived
from kit.session import Session
from kit.web.forms import read_day
from kit.web.pages import Action, Form, redirect, render
from kit.web.paging import Paging
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.second_factor import reset_second_factor
from services.identity.access.operations.sessions import may_manage
from services.identity.access.store.accounts import account_by_id
from services.identity.accounts.operations.activation import give_code
from services.identity.offices.domain.officials import Post, State, TypedOfficial, period_faults
from services.identity.offices.operations.officials import (
    Assigned,
    assign_official,
    change_post,
    end_post,
    managed,
    note_number,
    office_called,
)
from services.identity.offices.store import deputies
from services.identity.offices.store import officials as store
from services.identity.offices.web import official_views as views
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.web.parts import Admin, Here, Parts, Typed, form_id, today, version

router = APIRouter(prefix="/admin/officials")
PAGE_SIZE = 50


@router.get("")
async def show_officials(request: Request, who: Admin, here: Here, conn: Conn) -> Response:
    """Officials by city, office and state."""
    asked = {name: request.query_params.get(name, "").replace("\0", "").strip() for name in views.FILTERS}
    found = office_called(here.cities, who, asked["office"])
    state = next((one for one in State if one == asked["state"]), None)
    wanted = store.Wanted(
        today=today(),
        city=who.city or (asked["city"] if asked["city"] in here.cities.by_slug else ""),
        office=found[1].office_id if found else None,
        state=state,
        words=names.person_name(asked["words"]),
    )
    total = await store.count_officials(conn, wanted)
    paging = Paging.of(request.query_params.get("page", ""), total, PAGE_SIZE)
    officials = await store.officials_like(conn, wanted, limit=paging.size, offset=paging.offset)
    await record_own_page(
        conn,
        who,
        Shown.ACCOUNT_LIST,
        *(one.id for one in officials),
        cities=here.cities,
        settings=here.settings,
    )
    return render(
        request,
        "offices/officials.html",
        form=Form(asked),
        total=total,
        lines=[(one, views.line(one, here.cities, today())) for one in officials],
        cities=views.city_choices(here.cities, who.city),
        offices=views.office_choices(here.cities, who.city),
        states=views.STATE_CHOICES,
        page=paging.page,
        pages=paging.pages,
    )


@router.get("/new")
async def show_new(request: Request, who: Admin, here: Here) -> Response:
    """Ask for the holder, the office and the term."""
    return _new_page(request, here, who, Form(views.fresh(today())))


@router.post("/new")
async def assign(request: Request, who: Admin, here: Here, typed: Typed) -> Response:
    """Add the account and show its code once, or tell everything that is wrong."""
    official = TypedOfficial.typed(typed)
    async with Action(typed) as action, transaction(here.pool) as conn:
        city, post = _post(here, who, typed, official.faults(today()))
        assigned = await assign_official(
            conn,
            official,
            post,
            account_id=derived("official", form_id(typed)),
            city=city,
            by=who.account_id,
            cipher=here.cipher,
        )
    if action.refusal:
        return _new_page(request, here, who, action.form)
    return _code_page(request, assigned, official.name, official.login)


@router.get("/{official_id}")
async def show_official(request: Request, official_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """One official: office and term, what was before, who stands in."""
    return await _page(request, conn, official_id, who, here, Form())


@router.post("/{official_id}/post")
async def change(request: Request, official_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Another office or term."""
    async with Action(typed) as action, transaction(here.pool) as conn:
        city, post = _post(here, who, typed, {})
        official = await managed(conn, official_id, who)
        refuse({} if city == official.city else {"office": "只能改任同一城市的机构，跨城市请另行分配账号"})
        await change_post(conn, official_id, post, version=version(typed), admin=who)
    if action.refusal:
        return await _again(request, official_id, who, here, action.form)
    return redirect(f"/admin/officials/{official_id}")


@router.post("/{official_id}/end")
async def end(request: Request, official_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """No office any more, with the reason."""
    why = typed.get("why", "").strip()
    async with Action(typed) as action, transaction(here.pool) as conn:
        await end_post(conn, official_id, why, version=version(typed), admin=who)
    if action.refusal:
        return await _again(request, official_id, who, here, action.form)
    return redirect(f"/admin/officials/{official_id}")


@router.post("/{official_id}/id-number")
async def note(request: Request, official_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """By which number their own case is known to be theirs."""
    number = numbers.id_number(typed.get("id_number", ""))
    async with Action(typed) as action, transaction(here.pool) as conn:
        await note_number(conn, official_id, number, version=version(typed), admin=who, cipher=here.cipher)
    if action.refusal:
        return await _again(request, official_id, who, here, action.form)
    return redirect(f"/admin/officials/{official_id}")


@router.post("/{official_id}/code")
async def renew_code(request: Request, official_id: UUID, who: Admin, here: Here) -> Response:
    """A new code, shown once; the old password and code are void."""
    async with transaction(here.pool) as conn:
        official = await managed(conn, official_id, who)
        code = await give_code(conn, official.id, city=official.city, cipher=here.cipher)
    return _code_page(request, Assigned(id=official.id, code=code), official.name, "")


@router.post("/{official_id}/second-factor")
async def reset(official_id: UUID, who: Admin, conn: Conn) -> Response:
    """Take an official's second factor away; they bind a new one at the next sign-in."""
    account = await account_by_id(conn, official_id)
    if account is None or account.role != "official" or not may_manage(who, account.city):
        raise NotFound
    if account.id == who.account_id:
        raise Forbidden
    await reset_second_factor(conn, account, by=who.account_id)
    return redirect(f"/admin/officials/{official_id}")


def _post(here: Parts, who: Session, typed: dict[str, str], faults: dict[str, str]) -> tuple[str, Post]:
    """The office and the term that were typed, or everything that is wrong."""
    found = office_called(here.cities, who, typed.get("office", ""))
    if found is None:
        faults = faults | {"office": "请选择机构"}
    days: dict[str, date | None] = {}
    for name, label in (("from", "任期开始日期"), ("until", "任期结束日期")):
        day = read_day(typed, name, label)
        if isinstance(day, Fault):
            faults = faults | {name: day.message}
        else:
            days[name] = day
    if "from" in days and "until" in days:
        faults = faults | period_faults(days["from"] or today(), days["until"], today())
    refuse(faults)
    assert found is not None  # noqa: S101 - refused above
    city, post = found
    return city, replace(post, from_on=days["from"] or post.from_on, until_on=days["until"])


async def _again(request: Request, official_id: UUID, who: Session, here: Parts, form: Form) -> Response:
    async with transaction(here.pool) as conn:
        return await _page(request, conn, official_id, who, here, form)


async def _page(
    request: Request,
    conn: Connection,
    official_id: UUID,
    who: Session,
    here: Parts,
    form: Form,
) -> Response:
    official = await store.official_by_id(conn, official_id)
    if official is None or not may_manage(who, official.city):
        raise NotFound
    await record_own_page(conn, who, Shown.ACCOUNT, official.id, cities=here.cities, settings=here.settings)
    values = {**views.typed_again(official), **form.values, "version": str(official.version)}
    shown: dict[str, Any] = {
        "official": official,
        "state": views.tag(official, today()),
        "rows": views.rows(official, here.cities, here.cipher),
        "entries": views.history(await store.terms_of(conn, official.id)),
        "deputies": views.deputy_rows(await deputies.deputies_for(conn, official.id), today()),
        "offices": views.office_choices(here.cities, official.city),
    }
    return render(request, "offices/official.html", form=form.but(**values), **shown)


def _new_page(request: Request, here: Parts, who: Session, form: Form) -> Response:
    return render(
        request,
        "offices/new_official.html",
        form=form,
        offices=views.office_choices(here.cities, who.city),
    )


def _code_page(request: Request, assigned: Assigned, name: str, login: str) -> Response:
    """The code is shown once: whoever loads the answer again sees the account, not the code."""
    if assigned.code is None:
        return redirect(f"/admin/officials/{assigned.id}")
    return render(request, "offices/official_code.html", assigned=assigned, name=name, login=login)
