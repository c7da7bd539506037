"""docs/openapi says what the routes and the forms of the pages say."""

import json
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from kit.openapi import describe
from kit.session import Anyone
from tests.architecture.openapi import FOLDER, documents, stale


def test_the_descriptions_are_fresh() -> None:
    assert not stale(), "make openapi"


def test_a_stale_description_is_caught(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.json"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "review.json").write_text("{}", "utf-8")
    assert stale(tmp_path) == ["review"]


def test_a_route_tells_who_may_what_is_sent_and_what_is_answered() -> None:
    review = json.loads(documents()["review"])["paths"]
    decide = review["/review/{task_id}/decision"]["post"]
    sent = decide["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["properties"]
    assert decide["x-roles"] == ["clerk", "official"]
    assert {"verdict", "opinion", "codes", "reason_refused", "version"} <= sent.keys()
    assert {"200", "303", "403", "404", "409", "422"} <= decide["responses"].keys()
    photo = review["/review/{task_id}/photo.jpg"]["get"]
    assert list(photo["responses"]["200"]["content"]) == ["image/jpeg"]


def test_a_page_for_everybody_names_no_session() -> None:
    router = APIRouter()

    @router.get("/open")
    async def told(_: Anyone) -> dict[str, str]:
        return {}

    routes = [route for route in router.routes if isinstance(route, APIRoute)]
    operation = describe("test", routes)["paths"]["/open"]["get"]
    assert "security" not in operation
    assert "401" not in operation["responses"]
    assert list(operation["responses"]["200"]["content"]) == ["application/json"]
