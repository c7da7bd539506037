"""What people of offices do with one case, by the operations behind the pages; each in a transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cities import Cities
from contracts.application import Verdict
from contracts.refusal import SettleRefusal
from contracts.sections.checks import Result as Checked
from kit.clock import SHANGHAI, now
from kit.db import transaction
from kit.errors import Refusal
from kit.ids import new_id
from kit.session import Session
from services.review.batches.operations import asking, running, sending
from services.review.commissions import operations as commissions
from services.review.commissions.domain import Given, Scan
from services.review.examination.domain.decisions import Proposal
from services.review.examination.domain.items import Finding, Mark
from services.review.examination.operations import deciding, examining
from services.review.examination.operations.examining import Examination
from services.review.objections import operations as objections
from services.review.objections.domain import Answer, Asked, Result, Said
from services.review.objections.operations import Origin
from services.review.publicity.domain import Outcome, Posting
from services.review.publicity.operations import publicising
from services.review.queue import operations as queue
from services.review.reasons.domain import Named
from services.review.refusals import operations as refusals
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from tests.service.review.world import OBJECTION, OPINION, World

OVERRULED = "符合破格申报条件，已核对批复原件。"
REASON = "任现职年限不足四年，不具备申报条件"


def somebody(office_id: UUID, name: str, role: str) -> Session:
    return Session(
        account_id=new_id(),
        session_id=new_id(),
        role=role,
        name=name,
        city="shaoxing",
        org_id=office_id,
        decides=True,
    )


@dataclass
class Hands:
    """Everything that can be done at a desk. True: it was done; false: it was refused."""

    world: World
    cities: Cities

    @property
    def cipher(self) -> Any:
        return self.world.app.state.cipher

    async def acts(self, verb: Callable[..., Awaitable[object]], *args: object, **more: object) -> bool:
        """Whether an operation does it, in a transaction of its own."""
        try:
            async with transaction(self.world.pool) as conn:
                await verb(conn, self.cipher, *args, **more)
        except Refusal:
            return False
        return True

    async def stands(self, task_id: UUID) -> Examination:
        async with transaction(self.world.pool) as conn:
            return await examining.examination(conn, await tasks.any_task(conn, self.cipher, task_id))

    async def examine(self, who: Session, task_id: UUID, mark: Mark, *, version: int = 0) -> bool:
        """Everything is in order but the photo, which is found so; checks are overruled with a reason."""
        found = await self.stands(task_id)
        findings = [Finding(item.code, mark if item.code == "photo" else Mark.OK) for item in found.items]
        reasons = {check.code: OVERRULED for check in found.checks if check.result is not Checked.MET}
        version = version or found.task.version
        return await self.acts(examining.save_findings, who, task_id, findings, version, reasons)

    async def decide(
        self, who: Session, task_id: UUID, verdict: Verdict, *, version: int = 0, is_confirmed: bool = True
    ) -> bool:
        found = await self.stands(task_id)
        flagged = [code for code, one in found.findings.items() if one.mark not in {None, Mark.OK}]
        named = tuple(
            Named(
                item=item,
                codes=("photo-quality" if item == "photo" else f"{item}-other",),
                text="照片看不清，请重新上传",
            )
            for item in flagged or ["photo"]
        )
        proposal = Proposal(
            verdict=verdict,
            reason=REASON,
            opinion=OPINION,
            named=named,
            codes=("form-not-this-plan",),
            signature=who.name,
            is_attested=True,
        )
        version = version or found.task.version
        more = {"version": version, "is_confirmed": is_confirmed}
        return await self.acts(deciding.decide, self.cities, who, task_id, proposal, **more)

    async def post(self, who: Session, task_id: UUID) -> bool:
        posting = Posting(place="单位一楼公告栏张贴", telephone="0575-88880000")
        return await self.acts(publicising.post_publicity, who, task_id, posting)

    async def record(self, who: Session, task_id: UUID, *, has_objections: bool | None = None) -> bool:
        """The result of the publicity, as it was, or as somebody says it."""
        async with transaction(self.world.pool) as conn:
            task = await tasks.any_task(conn, self.cipher, task_id)
            publicity = await publicising.publicity_that_counts(conn, task)
            if publicity is None:
                return False
            lodged = await conn.fetchval(
                "select count(*) from objections where task_id = $1", publicity.task_id
            )
        has_objections = bool(lodged) if has_objections is None else has_objections
        handled = "收到异议，经核查已答复异议人。"
        outcome = Outcome(
            has_objections=has_objections,
            handling=handled if has_objections else "",
            result=handled if has_objections else "公示五个工作日，期间无异议。",
        )
        return await self.acts(publicising.record_outcome, who, task_id, outcome, publicity.version)

    async def lodge(self, task_id: UUID) -> bool:
        """Somebody has the page of the publicity open, and objects."""
        rows = await self.world.rows("select token from publicities where task_id = $1", task_id)
        if not rows:
            return False
        asked = Asked(id=new_id(), token=rows[0]["token"], at=now())
        said = Said(text=OBJECTION, is_named=False)
        origin, rule = Origin(mark=new_id().hex), self.world.app.state.objecting
        done = await self.acts(publicising.object_to, asked, said, origin, rule)
        assert await self.acts(publicising.object_to, asked, said, origin, rule) == done  # a second click
        return done

    async def answer(self, who: Session, task_id: UUID, result: Result) -> bool:
        """Every open objection of a task, with the same result."""
        found = await self.world.rows(
            "select id from objections where task_id = $1 and result is null", task_id
        )
        said = Answer(result=result, text="经查阅项目合同和验收材料，公示内容属实。")
        return all([await self.acts(objections.answer, who, task_id, row["id"], said) for row in found])

    async def take_back(self, who: Session, task_id: UUID) -> bool:
        return await self.acts(sending.take_back, sending.sender_of(who), task_id)

    async def take_refusal_back(self, who: Session, task: Task) -> bool:
        return await self.acts(refusals.take_back, who, task.id, task.version)

    async def settle(self, task_id: UUID, number: int) -> bool:
        """The workflow of a refusal says that its time is over."""
        return await self.world.activities.settle_refusal(SettleRefusal(task_id=task_id, number=number))

    async def send(self, who: Session, task_id: UUID) -> bool:
        return await self.acts(sending.send, sending.sender_of(who), task_id, self.world.app.state.cities)

    async def ask_batch(self, who: Session, task_id: UUID) -> bool:
        async def ask(conn: Any, _: Any) -> None:
            await asking.ask(conn, sending.sender_of(who), [task_id])

        return await self.acts(ask)

    async def run_batches(self) -> None:
        while await running.run_next(self.world.pool, self.cipher, self.world.app.state.cities):
            pass

    async def commission(self, who: Session, plan: str = "2022-engineer") -> bool:
        scan = Scan(file_id=new_id(), name="盖章的评审委托书.pdf", pages=2, sha256="c0ffee" * 10 + "c0ff")
        day = now().astimezone(SHANGHAI).date() - timedelta(days=1)
        return await self.acts(commissions.give, who, plan, Given(number="2022-1", dated_on=day, scan=scan))

    async def take(self, who: Session, task_id: UUID, seen: UUID | None) -> bool:
        return await self.acts(queue.take, who, task_id, seen)

    async def give_back(self, who: Session, task_id: UUID) -> bool:
        return await self.acts(queue.give_back, who, task_id)
