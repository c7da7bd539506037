"""Addresses: this page with another query, neighbouring pages."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from kit.stretch import Stretch


def query(request: Request, **changes: object) -> str:
    """This page's address with some of its query changed; none takes one away."""
    kept = [item for item in request.query_params.multi_items() if item[0] not in changes]
    left = [(name, value) for name, value in [*kept, *changes.items()] if value not in (None, "")]
    return f"{request.url.path}?{urlencode(left)}" if left else request.url.path


def along(request: Request, path: str = "") -> str:
    """Another address with this page's query: what somebody goes through goes along with them."""
    return f"{path}?{request.url.query}" if request.url.query else path


def pagination(request: Request, page: int, pages: int) -> dict[str, Any]:
    """First, last, this page and its neighbours, with gaps between."""
    shown = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            items.append({"ellipsis": True})
        items.append(_numbered(request, number, current=number == page))
    links: dict[str, Any] = {"items": items, "landmarkLabel": "分页"}
    if page > 1:
        links["previous"] = {"href": query(request, page=page - 1), "text": "上一页"}
    if page < pages:
        links["next"] = {"href": query(request, page=page + 1), "text": "下一页"}
    return links


def stretches(request: Request, stretch: Stretch[Any]) -> dict[str, Any]:
    """Back to the begin, and on after the last line (`kit/stretch.py`); nothing for a list that is whole."""
    links: dict[str, Any] = {}
    if not stretch.is_first:
        links["previous"] = {"href": query(request, page=None, after=None), "text": "回到第一页"}
    if stretch.onward:
        links["next"] = {"href": query(request, page=None, after=stretch.onward), "text": "下一页"}
    return {**links, "landmarkLabel": "分页"} if links else {}


def _numbered(request: Request, number: int, *, current: bool) -> dict[str, Any]:
    return {
        "number": number,
        "href": query(request, page=number),
        "current": current,
        "visuallyHiddenText": f"第 {number} 页",
    }
