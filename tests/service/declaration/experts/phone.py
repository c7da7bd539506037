"""An applicant who asks experts by message, and an expert who opens the link on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from contracts.recommendation import Asking, ExpertAsked, OpinionGrant, OpinionSigned
from deploy.demo.page import Page
from kit.adapters import adapter
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import News
from tests.unit.services.declaration.opinions import FIRST, SECOND

TYPED = {1: FIRST, 2: SECOND}
PERSON = ("name", "unit", "title", "level", "specialty", "mobile")
SAID = {"score": "92.5", "reason": "成果在本领域领先。", "agreed": "yes", "act": "next"}
PICTURE = "<svg/>"


def person(number: int, **changes: str) -> dict[str, str]:
    """Who is asked, as the applicant types it."""
    typed = {f"{name}-{number}": TYPED[number][f"{name}-{number}"] for name in PERSON}
    return {**typed, **{f"{name}-{number}": value for name, value in changes.items()}}


@dataclass(frozen=True)
class Post:
    """The messages that were sent, with what only their recipients read."""

    pool: Pool
    cipher: FieldCipher

    async def events(self) -> list[ExpertAsked]:
        """In order."""
        async with transaction(self.pool) as conn:
            rows = await conn.fetch(
                "select body from outbox where topic = $1 order by position", ExpertAsked.topic
            )
        return [adapter(ExpertAsked).validate_python(row["body"]) for row in rows]

    async def texts(self, asking: Asking = Asking.INVITATION) -> Sequence[tuple[str, str]]:
        """Number and secret of each."""
        opened = self.cipher.decrypt
        return [
            (opened(one.mobile_encrypted), opened(one.secret_encrypted))
            for one in await self.events()
            if one.asking is asking
        ]

    async def link(self) -> str:
        """The path of the link that was sent last."""
        return urlsplit((await self.texts())[-1][1]).path

    async def code(self) -> str:
        """The code that was sent last."""
        return (await self.texts(Asking.CODE))[-1][1]


async def invite(applicant: Browser, declaration: str, number: int = 1, **changes: str) -> Page:
    """Ask one of the two."""
    return await applicant.post(f"{declaration}/experts/{number}/invitation", person(number, **changes))


async def proven(phone: Browser, post: Post, mobile: str = "13805710001") -> str:
    """Open the last link, prove the number; the link."""
    link = await post.link()
    assert (await phone.post(f"{link}/number", mobile=mobile)).leads_to == link
    assert (await phone.post(f"{link}/code", code=await post.code())).leads_to == link
    return link


async def answer(phone: Browser, link: str, **changes: str) -> Page:
    """The form as it is on the page, filled in and sent."""
    read = (await phone.get(link)).value("read")
    return await phone.post(link, {**SAID, "read": read, **changes})


def granted(page: Page, grants: Grants) -> OpinionGrant:
    """What the expert got leave to sign."""
    return grants.open(OpinionGrant, parse_qs(urlsplit(page.leads_to).query)["grant"][0])


async def sign(news: News, leave: OpinionGrant) -> OpinionSigned:
    """What documents tells once it is signed."""
    told = OpinionSigned(
        id=new_id(),
        about=leave.person_id,
        at=now(),
        invitation_id=leave.invitation_id,
        opinion_sha256=leave.opinion_sha256,
        signature_sha256="5" * 64,
        device="手机（微信）",
        picture_encrypted=news.cipher.encrypt(PICTURE),
    )
    await news.tell(told)
    return told
