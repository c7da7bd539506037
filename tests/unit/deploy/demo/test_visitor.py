import httpx2

from deploy.demo.page import Page
from deploy.demo.visitor import Visitor

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
