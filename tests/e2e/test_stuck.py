"""What is stuck comes to the operators' page by itself, through every process that it has to go through."""

import asyncio
import random
from collections.abc import Callable

from deploy.demo.cast import Cast
from deploy.demo.house import OPERATOR, House
from deploy.demo.page import Page
from deploy.demo.people import Applicant, Official

PATIENCE_SECONDS = 120
LIST = "/operations/findings?kind=message_undelivered&city=shaoxing"
NOT_REACHED = "13905750000"  # by the simulated SMS centre


async def test_a_message_that_arrived_nowhere_is_listed_within_a_survey(house: House) -> None:
    cast = Cast(random.Random(NOT_REACHED))  # noqa: S311 - a person of the demo
    async with Applicant(house.url) as person:
        page = await person.open("/register")
        values = {
            "city": "shaoxing",
            "name": cast.applicant_name,
            "id_number": cast.applicant_id_number,
            "mobile": NOT_REACHED,
            "password": cast.password,
            "agreed": "yes",
        }
        await person.fill(page, values, action="/register")
    async with Official(house.url) as operator:
        await operator.sign_in(OPERATOR, house.password(OPERATOR))
        await _until(operator, LIST, lambda page: any("mobile_code/failed" in row for row in _rows(page)))
        overview = await _until(operator, "/operations", lambda page: "没有回答" not in page.text)
        assert "件短信未送达，绍兴市" in overview.text


async def _until(operator: Official, path: str, is_so: Callable[[Page], bool]) -> Page:
    """The page as a survey brings it; others' messages may be on it before."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so(page := await operator.open(path)):
            await asyncio.sleep(0.5)
    return page


def _rows(page: Page) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")]
