"""签署真实性保证书: the code on the page, the pad on a phone."""

from urllib.parse import urlsplit
from uuid import UUID

from deploy.demo.handwriting import signature
from deploy.demo.visitor import Visitor


async def sign_pledge(applicant: Visitor, application_id: UUID) -> None:
    """Scan the code with a phone on which nobody is signed in, and sign there."""
    page = await applicant.open(f"/declarations/{application_id}/pledge")
    (link,) = page.links("/documents/sign/")
    path = urlsplit(link).path
    async with Visitor(applicant.base_url) as phone:
        await phone.fill(await phone.open(path), {"strokes": signature()}, action=path)
