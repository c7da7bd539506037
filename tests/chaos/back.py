"""Everybody after a restore: signed in anew, with the browsers and the links that they have."""

from typing import Self

from deploy.demo.journey import Journey


class Back(Journey):
    """Whoever pays for what the channel has as paid is told so."""

    was_paid = False

    async def pay(self) -> None:
        if not self.was_paid:
            await super().pay()
            return
        await self.applicant.until_says(self.application_id, "待缴费")
        path = f"/payment/{self.application_id}"
        await self.applicant.fill(await self.applicant.open(path), {}, action=path)
        await self.applicant.until(path, lambda page: not page.soup.select(f'form[action="{path}"]'))

    @classmethod
    async def after(cls, before: Journey, *, was_paid: bool, is_begun: bool = True) -> Self:
        """The same people; a case that had not begun begins anew."""
        back = cls(before.house, before.cast, before.client)
        back.was_paid = was_paid
        if is_begun:
            back.application_id = before.application_id
        await back.applicant.sign_in(before.cast.applicant_mobile, before.cast.password)
        await back.clerk.sign_in(before.cast.clerk_login, before.cast.password)
        return back
