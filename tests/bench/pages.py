"""Pages, asked for one after the other in a quiet house."""

import httpx2

from deploy.demo.journey import Journey
from deploy.demo.visitor import Visitor
from deploy.local.stack import Stack
from tests.bench.measures import Measure, Samples, milliseconds, timed

TIMES = 100
SHARES = (0.5, 0.95)


async def measure(stack: Stack, journey: Journey) -> list[Measure]:
    """The applicant's page of a case, an office's task list, and a page that only says that it is alive."""
    official = journey.officials["ecology"]
    alive = {name: await _alive(stack, name) for name in ("declaration", "review")}
    case = await _pages(journey.applicant, f"/declarations/{journey.application_id}")
    tasks = await _pages(official, "/review")
    done = await _pages(official, "/review?state=done")
    return [
        *milliseconds("pages", "case page", case, SHARES, ("/health/live", alive["declaration"])),
        *milliseconds("pages", "task list, one open", tasks, SHARES, ("/health/live", alive["review"])),
        *milliseconds("pages", "task list, all done", done, SHARES, ("/health/live", alive["review"])),
    ]


async def _pages(visitor: Visitor, path: str) -> Samples:
    page = await visitor.open(path)
    if page.status != httpx2.codes.OK:
        raise AssertionError(f"{path}: {page.status}")
    return await timed(TIMES, lambda: visitor._client.get(path))  # as a browser asks, nothing parsed


async def _alive(stack: Stack, service: str) -> Samples:
    async with httpx2.AsyncClient(base_url=stack.site.ports.url(service), trust_env=False) as client:
        return await timed(TIMES, lambda: client.get("/health/live"))
