"""A unit joins: its clerk, and the administrator who approves."""

from typing import Self

from deploy.demo.cast import Cast
from tests.browser.pages.sheet import Sheet
from tests.browser.pages.upload import Upload


class Unit(Sheet):
    """用人单位注册 and 用人单位委托证明."""

    async def register(self, cast: Cast) -> None:
        """Fill in the unit and its clerk."""
        await self.window.go("/")
        await self.window.press("用人单位注册")
        await self.select("单位所在的城市", "绍兴市")
        await self.window.press("下一步")
        for label, words in {
            "单位全称": cast.employer_name,
            "统一社会信用代码": cast.credit_code,
            "法定代表人姓名": cast.representative_name,
            "经办人姓名": cast.clerk_name,
            "经办人身份证号码": cast.clerk_id_number,
            "经办人手机号码": cast.clerk_mobile,
            "登录名": cast.clerk_login,
            "设置密码": cast.password,
        }.items():
            await self.type(label, words)
        await self.choose("单位性质", "国有企业")
        await self.choose("单位所属地区和主管部门", "市本级（市级单位）：绍兴市生态环境局")
        await self.page.get_by_label("我已阅读并同意《个人信息处理说明》", exact=False).check()
        await self.window.press("下一步：验证手机号码")
        await self.prove_mobile(cast.clerk_mobile)

    async def download_letter(self) -> bytes:
        """The letter, filled in."""
        async with self.page.expect_download() as coming:
            await self.page.get_by_role("button", name="下载委托证明（PDF）").click()
        path = await (await coming.value).path()
        return path.read_bytes()

    async def hand_in(self, scan: bytes) -> None:
        """Upload the stamped scan and submit."""
        await self.window.press("上传扫描件")
        await Upload(self.window).give(("委托证明.pdf", "application/pdf", scan))
        await self.window.press("提交审核")


class Administration(Sheet):
    """用人单位审核."""

    async def open(self) -> Self:
        """Open the queue."""
        await self.window.go("/admin/employers")
        return self

    async def approve(self, name: str) -> None:
        """Compare with the letter, and let the unit act."""
        await self.window.until(name)
        await self.window.follow(name)
        assert await self.page.get_by_role("link", name="委托证明.pdf").count()
        await self.window.press("通过")
