from datetime import UTC, datetime
from uuid import UUID

import pytest

from kit.stretch import Mark, Stretch
from kit.web import links
from kit.web.links import stretches
from tests.unit.kit.web.samples import a_request

MARK = Mark(datetime(2022, 9, 28, 7, 4, tzinfo=UTC), UUID(int=7))


def test_a_query_keeps_what_is_not_changed() -> None:
    request = a_request("/review", "tone=good&tone=bad&name=x&page=3")
    assert links.query(request, page=4) == "/review?tone=good&tone=bad&name=x&page=4"
    assert links.query(request, page=None, tone="", name="张") == "/review?name=%E5%BC%A0"


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, "1"),
        (1, 3, "1 2 3"),
        (4, 9, "1 … 3 4 5 … 9"),
        (9, 9, "1 … 8 9"),
    ],
)
def test_neighbours_and_ends_are_linked(page: int, pages: int, shown: str) -> None:
    found = links.pagination(a_request(), page, pages)
    assert " ".join("…" if "ellipsis" in item else str(item["number"]) for item in found["items"]) == shown
    assert [item["number"] for item in found["items"] if item.get("current")] == [page]
    assert ("previous" in found, "next" in found) == (page > 1, page < pages)


@pytest.mark.parametrize(
    ("is_first", "onward", "links"),
    [
        (True, None, {}),
        (True, MARK, {"next": f"/review?plan=p&after={MARK}"}),
        (False, MARK, {"previous": "/review?plan=p", "next": f"/review?plan=p&after={MARK}"}),
        (False, None, {"previous": "/review?plan=p"}),
    ],
)
def test_a_stretch_leads_on_and_back_to_the_begin(
    *, is_first: bool, onward: Mark | None, links: dict[str, str]
) -> None:
    request = a_request("/review", "plan=p&page=2&after=1-x")
    found = stretches(request, Stretch([], onward, is_first=is_first))
    assert {name: link["href"] for name, link in found.items() if name != "landmarkLabel"} == links
