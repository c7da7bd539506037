"""The description of an API (OpenAPI 3.1), derived from its routes, their guards and the pages' forms."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from fastapi.routing import APIRoute

from kit.http import answers_of
from kit.middleware import AT_THE_EDGE, SAFE_METHODS
from kit.web.described import TEXT, Forms, Sent, anonymous, forms_in

PAGE = "text/html"
SUFFIX = re.compile(r"\.(pdf|png|jpg|json|csv|zip)$")
PROBLEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "request_id"), TEXT),
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": TEXT, "message": TEXT},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "errors", "request_id"],
}
REFUSED: Mapping[str, Any] = {
    PAGE: {},
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
}
PLAIN: Mapping[str, Any] = {"text/plain": {}}


def describe(title: str, routes: Iterable[APIRoute], folders: Sequence[Path] = ()) -> dict[str, Any]:
    """The description of these routes; `folders` hold the templates of their pages."""
    known = sorted(routes, key=lambda route: (route.path_format, sorted(route.methods or ())))
    document = get_openapi(title=title, version="1", routes=known)
    forms = forms_in(folders)
    for route in known:
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            _amend(operation, route, method, forms)
    document["components"] = {
        "responses": dict(_response(status, PLAIN) for status in AT_THE_EDGE),
        "schemas": {"Problem": PROBLEM},
        "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "session"}},
    }
    return document


def roles_of(dependant: Dependant) -> tuple[str, ...]:
    """Who passes the guard among the dependencies, and theirs; none where everybody may."""
    return next(_marks(dependant, "roles"), ())


def _marks(dependant: Dependant, name: str) -> Iterator[Any]:
    for one in dependant.dependencies:
        if mark := getattr(one.call, name, ()):
            yield mark
        yield from _marks(one, name)


def _amend(operation: dict[str, Any], route: APIRoute, method: str, forms: Forms) -> None:
    roles = roles_of(route.dependant)
    key = anonymous(route.path_format)
    if roles:
        operation |= {"security": [{"session": []}], "x-roles": list(roles)}
    if method == "GET" and (asked := forms.get(("GET", key))):
        _ask(operation, asked)
    if method == "POST" and "requestBody" not in operation:
        sent = forms.get(("POST", key), Sent())
        operation["requestBody"] = {"content": {sent.media_type: {"schema": sent.schema()}}}
    told = dict(_responses(operation, route, method, is_guarded=bool(roles)))
    operation["responses"] = dict(sorted(told.items()))


def _ask(operation: dict[str, Any], asked: Sent) -> None:
    known = {one["name"] for one in operation.get("parameters", ())}
    names = sorted(asked.names.keys() - known)
    more = [{"name": name, "in": "query", "schema": TEXT} for name in names]
    operation["parameters"] = [*operation.get("parameters", ()), *more]


def _responses(
    operation: Mapping[str, Any], route: APIRoute, method: str, *, is_guarded: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Success, the ways on, and every refusal that such a route may give."""
    refusals = set(answers_of(method, has_object="{" in route.path, is_guarded=is_guarded))
    refusals |= {HTTPStatus.UNPROCESSABLE_ENTITY} if operation.get("parameters") else set()
    refusals |= {status for mark in _marks(route.dependant, "answers") for status in mark}
    for status in refusals:
        is_plain = status == HTTPStatus.FORBIDDEN and method not in SAFE_METHODS  # another site's change
        yield _response(status, {**REFUSED, **(PLAIN if is_plain or status in AT_THE_EDGE else {})})
    for status in AT_THE_EDGE:
        if status not in refusals:
            yield str(int(status)), {"$ref": f"#/components/responses/{int(status)}"}
    yield _response(HTTPStatus.OK, _success(route))
    yield _response(HTTPStatus.SEE_OTHER, {})
    for told, more in route.responses.items():
        refused: Mapping[str, Any] = REFUSED if int(told) >= HTTPStatus.BAD_REQUEST else {}
        yield _response(HTTPStatus(int(told)), more.get("content", refused))


def _response(status: HTTPStatus, content: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    described: dict[str, Any] = {"description": status.phrase}
    return str(int(status)), {**described, "content": dict(content)} if content else described


def _success(route: APIRoute) -> dict[str, Any]:
    if suffix := SUFFIX.search(route.path):
        return {guess_type(f"x.{suffix[1]}")[0] or PAGE: {}}
    returned = route.endpoint.__annotations__.get("return")
    is_page = isinstance(returned, type) and issubclass(returned, Response)
    return {PAGE: {}} if is_page else {"application/json": {}}
