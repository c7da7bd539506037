"""Operators at their pages, as whole-platform tests see them; and an event that got lost on its way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from typer.testing import CliRunner

from cli.__main__ import app
from contracts.remedies import Act
from contracts.stuck import Kind
from deploy.demo.house import OPERATOR, House
from deploy.demo.page import Page
from deploy.demo.people import Official
from deploy.local.stack import Stack
from kit.reference import reference

PATIENCE_SECONDS = 120
SECOND = "operator-second"
# What is written as sent, an hour ago, was taken by the broker and reached nobody.
LOSE = """
create function lose() returns trigger language plpgsql as $$
begin
    new.created_at := now() - interval '1 hour';
    new.sent_at := now();
    return new;
end $$;
create trigger loses before insert on outbox for each row
when (new.about = '{about}' and new.topic = '{topic}') execute function lose();
"""


def create_second(house: House) -> None:
    """Another operator, by the command an administrator would use."""
    words = ("account", "create", "--if-missing", "--password-stdin", "--role", "operator")
    named = ("--login", SECOND, "--name", "孙复核")
    done = CliRunner().invoke(app, [*words, *named], input=f"{house.password(SECOND)}\n", env=house.variables)
    assert done.exit_code == 0, done.output


@asynccontextmanager
async def an_operator(house: House, login: str = OPERATOR) -> AsyncIterator[Official]:
    """Signed in, with a second factor."""
    async with Official(house.url) as operator:
        await operator.sign_in(login, house.password(login))
        yield operator


def listed(kind: Kind) -> str:
    """Where what is stuck in one way in Shaoxing is listed."""
    return f"/operations/findings?kind={kind}&city=shaoxing"


def rows_of(page: Page) -> list[str]:
    """The words of each row of its tables."""
    return [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")]


def row_of(page: Page, case_id: UUID) -> str:
    """The words of the row of a case; none where it is not listed."""
    return next((row for row in rows_of(page) if reference(case_id) in row), "")


def is_done(page: Page, case_id: UUID) -> bool:
    """Whether the page of an act says so of a case."""
    return row_of(page, case_id).startswith(f"{reference(case_id)} 完成 ")


async def until(operator: Official, path: str, is_so: Callable[[Page], bool]) -> Page:
    """The page as a survey brings it; what belongs to others may be on it before."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so(page := await operator.open(path)):
            await asyncio.sleep(0.5)
    return page


async def ask(operator: Official, page: Page, case_id: UUID, act: Act, **typed: str) -> tuple[Page, Page]:
    """Tick a case on its list, try an act, ask for it from there; the pages of the trial and of the act."""
    form = page.soup.select_one('form[action="/operations/acts/new"]')
    assert form, page.text
    chosen = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    ticks = [str(one["value"]) for one in form.select("input[type=checkbox]")]
    assert str(case_id) in ticks
    query = "&".join(f"{name}={value}" for name, value in {**chosen, "case": str(case_id)}.items())
    filled = {"act": str(act), "why": "消息系统故障后补办", **typed}
    new = await operator.open(f"/operations/acts/new?{query}")
    trial = await operator.fill(new, filled, action="/operations/acts", button=("how", "trial"))
    trial = await until(operator, trial.url, lambda page: "正式处理" in page.text)
    (again,) = trial.links("/operations/acts/new?")
    new = await operator.open(again)
    return trial, await operator.fill(new, filled, action="/operations/acts", button=("how", "do"))


@asynccontextmanager
async def losing(stack: Stack, service: str, topic: str, about: UUID) -> AsyncIterator[None]:
    """What a service tells of this topic about something reaches nobody."""
    conn = await asyncpg.connect(stack.environment(service)[f"{service}_DATABASE_URL".upper()])
    try:
        await conn.execute(LOSE.format(about=about, topic=topic))
        try:
            yield
        finally:
            await conn.execute("drop trigger loses on outbox; drop function lose()")
    finally:
        await conn.close()


async def make_late(stack: Stack, case_id: UUID) -> None:
    """The days of the office that has the case are over."""
    conn = await asyncpg.connect(stack.environment("review")["REVIEW_DATABASE_URL"])
    try:
        done = await conn.execute(
            """
            update tasks set due_at = now() - interval '2 hours'
             where application_id = $1 and state = 'open'
            """,
            case_id,
        )
        assert done == "UPDATE 1"
    finally:
        await conn.close()
