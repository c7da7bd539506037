"""The way of one application, as its people go it: from nothing to the printed form, and on to the title."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from functools import partial
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from temporalio.client import Client

from deploy.demo.cast import Cast
from deploy.demo.channel import pay
from deploy.demo.clock import pass_deadline
from deploy.demo.house import ADMIN, House
from deploy.demo.kinds import INVITED, ON_PAPER, REGULAR, Way
from deploy.demo.meeting import Meeting
from deploy.demo.page import Page
from deploy.demo.people import Administrator, Applicant, Clerk, Official
from deploy.demo.signing import sign_opinion, sign_pledge
from deploy.demo.units import PLAN, SPEAKERS, Seat
from kit.reference import reference

PAPER = "高浊度地表水氨氮在线监测的误差分析"
Step = tuple[str, str, Callable[[], Awaitable[object]]]  # who, what, how


class Journey:
    """One application with everybody who has a part in it."""

    application_id: UUID

    def __init__(
        self, house: House, cast: Cast, client: Client, way: Way = REGULAR, plan: str = PLAN
    ) -> None:
        """Everybody has a browser of their own."""
        self.house, self.cast, self.client, self.way, self.plan = house, cast, client, way, plan
        self.applicant, self.clerk = Applicant(house.url), Clerk(house.url)
        self.admin = Administrator(house.url)
        self.stops = cast.unit.offices(plan)  # by the name of the office
        self.officials = {office: Official(house.url) for office in self.stops}
        *_, acceptor = self.stops
        self.meeting = Meeting(self.officials[acceptor], Seat(cast.unit.city, acceptor), plan)
        self._opened = AsyncExitStack()

    @classmethod
    async def begin(
        cls, house: House, cast: Cast | None = None, client: Client | None = None, way: Way = REGULAR
    ) -> "Journey":
        """With new people unless told which."""
        return cls(house, cast or Cast(), client or await house.temporal(), way)

    async def __aenter__(self) -> Self:
        """Open the browsers."""
        for visitor in (self.applicant, self.clerk, self.admin, *self.officials.values()):
            await self._opened.enter_async_context(visitor)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._opened.aclose()

    @property
    def acceptor(self) -> Official:
        """Who accepts, and meets: the last office of the way."""
        *_, acceptor = self.officials.values()
        return acceptor

    def joining(self) -> list[Step]:
        """Before 马上申报."""
        cast = self.cast
        return [
            ("用人单位", "注册单位账号", lambda: self.clerk.register(cast)),
            ("管理员", "审核通过用人单位", self.approve),
            self._coming(),
            ("申报人员", "填写基本信息和业绩档案，提交审核", self.fill_archive),
            ("用人单位", "业绩档案审核", lambda: self.clerk.verify(cast.applicant_name)),
        ]

    def _coming(self) -> Step:
        if self.way.is_looked_up:
            return ("申报人员", "用政务服务网账号登录", lambda: self.applicant.come_by_province(self.cast))
        return ("申报人员", "注册个人账号", lambda: self.applicant.register(self.cast))

    def _photo(self) -> Step:
        if self.way.is_looked_up:
            return ("申报人员", "获取并确认身份证照片", self.applicant.take_photo)
        return ("申报人员", "上传并确认证件照", self.applicant.give_photo)

    def declaring(self) -> list[Step]:
        """From 马上申报 to the submission."""
        return [
            ("申报人员", "马上申报", self.start),
            self._photo(),
            ("申报人员", "用手机扫码签署保证书", self.sign),
            ("申报人员", "填写申报信息和本人述职", self.fill_form),
            *(self.recommending() if self.way.experts else []),
            *([("申报人员", "开始自评", self.assess)] if self.way.assessed else []),
            *([("申报人员", "获取参保记录和学历学位记录", self.look_up)] if self.way.is_looked_up else []),
            ("申报人员", "上传附件", lambda: self.applicant.enclose(self.application_id)),
            ("申报人员", "预览并提交", self.submit),
        ]

    def examining(self) -> list[Step]:
        """The employer's stage, the publicity included."""
        return [
            ("用人单位", "逐项审查", self.examine),
            ("用人单位", "导出公示表并公示", self.post),
            ("系统", "五个工作日公示期满（快进）", self.pass_publicity),
            ("用人单位", "登记公示结果，审查通过", self.employer_passes),
        ]

    def reviewing(self) -> list[Step]:
        """The offices."""
        steps: list[Step] = []
        for office, stop in self.stops.items():
            who, what = SPEAKERS[stop.kind]
            accepts = "，受理" if "accept" in stop.duties else ""
            steps.append((who, f"{what}{accepts}", partial(self.office_decides, office)))
        return steps

    def finishing(self) -> list[Step]:
        """The fee and the form."""
        return [
            ("申报人员", "马上支付", self.pay),
            ("系统", "生成评审表", self.form_is_issued),
        ]

    def electing(self) -> list[Step]:
        """From the printed form to the title."""
        return [
            ("评委会办公室", "接收盖章的纸质评审表", self.hand_in),
            ("评委会办公室", "固定评审对象花名册", self.freeze_roster),
            ("评委会办公室", "建立评审会议，抽取委员，发送链接", self.meeting.call),
            ("评审委员", "签到，无记名投票，主任委员结束投票", self.vote),
            ("评委会办公室", "登记并公示评审结果", self.publish_result),
            ("系统", "五个工作日公示期满（快进）", self.pass_result_publicity),
        ]

    def steps(self) -> list[Step]:
        """Up to the printed form."""
        return [
            *self.joining(),
            *self.declaring(),
            *self.examining(),
            *self.reviewing(),
            *self.finishing(),
        ]

    async def go(self, steps: list[Step]) -> None:
        """Take the steps one after the other."""
        for _, _, take in steps:
            await take()

    async def approve(self) -> None:
        """The administrator lets the employer act."""
        await self.admin.sign_in(ADMIN, self.house.password(ADMIN))
        await self.admin.approve(self.cast.employer_name)

    async def fill_archive(self) -> None:
        """With the records that this kind needs."""
        await self.applicant.fill_archive(self.cast, self.way.records)

    async def start(self) -> None:
        """马上申报."""
        self.application_id = await self.applicant.start(self.plan)

    async def sign(self) -> None:
        """签署真实性保证书."""
        await sign_pledge(self.applicant, self.application_id)

    async def fill_form(self) -> None:
        """申报信息, for this kind."""
        await self.applicant.fill_form(self.application_id, **self.way.form)

    def recommending(self) -> list[Step]:
        """One expert on paper, one by link."""
        return [
            ("申报人员", "填写推荐专家1的意见，短信邀请推荐专家2", self.recommend),
            ("推荐专家", "在手机上阅读、填写意见并签名", self.advise),
        ]

    async def recommend(self) -> None:
        """推荐专家意见: one is typed from paper, one is asked by message."""
        experts = f"/declarations/{self.application_id}/experts"
        who = {**INVITED, "mobile-2": self.cast.expert_mobile}
        await self.applicant.fill(await self.applicant.open(f"{experts}/2/invitation"), who)
        page = await self.applicant.open(experts)
        await self.applicant.fill(page, ON_PAPER, action="/experts", button=("act", "next"))

    async def advise(self) -> None:
        """The expert who was asked."""
        await sign_opinion(self.house.url, self.cast.expert_mobile)
        draft = f"/declarations/{self.application_id}"
        await self.applicant.until(
            draft, lambda page: "推荐专家意见 按两位专家签名的意见表填写 已完成" in page.text
        )

    async def assess(self) -> None:
        """开始自评: each page, once the archive has told of its records."""
        for part, claims in self.way.assessed.items():
            path = f"/declarations/{self.application_id}/assessment/{part}"
            page = await self.applicant.until(path, partial(_has_fields, claims))
            fields = named(page)
            values = {fields[name]: value for name, value in claims.items()}
            await self.applicant.fill(page, values, action=f"/{part}")

    async def look_up(self) -> None:
        """获取参保记录, 获取学历学位记录."""
        await self.applicant.take_registered(self.application_id)

    async def submit(self) -> None:
        """提交, and see that the employer has it."""
        await self.applicant.submit(self.application_id)
        await self.applicant.until_says(self.application_id, "用人单位审查")

    async def examine(self) -> None:
        """Every item is in order."""
        await self.clerk.open("/")
        await self.clerk.examine(await self.clerk.task(self.cast.applicant_name))

    async def post(self) -> None:
        """The publicity begins."""
        await self.clerk.post(await self.clerk.task(self.cast.applicant_name))
        await self.applicant.until_says(self.application_id, "单位公示中")

    async def pass_publicity(self) -> None:
        """The workflow's clock runs ahead to the end of the period."""
        await pass_deadline(self.client, self.application_id)
        await self.applicant.until_says(self.application_id, "待用人单位审查")

    async def employer_passes(self) -> None:
        """Result and opinion, 通过."""
        task = await self.clerk.task(self.cast.applicant_name)
        await self.clerk.record_publicity(task)
        await self.clerk.decide(task, "passed")

    async def at(self, office: str) -> Official:
        """Who sits in an office, signed in."""
        login = Seat(self.cast.unit.city, office).login
        await self.officials[office].sign_in(login, self.house.password(login))
        return self.officials[office]

    async def office_decides(self, office: str, verdict: str = "passed") -> None:
        """One office examines and decides."""
        official = await self.at(office)
        task = await official.task(self.cast.applicant_name)
        await official.examine(task)
        await official.decide(task, verdict)

    async def pay(self) -> None:
        """马上支付, with a phone."""
        await self.applicant.until_says(self.application_id, "待缴费")
        await pay(self.house, self.applicant, self.application_id)

    async def form_is_issued(self) -> None:
        """The review form can be downloaded."""
        await self.applicant.until_says(self.application_id, "下载评审表")

    async def hand_in(self) -> None:
        """All copies with all stamps are there (A10.2), and the paper of those who are interviewed (M1.4)."""
        office, name = self.acceptor, self.cast.applicant_name
        page = await office.until("/review/hand-ins", lambda page: name in page.text)
        page = await office.fill(page, {"numbers": reference(self.application_id)}, action="/hand-ins")
        stamps = [str(box["value"]) for box in page.soup.select("input[name=stamped]")]
        paper = {"has_paper": "yes", "paper": PAPER} if page.soup.select_one("input[name=paper]") else {}
        await office.fill(page, {"copies": "4", "stamped": stamps, **paper}, action=urlsplit(page.url).path)

    async def freeze_roster(self) -> None:
        """Whoever waits gets a number (M1.2)."""
        office, name = self.acceptor, self.cast.applicant_name
        page = await office.until(f"/review/rosters/{self.plan}", lambda page: name in page.text)
        await office.fill(page, {}, action=f"/review/rosters/{self.plan}")

    async def vote(self) -> None:
        """Everybody is for it."""
        await self.meeting.vote([self.cast.applicant_name])

    async def publish_result(self) -> None:
        """What was voted is recorded, and public from now on."""
        await self.meeting.conclude()
        office, name = self.acceptor, self.cast.applicant_name
        plan = f"/review/results/plans/{self.plan}"
        page = await office.until(plan, lambda page: name in page.text)
        await office.fill(page, {"telephone": "0575-88880000"}, action=plan)
        await self.applicant.until_says(self.application_id, "公示评审结果")

    async def pass_result_publicity(self) -> None:
        """Nobody objected: the title is there, and in the archive (B6.1)."""
        await pass_deadline(self.client, self.application_id)
        await self.applicant.until_says(self.application_id, "您已取得职称")


def _has_fields(names: Iterable[str], page: Page) -> bool:
    return set(names) <= named(page).keys()


def named(page: Page) -> dict[str, str]:
    """The fields of a page by their names, and by their labels."""
    labels = {label.get_text(strip=True): str(label["for"]) for label in page.soup.select("label[for]")}
    return {**labels, **{str(one["name"]): str(one["name"]) for one in page.soup.select("[name]")}}
