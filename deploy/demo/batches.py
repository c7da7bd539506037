"""What clerks and offices do with many at once: everybody who waits is verified, sent on, received (全选)."""

from collections.abc import Collection, Iterable
from urllib.parse import urlencode
from uuid import UUID

from deploy.demo.commission import give_commission
from deploy.demo.page import Page
from deploy.demo.people import Clerk, Official
from kit.reference import reference

VERIFICATION, PASSED, HAND_INS = "/archive/verification", "/review/passed", "/review/hand-ins"


async def verify_all(clerk: Clerk, names: Collection[str]) -> None:
    """业绩档案审核: everybody who waits, once these do."""
    await clerk.open("/")
    page = await clerk.until(f"{VERIFICATION}?all=1", lambda page: _names(page, names))
    people = [("person", person) for person in page.checked("person")]
    batch = await clerk.open(f"{VERIFICATION}/batch?{urlencode(people)}")
    await clerk.fill(batch, {"attested": "yes"}, action=f"{VERIFICATION}/batch")


async def send_all(official: Official, names: Collection[str]) -> None:
    """审核推荐 of everything that lies passed, with the unit's letter of commission where one is wanted."""
    page = await official.until(PASSED, lambda page: _names(page, names))
    if await give_commission(official, page):
        page = await official.open(PASSED)
    batch = await official.fill(page, {}, action="/review/batches", button=("scope", "all"))
    await official.until(batch.url, lambda page: "审核推荐：已完成" in page.title)


async def receive_all(office: Official, names: Collection[str], cases: Iterable[UUID]) -> Page:
    """接收纸质评审表: the numbers of many papers, all of which are whole."""
    page = await office.until(HAND_INS, lambda page: _names(page, names))
    return await office.fill(page, {"numbers": "\n".join(map(reference, cases))}, action="/hand-ins")


def _names(page: Page, names: Iterable[str]) -> bool:
    return all(name in page.text for name in names)
