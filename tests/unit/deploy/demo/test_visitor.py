import httpx2
import pytest

from deploy.demo.page import Page
from deploy.demo.visitor import PATIENCE_SECONDS, Visitor, pause

LIST = {
    "/review": '<p>赵一</p><a rel="next" href="/review?after=2">下一页</a>',
    "/review?after=2": '<p>钱二</p><a rel="next" href="/review?after=3">下一页</a>',
    "/review?after=3": "<p>孙三</p>",
}


class Reader(Visitor):
    async def open(self, path: str) -> Page:
        response = httpx2.Response(
            200,
            html=LIST[path],
            request=httpx2.Request("GET", f"http://platform{path}"),
        )
        return Page(response)


async def test_a_long_list_is_read_to_its_end() -> None:
    page = await Reader("http://platform").until("/review", lambda page: "孙三" in page.text)
    assert page.url == "http://platform/review?after=3"


@pytest.mark.parametrize("seconds", [1, int(PATIENCE_SECONDS)])
def test_whoever_is_to_be_slower_presses_the_same_button_again(seconds: int) -> None:
    """From the beginning it would be another code, in another message."""
    assert pause(httpx2.Response(429, headers={"retry-after": str(seconds)})) == seconds


@pytest.mark.parametrize("seconds", ["", "300", "Wed, 01 Jan 2031 00:00:00 GMT"])
def test_nobody_waits_for_minutes(seconds: str) -> None:
    assert pause(httpx2.Response(429, headers={"retry-after": seconds})) is None


def test_what_is_away_for_a_moment_is_asked_again_and_an_answer_is_not() -> None:
    assert [pause(httpx2.Response(status)) is None for status in (200, 303, 422, 500)] == [True] * 4
    assert [pause(httpx2.Response(status)) for status in (502, 503, 504)] == [0.5] * 3
