"""The applicant's file, and the clerk who verifies it."""

from collections.abc import Mapping
from typing import Self

from tests.browser.pages.sheet import Sheet

BASIC_TEXTS = {
    "出生地": "浙江省绍兴市越城区",
    "毕业院校": "浙江工业大学",
    "所学专业": "环境工程",
    "现任专业技术资格（选填）": "助理工程师",
    "专业工作年限": "11",
    "从事专业": "环境监测",
    "联系地址": "绍兴市越城区人民中路1号",
}
BASIC_CHOICES = {"民族": "汉族", "政治面貌": "群众", "最高学历": "大学本科", "学位": "学士"}
BASIC_MONTHS = {
    "参加工作时间": "201007",
    "毕业时间": "201006",
    "取得时间（选填）": "201111",
    "聘任时间（选填）": "201112",
}


class Archive(Sheet):
    """我的档案."""

    async def open(self) -> Self:
        """Open it."""
        await self.window.go("/archive")
        return self

    async def choose_employer(self, credit_code: str, name: str) -> None:
        """Find the employer and choose it."""
        await self.window.follow("现工作单位")
        await self.type("查找单位", credit_code)
        await self.window.press("查找")
        if not await self.window.says(name):  # it was approved a moment ago
            await self.window.until(name)
        await self.window.press(f"选择{name}")

    async def fill_basic(self) -> None:
        """个人基本信息."""
        await self.window.go("/archive/basic")
        for label, words in BASIC_CHOICES.items():
            await self.select(label, words)
        for label, words in BASIC_TEXTS.items():
            await self.type(label, words)
        for label, value in BASIC_MONTHS.items():
            await self.month(label, value)
        await self.window.press("保存")

    async def add_record(
        self, kind: str, texts: Mapping[str, str], months: Mapping[str, str], **choices: str
    ) -> None:
        """添加记录."""
        await self.window.go("/archive/records")
        await self.window.press("添加记录")
        await self.window.follow(kind)
        for label, words in texts.items():
            await self.type(label, words)
        for label, value in months.items():
            await self.month(label, value)
        for label, words in choices.items():
            await self.select(label, words)
        await self.window.press("保存")

    async def submit(self) -> None:
        """提交用人单位审核."""
        await self.window.go("/archive/records")
        await self.window.press("提交用人单位审核")
        await self.window.press("确认提交")


class Verification(Sheet):
    """业绩档案审核, by the employer's clerk."""

    async def open(self) -> Self:
        """Open the queue."""
        await self.window.go("/archive/verification")
        return self

    async def verify(self, name: str) -> None:
        """Everything of this person, at once."""
        await self.window.until(name)
        await self.window.follow("逐项核验", row=name)
        await self.page.get_by_label("本单位", exact=False).check()
        await self.window.press("全部核验通过")
