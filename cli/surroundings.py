"""Where a command finds its settings, and how it ends when the platform says no."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from kit.errors import Refusal, Unavailable

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

    from kit.db import Connection, Pool
    from kit.settings import ServiceSettings

S = TypeVar("S", bound="BaseSettings")
T = TypeVar("T")

# Everybody who has a database.
SERVICES = (
    *("identity", "archive", "declaration", "review", "payment", "documents", "notification"),
    "operations",
)
ENV_FILE = "ZHICHENG_ENV_FILE"
STATE = "ZHICHENG_STATE"  # where the stack of this checkout lies, if not in it
CHECKOUT = Path(__file__).parents[1]
NO_STACK = (
    "No stack ever ran here ({} is not there): make up, or name a file with the settings of an installation"
    f" in {ENV_FILE}. With containers: docker compose -f deploy/compose.yaml run --rm zhicheng"
)
AWAY = "无法连接数据库或存储服务，请确认平台正在运行（make status）。"


def answer_of(asking: Coroutine[Any, Any, T]) -> T:
    """What the platform answers; a refusal is told, with all that is wrong, and ends the command with 1."""
    try:
        return asyncio.run(asking)
    except (Refusal, Unavailable) as error:
        for line in [fault.message for fault in getattr(error, "faults", ())] or [str(error) or AWAY]:
            typer.echo(line, err=True)
        raise typer.Exit(1) from error


def settings_of(kind: type[S]) -> S:
    """Read a service's settings; what is set in the environment wins over the file."""
    from kit.settings import load

    named = os.environ.get(ENV_FILE)
    if named and not Path(named).is_file():
        typer.echo(f"{ENV_FILE}: {named} is no file", err=True)
        raise typer.Exit(2)
    stack = Path(os.environ.get(STATE) or CHECKOUT / ".state") / "env"
    config = {**kind.model_config, "env_file": named or stack}
    try:
        return load(type(kind.__name__, (kind,), {"model_config": config, "__module__": kind.__module__}))
    except SystemExit:
        if not (named or stack.is_file()):
            typer.echo(NO_STACK.format(stack), err=True)
        raise


@asynccontextmanager
async def pool_of(settings: "ServiceSettings") -> "AsyncIterator[Pool]":
    """Connections to the database of a service."""
    from kit.db import open_pool

    async with open_pool(settings.database_url.get_secret_value()) as pool:
        yield pool


@asynccontextmanager
async def transaction_of(settings: "ServiceSettings") -> "AsyncIterator[Connection]":
    """One transaction in the database of a service."""
    from kit.db import transaction

    async with pool_of(settings) as pool, transaction(pool) as conn:
        yield conn
