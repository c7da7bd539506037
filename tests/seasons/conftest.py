"""Two whole seasons on the whole platform: each is played once, by HTTP only, and then looked at."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest
import pytest_asyncio

from deploy.demo.house import House
from deploy.demo.season import Play, perform, save
from deploy.demo.seasons import SEASONS
from deploy.demo.seed import create_seats

WHOLE = ("engineers", "seniors")
PATIENCE_SECONDS = 3600  # a season takes minutes on an idle machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "seasons" in item.nodeid.split("/"):
            item.add_marker(pytest.mark.stack)
            item.add_marker(pytest.mark.season)
            item.add_marker(pytest.mark.timeout(PATIENCE_SECONDS))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass(frozen=True)
class Played:
    """A season that is over, and what its offices downloaded."""

    name: str
    play: Play
    papers: Mapping[str, bytes]


@pytest.fixture(scope="session")
def seated(house: House) -> House:
    """With somebody in every office; the command that makes them has a loop of its own."""
    for name in WHOLE:
        create_seats(house, SEASONS[name].seats)
    return house


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=WHOLE)
async def played(seated: House, request: pytest.FixtureRequest) -> AsyncIterator[Played]:
    async with Play.begin(seated, SEASONS[request.param]) as play:
        await perform(play)
        papers = await play.papers()
        save(papers, seated.state / "demo" / "season" / request.param)
        yield Played(request.param, play, papers)
