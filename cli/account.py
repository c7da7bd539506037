"""`zhicheng account`: accounts that are assigned, not registered (B0.1)."""

import json
import secrets
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from cli.offices import office_named
from cli.options import AsJson
from cli.surroundings import answer_of, settings_of, transaction_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kit.db import Connection
    from services.identity.access.store.accounts import Account

app = typer.Typer(help="Accounts of offices, administrators and operators.", no_args_is_help=True)


class Role(StrEnum):
    """Who gets an account by command."""

    OFFICIAL = "official"
    ADMIN = "admin"
    OPERATOR = "operator"


@app.callback()
def about() -> None:
    """Accounts of offices, administrators and operators. Applicants and employers register themselves."""


@app.command()
def create(
    *,
    role: Annotated[
        Role,
        typer.Option(
            help="official: for an office; admin: approves employers; operator: mends what is stuck."
        ),
    ],
    login: Annotated[str, typer.Option(help="4 to 32 characters, the first a letter.")],
    name: Annotated[str, typer.Option(help="What pages call the holder.")],
    office: Annotated[str, typer.Option(help="official: the office, as city/office.")] = "",
    city: Annotated[str, typer.Option(help="admin, operator: of this city only; without it of all.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password; else one is made and shown once.")
    ] = False,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="An account with this login that exists is no failure.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Create an account."""
    from services.identity.offices.operations.create_account import LoginTaken

    if (role is Role.OFFICIAL) != bool(office) or (city and role is Role.OFFICIAL):
        raise typer.BadParameter("an official needs --office city/office, others take at most --city")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(12)

    async def created() -> UUID | None:
        try:
            return await _create(role, office, city, login=login, name=name, password=password)
        except LoginTaken:
            if not if_missing:
                raise
            return None

    account_id = answer_of(created())
    if account_id is None:
        _tell({"login": login, "created": False}, as_json=as_json)
        return
    told: dict[str, object] = {"login": login, "created": True, "id": str(account_id)}
    _tell(told if password_stdin else told | {"password": password}, as_json=as_json)


@app.command()
def reset_factor(
    *,
    login: Annotated[str, typer.Option(help="Whose authenticator is lost, with all recovery codes.")],
    as_json: AsJson = False,
) -> None:
    """Take a second factor away; the next sign-in asks for a new one. It is recorded."""
    from services.identity.access.operations.second_factor import reset_second_factor

    account = _done(login, lambda conn, account: reset_second_factor(conn, account, by=None))
    _tell({"login": login, "id": str(account.id)}, as_json=as_json)


@app.command()
def reset_password(
    *,
    login: Annotated[str, typer.Option(help="Whose password is lost: an administrator's or operator's.")],
    as_json: AsJson = False,
) -> None:
    """Give an administrator or operator another password, which is shown once. The second factor stays."""
    from services.identity.accounts.operations.assigned import give_password

    password = secrets.token_urlsafe(12)
    password_hash = answer_of(_hashed(password))
    account = _done(login, lambda conn, account: give_password(conn, account, password_hash))
    _tell({"login": login, "id": str(account.id), "password": password}, as_json=as_json)


@app.command()
def close(
    *,
    login: Annotated[str, typer.Option(help="Of an administrator or operator who leaves.")],
    as_json: AsJson = False,
) -> None:
    """Let nobody sign in with an administrator's or operator's account any more; sessions end at once."""
    from services.identity.accounts.operations.assigned import close_account

    account = _done(login, close_account)
    _tell({"login": login, "id": str(account.id), "closed": True}, as_json=as_json)


def _done(login: str, act: "Callable[[Connection, Account], Awaitable[None]]") -> "Account":
    return answer_of(_with_account(login, act))


async def _with_account(login: str, act: "Callable[[Connection, Account], Awaitable[None]]") -> "Account":
    from kit.errors import NotFound
    from services.identity.access.operations.sign_in import login_fingerprint
    from services.identity.access.store.accounts import account_by_login
    from services.identity.settings import Settings

    settings = settings_of(Settings)
    cipher = settings.field_cipher()
    async with transaction_of(settings) as conn:
        account = await account_by_login(conn, login_fingerprint(login, cipher))
        if account is None:
            raise NotFound("没有这个登录名。")
        await act(conn, account)
        return account


async def _hashed(password: str) -> str:
    from services.identity.access.operations.passwords import Passwords
    from services.identity.settings import Settings

    return await Passwords(settings_of(Settings)).hash(password, None)


async def _create(role: Role, office: str, city: str, *, login: str, name: str, password: str) -> UUID:
    import cities
    from services.identity.offices.operations.create_account import (
        check_new_account,
        create_of_city,
        create_official,
    )
    from services.identity.settings import Settings

    settings = settings_of(Settings)
    check_new_account(login, name, password)
    cipher = settings.field_cipher()
    known = cities.load(settings.cities)
    found = office_named(known, office) if office else None
    if city:
        known.city(city)
    password_hash = await _hashed(password)
    async with transaction_of(settings) as conn:
        if found:
            return await create_official(
                conn, office=found, login=login, name=name, password_hash=password_hash, cipher=cipher
            )
        return await create_of_city(
            conn, role=role, city=city, login=login, name=name, password_hash=password_hash, cipher=cipher
        )


def _tell(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        print(f"{key}: {value}")
