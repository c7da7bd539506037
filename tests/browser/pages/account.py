"""Home, sign-in and registration."""

from typing import Self

from deploy.demo.cast import Cast
from deploy.demo.phone import Phone
from tests.browser.pages.sheet import Sheet


class Home(Sheet):
    """The first page: what this is, or what to do."""

    async def open(self) -> Self:
        """Open the platform."""
        await self.window.go("/")
        return self

    async def register(self) -> "Register":
        """个人注册."""
        await self.window.press("个人注册")
        return Register(self.window)

    async def sign_in(self) -> "SignIn":
        """个人用户登录."""
        await self.window.press("个人用户登录")
        return SignIn(self.window)

    async def sign_out(self) -> "Home":
        """退出."""
        await self.window.press("退出")
        return Home(self.window)


class Register(Sheet):
    """个人注册."""

    async def sign_up(self, cast: Cast) -> Home:
        """Fill in everything."""
        await self.select("申报所在的城市", "绍兴市")
        await self.type("姓名", cast.applicant_name)
        await self.type("身份证号码", cast.applicant_id_number)
        await self.type("手机号码", cast.applicant_mobile)
        await self.type("设置密码", cast.password)
        await self.page.get_by_label("我已阅读并同意《个人信息处理说明》", exact=False).check()
        await self.window.press("下一步：验证手机号码")
        await self.prove_mobile(cast.applicant_mobile)
        return Home(self.window)


class SignIn(Sheet):
    """登录."""

    async def open(self, who: str = "") -> Self:
        """Open the page for this sort of account."""
        await self.window.go(f"/sign-in?who={who}" if who else "/sign-in")
        return self

    async def enter(self, label: str, login: str, password: str) -> Home:
        """Sign in."""
        await self.type(label, login)
        await self.type("密码", password)
        await self.window.press("登录")
        while self.window.path.startswith("/sign-in/"):
            await self._prove(login)
        return Home(self.window)

    async def _prove(self, login: str) -> None:
        """The phone's code; on the first time it scans the secret before. One that was used is no good."""
        phone, secret = Phone.of(self.window.url), self.page.locator("#secret")
        is_new = bool(await secret.count())
        if is_new:
            phone.bind(login, await secret.inner_text())
        await self.type("验证码", await phone.code(login))
        await self.window.press("绑定并登录" if is_new else "登录")
        if await self.page.locator("#recovery-codes").count():
            await self.window.press("已保存，继续")
