"""What each person does on the platform, page by page."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar, Self
from urllib.parse import urlencode
from uuid import UUID

from deploy.demo.cast import Cast
from deploy.demo.commission import give_commission
from deploy.demo.page import Page
from deploy.demo.phone import Phone, sent_code
from deploy.demo.portrait import portrait
from deploy.demo.records import BASIC, RECORDS, Records, typed
from deploy.demo.visitor import Refused, Visitor

NOTHING_ELSE: Mapping[str, str] = {}
CODES = 3  # that somebody tries before giving up
FORM = {
    "kind": "regular",
    "category": "监测与分析",
    "source": "verified",
}
STATEMENT = (
    "本人自2010年从事环境监测工作以来，一直在水质监测一线，主持和参加了多项地表水自动监测站的建设与运行。"
    "针对高浊度水样造成的氨氮在线监测误差，提出两级沉降加超声清洗的预处理方法，在六个站点应用后数据有效率明显提高。"
    "任现职以来完成监测报告四百余份，无一返工；带教新人五名，编写作业指导书三份。"
)


class Person(Visitor):
    """Somebody with an account."""

    async def sign_in(self, login: str, password: str) -> Page:
        """With own account and password."""
        page = await self.open("/sign-in")
        page = await self.fill(page, {"login": login, "password": password}, action="/sign-in")
        for _ in range(CODES):
            if "/sign-in/" not in page.url or page.soup.select_one("#recovery-codes"):
                break
            page = await self._prove(login, page)
        return page

    async def prove(self, page: Page, mobile: str) -> Page:
        """The number is one's own: the code that the phone shows."""
        form = page.soup.select_one("form:has(input[name=code])")
        assert form is not None  # noqa: S101 - the page that answers a registration
        action = str(form["action"])
        return await self.fill(page, {"code": await sent_code(self.base_url, mobile)}, action=action)

    async def _prove(self, login: str, page: Page) -> Page:
        """A code of the phone, which scans the secret on the first time. One that was used is no good."""
        phone, secret = Phone.of(self.base_url), page.soup.select_one("#secret")
        step = "/sign-in/code" if secret is None else "/sign-in/enrol"
        if secret is not None:
            phone.bind(login, secret.get_text())
        try:
            return await self.fill(page, {"code": await phone.code(login)}, action=step)
        except Refused as refused:
            if refused.page.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            return refused.page


class Clerk(Person):
    """An employer's HR officer."""

    async def register(self, cast: Cast) -> None:
        """Register the employer with an account of one's own."""
        page = await self.open(f"/register/employer?city={cast.unit.city}")
        values = {
            "employer_name": cast.employer_name,
            "credit_code": cast.credit_code,
            "legal_representative": cast.representative_name,
            "kind": cast.unit.kind,
            "department": cast.unit.department,
            "clerk_name": cast.clerk_name,
            "clerk_id_number": cast.clerk_id_number,
            "mobile": cast.clerk_mobile,
            "login": cast.clerk_login,
            "password": cast.password,
            "agreed": "yes",
        }
        await self.prove(await self.fill(page, values, action="/register/employer"), cast.clerk_mobile)
        await self.hand_in_letter()

    async def hand_in_letter(self) -> None:
        """用人单位委托证明: downloaded, (stamped), uploaded, submitted."""
        letter = (await self.open("/employers/mine/letter/download")).content
        page = await self.open("/employers/mine/letter/upload")
        files = {"files": ("委托证明.pdf", letter, "application/pdf")}
        page = await self.fill(page, {}, action="/documents/upload", files=files)
        await self.fill(page, {}, action="/employers/mine/letter")

    async def verify(self, applicant_name: str) -> None:
        """业绩档案审核: everything of one person at once."""
        await self.open("/")
        queue = await self.until("/archive/verification", lambda page: applicant_name in page.text)
        person = await self.open(_link_of(queue, applicant_name, "/archive/verification/"))
        await self.fill(
            person, {"attested": "yes"}, action=person.url.split("/")[-1], button=("all", "verified")
        )

    async def task(self, applicant_name: str) -> str:
        """The path of the open task about this applicant."""
        found = f"/review?{urlencode({'name': applicant_name})}"
        page = await self.until(found, lambda page: applicant_name in page.text)
        return _link_of(page, applicant_name, "/review/")

    async def examine(self, task: str) -> None:
        """职称申报资格审查: a finding for each item, and why what the platform doubts is right."""
        page = await self.open(f"{task}/findings")
        marks = {
            str(box["name"]): "ok"
            for box in page.soup.select("input[type=radio]")
            if str(box["name"]).startswith("mark-")
        }
        for box in page.soup.select('textarea[name^="overrule-"]'):
            marks[str(box["name"])] = "已核对原件和申报人写明的理由，情况属实"
        await self.fill(page, marks, action="/findings")

    async def post(self, task: str) -> None:
        """Make the achievements public."""
        await self.open(f"{task}/publicity-sheet.pdf")
        page = await self.open(f"{task}/publicity")
        await self.fill(
            page, {"place": "单位一楼公告栏张贴", "telephone": "0575-88880000"}, action="/publicity"
        )

    async def record_publicity(self, task: str) -> None:
        """The result, once the period is over."""
        page = await self.until(
            f"{task}/publicity", lambda page: bool(page.soup.select('form[action$="/publicity/result"]'))
        )
        await self.fill(page, {"objections": "no"}, action="/publicity/result")

    async def decide(
        self, task: str, verdict: str, *, reason: str = "材料不全，请补充", is_sent: bool = True
    ) -> Page:
        """通过, 退回 or 不通过; 审核推荐 where a pass does not go on by itself, or with others."""
        page = await self.open(f"{task}/decision")
        values: dict[str, str | list[str]] = {"verdict": verdict}
        if verdict == "passed":
            signer = page.soup.select_one('input[name="signature"]')
            assert signer is not None  # noqa: S101 - the page of an open task
            hint = page.soup.select_one("#signature-hint")
            name = hint.get_text().split("：")[-1].strip() if hint else ""
            values |= {
                "opinion": "经审查，材料真实完整，符合申报条件，同意报送。",
                "attested": "yes",
                "signature": name,
            }
        else:
            values |= {"reasons-form": ["form-other"], "text-form": reason}
            values |= {"codes": ["form-not-this-plan"], "reason_refused": reason}
        answer = await self.fill(page, values, action="/decision")
        if verdict == "refused":
            answer = await self.fill(answer, {}, action="/decision", button=("confirmed", "yes"))
        if not is_sent:
            return answer
        if await give_commission(self, answer):
            answer = await self.open(f"{task}/decision")
        if answer.soup.select_one('form[action$="/send"]'):
            answer = await self.fill(answer, {}, action="/send")
        return answer


class Staff(Person):
    """Somebody with an assigned account. One sign-in does for all their browsers: fresh codes are rare."""

    _sessions: ClassVar[dict[tuple[str, str], str]] = {}  # by address and login

    async def sign_in(self, login: str, password: str) -> Page:
        """Whoever is signed in already goes on."""
        key = (self.base_url, login)
        if key in self._sessions and not self.session:
            self.go_on(self._sessions[key])
        page = await self.open("/")
        if not page.soup.select_one('form[action="/sign-out"]'):
            page = await super().sign_in(login, password)
            self._sessions[key] = self.session
        return page


class Official(Staff, Clerk):
    """Somebody of a department, an HR department or a committee office: the same desk, another office."""


class Administrator(Staff):
    """The province's administrator."""

    async def approve(self, employer_name: str) -> None:
        """Let an employer act."""
        page = await self.until("/admin/employers", lambda page: employer_name in page.text)
        employer = await self.open(_link_of(page, employer_name, "/admin/employers/"))
        await self.fill(employer, {}, action="/approve")


class Applicant(Person):
    """Somebody who declares."""

    async def register(self, cast: Cast) -> None:
        """An account of one's own."""
        page = await self.open("/register")
        values = {
            "city": cast.unit.city,
            "name": cast.applicant_name,
            "id_number": cast.applicant_id_number,
            "mobile": cast.applicant_mobile,
            "password": cast.password,
            "agreed": "yes",
        }
        await self.prove(await self.fill(page, values, action="/register"), cast.applicant_mobile)

    async def come_by_province(self, cast: Cast) -> None:
        """The provincial account, which vouches for name, ID number and mobile number."""
        page = await self.open("/sign-in/openid")
        values = {
            "name": cast.applicant_name,
            "id_number": cast.applicant_id_number,
            "mobile": cast.applicant_mobile,
        }
        page = await self.fill(page, values, action="", button=("act", "go"))
        await self.fill(page, {"city": cast.unit.city, "agreed": "yes"}, action="/sign-in/openid/first")

    async def fill_archive(
        self, cast: Cast, more: Records = (), basic: Mapping[str, str] = NOTHING_ELSE
    ) -> None:
        """Employer, basic information and records, submitted for verification."""
        path = f"/archive/employer?q={cast.credit_code}"
        page = await self.until(path, lambda page: bool(page.soup.select('form[action="/archive/employer"]')))
        await self.fill(page, {}, action="/archive/employer")
        await self.fill(await self.open("/archive/basic"), typed({**BASIC, **basic}), action="/archive/basic")
        await self.add_records((*RECORDS, *more))
        await self.fill(await self.open("/archive/submission"), {}, action="/archive/submission")

    async def add_records(self, records: Records) -> None:
        """添加记录."""
        for kind, values in records:
            page = await self.open(f"/archive/records/new/{kind}")
            await self.fill(page, typed(values))

    async def start(self, plan: str) -> UUID:
        """马上申报."""
        page = await self.until(
            f"/plans/{plan}", lambda page: bool(page.soup.select('form[action$="/start"]'))
        )
        page = await self.fill(page, {}, action="/start")
        return UUID(page.url.split("/declarations/")[1].split("/")[0].split("?")[0])

    async def take_photo(self) -> None:
        """Have the photo on the ID card fetched, and confirm it; upload one where there is none."""
        page = await self.fill(await self.open("/documents/photo"), {}, action="/account/registers")
        if not page.soup.select('form[action$="/confirm"]'):
            await self.give_photo()
            return
        await self.fill(page, {}, action="/confirm")

    async def take_registered(self, application_id: UUID) -> None:
        """Have looked up where one is insured, and what one graduated from."""
        page = await self.open(f"/declarations/{application_id}/attachments")
        for field in page.soup.select('form[action="/account/registers"] input[name="question"]'):
            await self.fill(page, {"question": str(field["value"])}, action="/account/registers")

    async def give_photo(self) -> None:
        """Upload and confirm a photo."""
        page = await self.open("/documents/photo")
        page = await self.fill(
            page, {}, action="/photo", files={"photo": ("photo.jpg", portrait(), "image/jpeg")}
        )
        await self.fill(page, {}, action="/confirm")

    async def fill_form(self, application_id: UUID, **changes: str | list[str]) -> None:
        """申报信息."""
        page = await self.open(f"/declarations/{application_id}/form")
        values = {**FORM, "statement": STATEMENT, **changes}
        await self.fill(page, values, action="/form", button=("act", "next"))

    async def enclose(self, application_id: UUID) -> None:
        """附件: say where one is insured, and upload what is wanted and not there."""
        page = await self.open(f"/declarations/{application_id}/attachments")
        if page.soup.select('form[action$="/attachments"]'):
            page = await self.fill(page, {"insured_elsewhere": "no"}, action="/attachments")
        missing = [one for one in page.soup.select(".govuk-task-list__item") if "未上传" in one.get_text()]
        for number, one in enumerate(missing):
            address = str(one.select("a")[0]["href"])
            upload = await self.fill(await self.open(address), {}, action=address, button=("act", "upload"))
            scan = ("扫描件.jpg", portrait(number), "image/jpeg")
            await self.fill(upload, {}, action="/documents/upload", files={"files": scan})

    async def submit(self, application_id: UUID) -> Page:
        """预览 and 提交."""
        page = await self.until(
            f"/declarations/{application_id}/preview",
            lambda page: bool(page.soup.select('form[action$="/submit"]')),
        )
        return await self.fill(page, {}, action="/submit")

    async def withdraw(self, application_id: UUID) -> Page:
        """End it."""
        page = await self.open(f"/declarations/{application_id}/withdraw")
        return await self.fill(page, {}, action="/withdraw")

    async def status(self, application_id: UUID) -> Page:
        """我的申报记录: one application."""
        return await self.open(f"/declarations/{application_id}")

    async def until_says(self, application_id: UUID, words: str) -> Page:
        """Wait until the application's page says this."""
        return await self.until(f"/declarations/{application_id}", lambda page: words in page.text)

    async def review_form(self, application_id: UUID) -> bytes:
        """The printed form."""
        return (await self.open(f"/declarations/{application_id}/review-form.pdf")).content

    @classmethod
    def at(cls, base_url: str) -> Self:
        """Somebody new."""
        return cls(base_url)


def _link_of(page: Page, words: str, part: str) -> str:
    """The link with this part in the row or card that holds these words."""
    for link in page.soup.select(f'a[href*="{part}"]'):
        row = link.find_parent(["tr", "li", "div"]) or link
        if words in row.get_text() and str(link["href"]).count("/") >= part.count("/"):
            return str(link["href"]).split("?")[0]
    raise LookupError(f"no link {part} with {words} on {page.url}")
