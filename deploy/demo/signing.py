"""签署真实性保证书: the code on the page, the pad on a phone."""

from urllib.parse import urlsplit
from uuid import UUID

from deploy.demo.handwriting import signature
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
