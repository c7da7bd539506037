"""Applicants whose payment the channel tells of twice, late, or never."""

from typing import ClassVar

from deploy.demo.clock import pass_deadline
from deploy.demo.journey import Journey
from deploy.demo.visitor import Values, Visitor

PAID = "缴费成功"


class Payer(Journey):
    """Pays, and has the channel call back in this way."""

    callback: ClassVar[Values] = {}

    async def pay(self) -> None:
        await self.applicant.until_says(self.application_id, "待缴费")
        path = f"/payment/{self.application_id}"
        page = await self.applicant.fill(await self.applicant.open(path), {}, action=path)
        async with Visitor(self.house.channel_url) as phone:
            code = await phone.open(page.links("/pay/")[0])
            await phone.fill(code, self.callback)
        await self.see_to_it()
        await self.applicant.until(path, lambda page: PAID in page.text)

    async def see_to_it(self) -> None:
        """Nothing more to do for somebody whose payment is told of."""


class ToldTwice(Payer):
    callback: ClassVar[Values] = {"callback": "twice"}


class ToldLate(Payer):
    callback: ClassVar[Values] = {"delay": "5"}


class Insists(Payer):
    """Nobody tells; the applicant presses 我已支付."""

    callback: ClassVar[Values] = {"callback": "lost"}

    async def see_to_it(self) -> None:
        path = f"/payment/{self.application_id}"
        await self.applicant.fill(await self.applicant.open(f"{path}/code"), {}, action=f"{path}/check")


class Trusts(Payer):
    """Nobody tells, nobody asks; the platform does when the deadline is over."""

    callback: ClassVar[Values] = {"callback": "lost"}

    async def see_to_it(self) -> None:
        await pass_deadline(self.client, self.application_id)
