"""Paying with a phone: the applicant presses 马上支付, the phone opens what the QR code says and confirms."""

from uuid import UUID

from deploy.demo.house import House
from deploy.demo.people import Applicant
from deploy.demo.visitor import Visitor


async def pay(house: House, applicant: Applicant, application_id: UUID) -> None:
    """Pay the fee of an application."""
    page = await applicant.open(f"/payment/{application_id}")
    page = await applicant.fill(page, {}, action=f"/payment/{application_id}")
    link = next(link for link in page.links("/pay/"))
    async with Visitor(house.channel_url) as phone:
        await phone.fill(await phone.open(link), {})
    await applicant.until(f"/payment/{application_id}", lambda page: "缴费成功" in page.text)
