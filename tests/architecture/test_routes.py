"""Every route says who may use it, and the gateway finds it."""

import ast
from collections.abc import Iterable

from fastapi import APIRouter

from deploy.local import gateway
from kit import http
from kit.session import Anyone
from tests.access.costs import COSTS, Spent
from tests.access.table import BRACES, TABLE, Check
from tests.architecture.routes import EVERYBODY, Route, all_routes, routes_in
from tests.architecture.tree import ROOT, Source, python

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "api_route", "websocket"})
# What somebody without a session may change, and why.
OPEN_TO_ALL = {
    "/sign-in": "nobody is signed in yet",
    "/sign-in/code": "the password was right; the second factor begins the session",
    "/sign-in/enrol": "the same, on the first time",
    "/recover": "whoever forgot the password cannot sign in; the answer tells nothing",
    "/recover/password": "the code that was sent to the holder's number proves it",
    "/documents/sign/{token}": "who scanned the code; the link is secret, soon over and good once",
    "/review/ballot/{token}/number": "a member has no account; the link went to the number alone",
    "/review/ballot/{token}/code": "the same; the code shows that the number is theirs",
    "/review/ballot/{token}/presence": "the same; only the browser that proved the number",
    "/review/ballot/{token}/votes": "the same; only the browser that proved the number",
    "/review/ballot/{token}/cases/{application_id}/recusal": "the same; only that browser",
    "/review/ballot/{token}/end": "the same; only the browser that proved the number",
    "/declarations/experts/{token}/number": "an expert has no account; the link went to the number alone",
    "/declarations/experts/{token}/code": "the same; the code shows that the number is theirs",
    "/declarations/experts/{token}": "the same; only the browser that proved the number",
    "/documents/upload/open": "what somebody encloses with an objection; by a sealed grant of that objection",
    "/documents/opinion": "the same; by a sealed grant to that browser",
    "/sign-out": "an expired session can be ended too",
    "/sign-in/openid/first": "the provider vouched for who they are, sealed in a cookie",
    "/sign-in/openid/first/code": "the same, and a code shows that the number is theirs",
    "/sign-in/openid/mine": "the same, and the password shows that the account is theirs",
    "/register": "whoever registers has no account yet",
    "/register/code": "the same; a code shows that the number is theirs",
    "/register/employer/code": "the same",
    "/register/clerk/code": "the same",
    "/activate": "the holder of a new account has no password yet; the one-time code proves it",
    "/register/employer": "the same, for an employer's clerk",
    "/register/clerk": "the same, for a clerk who takes over",
    "/publicity/results/{results_token}/{release_id}": "and to a result, the same way",
    "/publicity/{token}/objection": "the public may object, also without a name (E4.5)",
    "/payment/callback/wechat": "the payment channel proves itself by its signature",
}
# What may stand in an address without being anybody's.
OPEN_NAMES = frozenset({"plan_id", "code", "page"})
HIDDEN = frozenset({"add_api_route", "add_api_websocket_route", "add_route"})


def unguarded(routes: Iterable[Route]) -> list[str]:
    return [str(route) for route in routes if not route.who]


def open_to_all(routes: Iterable[Route]) -> list[str]:
    """Changes that need no session and were not meant to be open."""
    return [
        str(route)
        for route in routes
        if route.method != "GET" and route.who == EVERYBODY and route.path not in OPEN_TO_ALL
    ]


def unlimited(routes: Iterable[Route]) -> list[str]:
    """Changes that need no session, of which nobody said what they cost and what bounds that."""
    return [
        str(route)
        for route in routes
        if route.method != "GET" and route.who == EVERYBODY and _key(route) not in COSTS
    ]


def not_in_table(routes: Iterable[Route]) -> list[str]:
    """Routes without the row that says who may and what is checked, each with the row to write."""
    return [
        f'tests/access/table.py, {route.service.upper()}: "{_key(route)}": Row("{route.who}", Check.…),'
        for route in routes
        if _key(route) not in TABLE[route.service]
    ]


def told_wrongly(routes: Iterable[Route]) -> list[str]:
    """Rows that say something else than the guard, and objects in an address that nobody checks."""
    found = []
    for route in routes:
        if row := TABLE[route.service].get(_key(route)):
            found += [f"{route}: the table says {row.who}"] if row.who != route.who else []
            names = set(BRACES.findall(route.path)) - OPEN_NAMES
            is_checked = row.check in {Check.OWN, Check.TOKEN}
            found += [f"{route}: whose is {sorted(names)}?"] if names and not is_checked else []
    return found


def gone(routes: Iterable[Route]) -> list[str]:
    """Rows of routes that are no more."""
    known = {(route.service, _key(route)) for route in routes}
    return [
        f"{service}: {key}" for service, rows in TABLE.items() for key in rows if (service, key) not in known
    ]


def _key(route: Route) -> str:
    return f"{route.method} {route.path}"


def misrouted(routes: Iterable[Route]) -> list[str]:
    """Routes that the gateway gives to another service."""
    return [f"{route} → {owner}" for route in routes if (owner := _owner(route.path)) != route.service]


def _owner(path: str) -> str:
    for service, prefixes in gateway.ROUTES.items():
        if any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes):
            return service
    return "identity"


def unseen(sources: Iterable[Source], endpoints: frozenset[str]) -> list[str]:
    """Routes in the code that are on no router of a module, so that nobody looked at their guard."""
    found = []
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                map(_declares, node.decorator_list)
            ):
                name = f"{source.module}.{node.name}"
                found += [] if name in endpoints else [f"{source.at(node)}: {node.name}"]
            elif isinstance(node, ast.Attribute) and node.attr in HIDDEN:
                found.append(f"{source.at(node)}: {node.attr}")
    return found


def _declares(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in VERBS
    )


def test_every_route_has_a_guard() -> None:
    routes = all_routes()
    assert routes
    assert not unguarded(routes), "\n".join(map(str, routes))


def test_a_route_without_a_guard_is_caught() -> None:
    router = APIRouter()

    @router.get("/open")
    async def guarded(who: Anyone) -> None: ...

    @router.post("/hole")
    async def hole() -> None: ...

    routes = list(routes_in(router, "review"))
    assert [route.who for route in routes] == [EVERYBODY, ""]
    assert [route.split()[2] for route in unguarded(routes)] == ["/hole"]


def test_only_few_changes_are_open_to_everybody() -> None:
    routes = all_routes()
    assert not open_to_all(routes)
    assert OPEN_TO_ALL.keys() <= {route.path for route in routes}


def test_a_change_that_is_open_to_everybody_is_caught() -> None:
    hole = Route("review", "/review/close", "POST", EVERYBODY, "services.review.web.desk.close")
    assert open_to_all([hole]) == [str(hole)]


def test_what_strangers_can_make_us_spend_is_bounded() -> None:
    routes = all_routes()
    assert not unlimited(routes)
    assert COSTS.keys() <= {_key(route) for route in routes}
    costly = [cost for cost in COSTS.values() if cost.spends - {Spent.SIGNATURE}]
    assert all(cost.by_address or cost.by_subject for cost in costly)
    assert all(cost.in_all for cost in COSTS.values() if Spent.MESSAGE in cost.spends)
    assert all((ROOT / cost.tried).is_file() for cost in COSTS.values() if cost.tried)


def test_a_public_form_of_which_nobody_said_what_it_costs_is_caught() -> None:
    hole = Route("review", "/publicity/object", "POST", EVERYBODY, "services.review.web.publicity.object")
    assert unlimited([hole]) == [str(hole)]


def test_every_route_is_in_the_table_of_authorisation() -> None:
    routes = all_routes()
    missing = not_in_table(routes)
    assert not missing, "\n".join(["write these rows, and say which object the route checks:", *missing])
    assert not told_wrongly(routes)
    assert not gone(routes)


def test_a_route_that_the_table_does_not_know_or_knows_wrongly_is_caught() -> None:
    new = Route("review", "/review/{task_id}/close", "POST", "official", "services.review.web.desk.close")
    known = Route("review", "/review/{task_id}", "GET", "applicant", "services.review.web.desk.show_case")
    assert not_in_table([new]) == [
        'tests/access/table.py, REVIEW: "POST /review/{task_id}/close": Row("official", Check.…),'
    ]
    assert told_wrongly([known]) == [f"{known}: the table says clerk, official"]
    assert "review: GET /review/{task_id}" in gone([new])


def test_every_route_was_looked_at() -> None:
    endpoints = frozenset(route.endpoint for route in all_routes())
    assert not unseen(python("services"), endpoints)


def test_a_route_inside_a_function_is_caught() -> None:
    code = (
        "def create():\n    @app.post('/x')\n    async def hidden(): ...\n    app.add_api_route('/y', hidden)"
    )
    found = unseen([Source("services/review/web/app.py", code)], frozenset())
    assert [line.split(": ")[1] for line in found] == ["hidden", "add_api_route"]


def test_the_gateway_gives_every_route_to_its_service() -> None:
    assert not misrouted(all_routes())


def test_a_route_that_the_gateway_would_give_to_another_is_caught() -> None:
    lost = Route("archive", "/records", "GET", EVERYBODY, "services.archive.file.web.records.lost")
    assert misrouted([lost]) == [f"{lost} → identity"]


def test_what_has_no_guard_in_kit_is_not_let_through_by_the_gateway() -> None:
    router: APIRouter = http._plumbing()
    private = tuple(one.removesuffix("*") for one in gateway.PRIVATE.split())
    assert all(route.path.startswith(private) for route in routes_in(router, "kit"))
