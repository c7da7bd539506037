"""评审委托书 in the demo: whoever sends to the office that accepts gives it once (M1.1)."""

from http import HTTPStatus

from deploy.demo.page import Page
from deploy.demo.visitor import Refused, Visitor
from kit.clock import SHANGHAI, now

PREFIX = "/review/commissions/"
GIVEN = "已提交的评审委托书"


async def give_commission(visitor: Visitor, page: Page) -> bool:
    """Downloaded, (stamped), uploaded, with number and date, if this page asks for it; whether it did."""
    wanted = page.links(PREFIX)
    if not wanted or GIVEN in (await visitor.open(wanted[0])).text:
        return False
    try:
        await _give(visitor, wanted[0])
    except Refused as refused:
        if refused.page.status != HTTPStatus.CONFLICT:  # the same while this was typed
            raise
    return True


async def _give(visitor: Visitor, address: str) -> None:
    people = await visitor.open(f"{address}/letter")
    letter = (await visitor.fill(people, {}, action="/documents/commission-letter.pdf")).content
    upload = await visitor.open(f"{address}/upload")
    files = {"files": ("评审委托书.pdf", letter, "application/pdf")}
    back = await visitor.fill(upload, {}, action="/documents/upload", files=files)
    if not back.soup.select_one(f'form[action="{address}"]'):
        return  # a colleague was first, and sent with theirs
    today = now().astimezone(SHANGHAI)
    values = {
        "number": f"{today:%Y}-1",
        "dated_on-year": str(today.year),
        "dated_on-month": str(today.month),
        "dated_on-day": str(today.day),
    }
    await visitor.fill(back, values, action=address)
