"""A browser of an applicant: pages, and forms filled in and sent."""

from dataclasses import dataclass
from uuid import UUID

from deploy.demo.page import Page
from tests.fixtures import browser as at_pages
from tests.unit.services.declaration.opinions import FIRST, SECOND

ANSWERS = {
    "kind": "regular",
    "options": ["再次通过中级申报"],
    "category": "监测与分析",
    "specialty": "环境监测",
    "current_title": "助理工程师",
    "current_title_on-year": "2016",
    "current_title_on-month": "8",
    "appointed_on-year": "2016",
    "appointed_on-month": "12",
    "years": "8",
    "statement": "主持曹娥江流域水质评价，完成监测报告三份。",
}


# What the employer has verified of whoever types these, with files for all that is enclosed.
HOURS = {"special_hours": "60", "general_hours": "18"}
FACTS: dict[str, object] = {
    "specialty": "环境监测",
    "current_title": "助理工程师",
    "current_title_on": "201608",
    "appointed_on": "201612",
    "years": 8,
    "worked_since": "201007",
    "proven": {
        "titles": [{"name": "助理工程师", "obtained_on": "201608", "appointed_on": "201612"}],
        "years": [
            {"year": year, **HOURS, "hours": hours, "is_certified": True, "appraisal": appraisal}
            for year, hours, appraisal in ((2019, "96", "合格"), (2020, "90", "优秀"), (2021, "98.5", "合格"))
        ],
        "files": {"work": 2},
    },
}
SAID = {"public_post": "no", "insured_elsewhere": "no"}


@dataclass
class Browser(at_pages.Browser):
    """Somebody who declares."""

    person_id: UUID

    async def start(self, plan: str = "open") -> str:
        """马上申报; the address of the declaration."""
        answer = await self.post(f"/plans/{plan}/start")
        return answer.leads_to

    async def say(self, declaration: str, **changes: str) -> Page:
        """The questions of the attachments as the page shows them, answered."""
        path = f"{declaration}/attachments"
        page = await self.get(path)
        said = page.value("said") if page.status == 200 else ""
        return await self.post(path, {**SAID, "said": said, **changes})

    async def fill_in(self, declaration: str, **changes: object) -> Page:
        """The form as it is on the page, with answers typed in; the questions of the attachments too."""
        await self.say(declaration)
        page = await self.get(f"{declaration}/form")
        data = {**ANSWERS, "version": page.value("version"), "act": "next", **changes}
        return await self.post(f"{declaration}/form", data)

    async def recommend(self, declaration: str, **changes: str) -> Page:
        """The opinions of two experts, as they are on the page, with answers typed in."""
        page = await self.get(f"{declaration}/experts")
        data = {**FIRST, **SECOND, "version": page.value("version"), "act": "next", **changes}
        return await self.post(f"{declaration}/experts", data)

    async def fill_in_closed(self, declaration: str) -> Page:
        """The form sent from a page that was opened before the declaration was submitted."""
        return await self.post(f"{declaration}/form", {**ANSWERS, "version": "2", "act": "save"})
