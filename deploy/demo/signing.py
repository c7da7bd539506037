"""What is signed on a phone: 真实性保证书 by the code on the page, an opinion by a link in a message."""

from urllib.parse import urlsplit
from uuid import UUID

from contracts.recommendation import OPINION_PAGE
from deploy.demo.handwriting import signature
from deploy.demo.kinds import SAID
from deploy.demo.phone import sent_code, sent_link
from deploy.demo.visitor import Visitor

LINK, PAGE = "/documents/sign/", "/documents/pledge"


async def sign_pledge(applicant: Visitor, application_id: UUID) -> None:
    """Scan the code with a phone on which nobody is signed in, sign there, and see it on one's own page."""
    draft = f"/declarations/{application_id}"
    page = await applicant.open(f"{draft}/pledge")
    if "保证书已签署" not in page.text:
        if not page.links(LINK):  # a phone opened the link and its answer was lost
            page = await applicant.fill(page, {}, action=PAGE)
        (link,) = page.links(LINK)
        path = urlsplit(link).path
        async with Visitor(applicant.base_url) as phone:
            await phone.fill(await phone.open(path), {"strokes": signature()}, action=path)
    await applicant.until(draft, lambda shown: "手写签名 已完成" in shown.text)


async def sign_opinion(address: str, mobile: str) -> None:
    """Open the link that was sent to an expert, prove the number, say what there is to say, sign."""
    async with Visitor(address) as phone:
        link = await sent_link(address, mobile)
        await phone.fill(await phone.open(link), {"mobile": mobile}, action=f"{link}/number")
        code = await sent_code(address, mobile)
        await phone.fill(await phone.open(link), {"code": code}, action=f"{link}/code")
        said = {**SAID, "agreed": "yes"}
        pad = await phone.fill(await phone.open(link), said, action=link, button=("act", "next"))
        await phone.fill(pad, {"strokes": signature()}, action=OPINION_PAGE)
        await phone.until(link, lambda page: "您的意见已签署" in page.text)
