"""Whoever holds a connection of the database opens no other and waits for nothing outside."""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from deploy.local.services import SERVICES
from kit.db import transaction
from kit.http import Conn
from tests.architecture.routes import routes_of
from tests.architecture.tree import Source, dotted, python

TAKES = "kit.db.transaction"
OUTSIDE = "kit.db.without_connection"
HOLDERS = frozenset({"kit.http.Conn", "kit.db.Connection"})  # what a parameter is annotated with
# Commands with a pool to themselves, which wait under the locks of a transaction, and why.
ALONE = {
    "services/declaration/drafting/operations/rotate_case_keys.py": "a destroyed key is not published again"
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_whoever_holds_a_connection_waits_for_nothing_else() -> None:
    sources = python("kit", "services", "cli")
    assert held_too_long(sources) == []


def test_no_dependency_of_a_route_takes_a_second_connection() -> None:
    long = waiting(python("kit", "services"))
    found = [second(route, long) for service in SERVICES for route in routes_of(service)]
    assert [one for one in found if one] == []


HELD = """
import asyncio
from kit.db import Connection, transaction, without_connection
from kit.http import Conn

class Store:
    async def put(self):
        without_connection("asking the store")

async def _keep(store):
    await store.put()

async def second(request, conn: Conn):
    async with transaction(request.pool) as other:
        await other.execute("…")

async def outside(conn: Connection, store):
    await asyncio.gather(_keep(store))

async def inside(pool, store):
    await _keep(store)
    async with transaction(pool) as conn:
        await store.put()

async def well(pool, store, given: dict):
    async with transaction(pool) as conn:
        await conn.execute("…")
        given.put()
    await _keep(store)
"""


def test_what_is_forbidden_is_found() -> None:
    found = held_too_long([Source("services/planted/web.py", HELD)])
    assert [one.split(": ")[1].split(" while")[0] for one in found] == ["transaction", "_keep", "store.put"]


async def _guard(request: Request) -> None:
    async with transaction(request.app.state.pool):
        pass


def test_a_guard_after_the_connection_is_found() -> None:
    router = APIRouter()
    long = frozenset({f"{_guard.__module__}._guard"})

    @router.get("/late")
    async def late(conn: Conn, _: Annotated[None, Depends(_guard)]) -> None: ...

    @router.get("/early")
    async def early(_: Annotated[None, Depends(_guard)], conn: Conn) -> None: ...

    found = [second(route, long) for route in router.routes if isinstance(route, APIRoute)]
    assert found == [f"/late: {_guard.__module__}._guard", ""]


def held_too_long(sources: Sequence[Source]) -> list[str]:
    """Where something is waited for by whoever holds a connection."""
    long = waiting(sources)
    return [
        f"{source.at(call)}: {ast.unparse(call.func)} while a connection is held"
        for source in sources
        for part in _held(source)
        for call in _calls(part)
        if _key(source, call) in long
    ]


def waiting(sources: Sequence[Source]) -> frozenset[str]:
    """All functions that take a connection or go outside, themselves or by whom they await."""
    awaits = [
        (_name(source, node), {_key(source, call) for one in node.body for call in _calls(one)})
        for source in sources
        for node in source.nodes
        if isinstance(node, Function)
    ]
    found, before = {TAKES, OUTSIDE}, 0
    while len(found) > before:
        before = len(found)
        found |= {name for name, awaited in awaits if awaited & found}
    return frozenset(found)


def second(route: APIRoute, long: frozenset[str]) -> str:
    """What is solved while the route's connection is held already."""
    names = [f"{call.__module__}.{call.__qualname__}" for call in _in_order(route.dependant)]
    held = names.index("kit.http._connection") if "kit.http._connection" in names else len(names)
    late = sorted(set(names[held + 1 :]) & long)
    return f"{route.path}: {', '.join(late)}" if late else ""


def _in_order(dependant: Dependant) -> Iterator[Callable[..., object]]:
    """The functions that FastAPI calls, in its order."""
    for one in dependant.dependencies:
        yield from _in_order(one)
        if one.call is not None:
            yield one.call


def _held(source: Source) -> Iterator[ast.AST]:
    """The parts of a file that run with a connection in hand."""
    for node in source.nodes:
        is_holder = isinstance(node, Function) and _is_given_one(source, node)
        if is_holder or (isinstance(node, ast.AsyncWith) and _takes_one(source, node)):
            yield from getattr(node, "body", ())


def _takes_one(source: Source, node: ast.AsyncWith) -> bool:
    entered = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
    return any(source.meant(one.func) == TAKES and not _is_alone(source, one) for one in entered)


def _is_alone(source: Source, call: ast.Call) -> bool:
    return source.path in ALONE and any(one.arg == "is_alone" for one in call.keywords)


def _is_given_one(source: Source, node: Function) -> bool:
    given = (one.annotation for one in (*node.args.args, *node.args.kwonlyargs))
    return any(one is not None and source.meant(one) in HOLDERS for one in given)


def _calls(part: ast.AST) -> Iterator[ast.Call]:
    """What is waited for, entered or gone through, and the guard's own call; inner functions run later."""
    yield from (one for one in _waited(part) if isinstance(one, ast.Call))
    for one in ast.iter_child_nodes(part):
        if not isinstance(one, Function | ast.Lambda):
            yield from _calls(one)


def _waited(part: ast.AST) -> Iterator[ast.AST]:
    if isinstance(part, ast.Await):
        side_by_side = isinstance(part.value, ast.Call) and dotted(part.value.func) == "asyncio.gather"
        yield from (ast.walk(part.value) if side_by_side else (part.value,))
    elif isinstance(part, ast.AsyncFor):
        yield part.iter
    elif isinstance(part, ast.AsyncWith):
        yield from (item.context_expr for item in part.items)
    elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call) and _is_guard(part.value):
        yield part.value


def _is_guard(call: ast.Call) -> bool:
    return dotted(call.func) == OUTSIDE.rsplit(".", maxsplit=1)[-1]


def _name(source: Source, node: Function) -> str:
    """How a function is called: by its module's name, or as a method of anything."""
    is_method = node.args.args and node.args.args[0].arg in {"self", "cls"}
    return f".{node.name}" if is_method else f"{source.module}.{node.name}"


def _key(source: Source, call: ast.Call) -> str:
    """The name of what is called, as `_name` gives it."""
    name = dotted(call.func)
    if name.split(".")[0] in source.names:
        return source.meant(call.func)
    return f".{call.func.attr}" if isinstance(call.func, ast.Attribute) else f"{source.module}.{name}"
