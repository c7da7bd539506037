"""From the plan to the submitted declaration."""

from collections.abc import Mapping
from typing import Self
from uuid import UUID

from deploy.demo.people import STATEMENT
from deploy.demo.portrait import portrait
from deploy.demo.units import PLAN
from tests.browser.pages.sheet import Sheet
from tests.browser.pages.upload import Upload

FACTS = {"从事专业": "环境监测", "现任专业技术资格": "助理工程师", "专业工作年限": "11"}
TEXTS = {**FACTS, "本人述职": STATEMENT}
MONTHS = {"取得时间": "201111", "聘任时间": "201112"}


class Plan(Sheet):
    """A plan, with what it wants."""

    async def open(self) -> Self:
        """Find it in the list."""
        await self.window.go("/plans")
        await self.window.press("查看生态环境专业工程师的要求并申报")
        return self

    async def start(self) -> "Record":
        """马上申报, as soon as the platform knows that the file is verified."""
        button = self.page.get_by_role("button", name="马上申报")
        waited = 0
        while not await button.count():
            assert waited < 100, await self.window.text()
            waited += 1
            await self.page.wait_for_timeout(200)
            await self.page.goto(f"/plans/{PLAN}")
        await self.window.press("马上申报")
        return Record(self.window)


class Record(Sheet):
    """One declaration: 我的申报记录."""

    @property
    def id(self) -> UUID:
        """The application's id, from the address."""
        return UUID(self.window.path.split("/")[2])

    async def open(self, application_id: UUID) -> Self:
        """Open it."""
        await self.window.go(f"/declarations/{application_id}")
        return self

    async def to_photo(self) -> None:
        """The step 证件照."""
        await self.window.follow("证件照")

    async def timeline(self) -> list[str]:
        """What happened, the newest first."""
        return [text.strip() for text in await self.page.locator(".moj-timeline__title").all_inner_texts()]

    async def whose_turn(self) -> str:
        """Who is on turn."""
        return await self.page.locator(".zc-turn__who").inner_text()


class Form(Sheet):
    """申报信息."""

    async def open(self, application_id: UUID) -> Self:
        """Open it."""
        await self.window.go(f"/declarations/{application_id}/form")
        return self

    async def fill(self, kind: str = "正常申报", **changes: str) -> None:
        """Everything, as the demo's applicant does."""
        await self.choose("申报方式", kind)
        await self.choose("申报专业类别", "监测与分析")
        await self.use_verified(is_same=not FACTS.keys() & changes.keys())
        for label, words in {"本人述职": STATEMENT, **changes}.items():
            await self.type(label, words)

    async def use_verified(self, *, is_same: bool) -> None:
        """Take title, dates, specialty and years as they are verified, or not."""
        await self.choose("申报使用的内容", "与核验的一致" if is_same else "有不同")

    async def values(self, *labels: str) -> Mapping[str, str]:
        """What stands in the fields."""
        return {label: await self.field(label).input_value() for label in labels}

    async def next(self) -> "Attachments":
        """下一步."""
        await self.window.press("下一步")
        return Attachments(self.window)

    async def save(self) -> None:
        """保存草稿."""
        await self.window.press("保存草稿")


class Attachments(Sheet):
    """附件."""

    async def say(self) -> None:
        """Where one is insured."""
        await self.choose("您的社会保险是否在省外缴纳？", "否")
        await self.window.press("保存")

    async def missing(self) -> list[str]:
        """What is wanted and not there."""
        items = self.page.locator(".govuk-task-list__item").filter(has_text="未上传")
        return await items.locator("a").all_inner_texts()

    async def enclose(self) -> "Preview":
        """Scans of everything that the archive does not prove."""
        await self.say()
        for number, name in enumerate(await self.missing()):
            await self.window.follow(name)
            await Upload(self.window).attach((f"{name[:20]}.jpg", "image/jpeg", portrait(number)))
            await self.window.press("保存")
        assert not await self.missing()
        return await self.next()

    async def next(self) -> "Preview":
        """下一步."""
        await self.window.press("下一步")
        return Preview(self.window)


class Preview(Sheet):
    """提交前请核对."""

    async def submit(self, *, twice: bool = False) -> Record:
        """提交; impatient people click twice."""
        await self.window.press("提交", twice=twice)
        return Record(self.window)
