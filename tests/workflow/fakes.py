"""Activities that answer as the services would, remember what they were asked, and can be told to fail."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from contracts import (
    archive,
    committee,
    declaration,
    documents,
    identity,
    notification,
    payment,
    results,
    review,
)
from contracts.candidates import Candidate, Candidates, SealReturn
from contracts.case import (
    Duty,
    Problem,
    Rendered,
    RenderRequest,
    Role,
    Route,
    RouteRequest,
    Sealed,
    SealRequest,
    SectionRef,
    Stop,
)
from contracts.clock import DeadlineKind, Pause
from contracts.rereview import ReReviews, ReReviewWindow, SealReReview

EMPLOYER = UUID(int=7)
EXAMINE = (Duty.EXAMINE,)
STAGES = (
    ("employer", Role.EMPLOYER, (Duty.EXAMINE, Duty.PUBLICISE)),
    ("department", Role.DEPARTMENT, EXAMINE),
    ("hr", Role.HR, EXAMINE),
    ("committee", Role.COMMITTEE, (Duty.EXAMINE, Duty.ACCEPT, Duty.CHARGE)),
)


def handing_in() -> tuple[tuple[str, Role, tuple[Duty, ...]], ...]:
    """The same, with a committee's office that wants the printed form."""
    stage, role, duties = STAGES[-1]
    return (*STAGES[:-1], (stage, role, (*duties, Duty.HAND_IN)))


DAYS = {
    DeadlineKind.SUBMISSION: 60,
    DeadlineKind.RESUBMISSION: 10,
    DeadlineKind.PUBLICITY: 7,
    DeadlineKind.PAYMENT: 15,
    DeadlineKind.GRACE: 30,
    DeadlineKind.RESULT_PUBLICITY: 7,
    DeadlineKind.RE_REVIEW: 10,
}


class World:
    """What the services know and have been asked."""

    def __init__(self) -> None:
        self.tasks: list[review.Task] = []
        self.candidates: list[Candidate] = []
        self.closed: list[UUID] = []
        self.notices: list[review.PublicityNotice] = []
        self.progress: list[declaration.Progress] = []
        self.stages: Sequence[tuple[str, Role, tuple[Duty, ...]]] = STAGES
        self.pauses: list[Pause] = []
        self.releases: list[results.Release] = []
        self.release_notices: list[results.ReleaseNotice] = []
        self.has_re_review_days = True
        self.re_reviews_asked: list[UUID] = []  # what declaration knows when the days end
        self.re_reviews_closed: list[UUID] = []
        self.printed = "printed"  # what a review form says
        self.forms = 0
        self.returns_sealed: list[SealReturn] = []
        self.re_reviews_sealed: list[SealReReview] = []
        self.objections_open: list[bool] = []  # what is answered when a result's publicity is to end
        self.sealed_results: list[results.SealResult] = []
        self.titles: list[archive.GrantedTitle] = []
        self.deadlines: dict[UUID, declaration.Deadline] = {}
        self.hand_ins: list[committee.OpenHandIn] = []
        self.orders: list[payment.FeeRequest] = []
        self.sealing: list[SealRequest] = []
        self.routed: list[RouteRequest] = []
        self.rendered: list[RenderRequest] = []
        self.problems: tuple[Problem, ...] = ()
        self.is_paid_at_channel = False
        self.looks = ""
        self.bearers: dict[str, str] = {}
        self.public = "same"
        self.away: Counter[str] = Counter()
        self.lost_answers: Counter[str] = Counter()

    def fail_if_away(self, name: str) -> None:
        if self.away[name] > 0:
            self.away[name] -= 1
            raise ApplicationError(f"{name} is away")

    def lose_answer(self, name: str) -> None:
        """It was done, and nobody was told."""
        if self.lost_answers[name] > 0:
            self.lost_answers[name] -= 1
            raise ApplicationError(f"{name} was done")

    def sealed(self, name: str, request: SealRequest) -> Sealed:
        self.fail_if_away(name)
        self.sealing.append(request)
        found = section(f"{name}", f"{request.round}{self.looks}")
        return Sealed(section=found, bearer=self.bearers.get(name, ""))

    @property
    def messages(self) -> list[notification.Message]:
        return [move.notice for move in self.progress if move.notice]


def section(name: str, number: object = "") -> SectionRef:
    return SectionRef(name=name, key=f"cases/{name}-{number}", sha256=f"{name}-{number}")


class Identity(identity.Identity):
    def __init__(self, world: World) -> None:
        self.world = world

    @activity.defn(name="identity.resolve_route")
    async def resolve_route(self, request: RouteRequest) -> Route:
        self.world.fail_if_away("route")
        self.world.routed.append(request)
        stops = [
            Stop(stage=stage, role=role, office_id=UUID(int=n), office_name=f"{stage} office", duties=duties)
            for n, (stage, role, duties) in enumerate(self.world.stages, start=7)
        ]
        return Route(stops=tuple(stops), place="市本级")

    @activity.defn(name="identity.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        return self.world.sealed("identity", request)


class Archive(archive.Archive):
    def __init__(self, world: World) -> None:
        self.world = world

    @activity.defn(name="archive.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        return self.world.sealed("archive", request)

    @activity.defn(name="archive.record_title")
    async def record_title(self, granted: archive.GrantedTitle) -> None:
        self.world.fail_if_away("title")
        self.world.titles.append(granted)


class Declaration(declaration.Declaration, ReReviewWindow):
    def __init__(self, world: World) -> None:
        self.world = world

    @activity.defn(name="declaration.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        if self.world.problems:
            return Sealed(problems=self.world.problems)
        return self.world.sealed("declaration", request)

    @activity.defn(name="declaration.seal_manifest")
    async def seal_manifest(self, request: declaration.SealManifest) -> SectionRef:
        return section(f"submission-{request.round}", request.previous)

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: declaration.DeadlineRequest) -> declaration.Deadline:
        due = request.due_at or request.starts_at + timedelta(days=DAYS[request.kind])
        reminds = (due - timedelta(days=3), due - timedelta(days=1))
        deadline = declaration.Deadline(
            id=request.id,
            due_at=due,
            is_provisional=False,
            calendar_version="test",
            remind_at=reminds if request.kind is DeadlineKind.PAYMENT else (),
        )
        return self.world.deadlines.setdefault(request.id, deadline)

    @activity.defn(name="declaration.resume_deadline")
    async def resume_deadline(self, pause: Pause) -> declaration.Deadline:
        self.world.pauses.append(pause)
        known = self.world.deadlines[pause.deadline_id]
        resumed = replace(known, due_at=known.due_at + (pause.resumed_at - pause.paused_at))
        self.world.deadlines[pause.deadline_id] = resumed
        return resumed

    @activity.defn(name="declaration.record_progress")
    async def record_progress(self, progress: declaration.Progress) -> declaration.Deadline | None:
        self.world.fail_if_away("progress")
        if progress.id not in {known.id for known in self.world.progress}:
            self.world.progress.append(progress)
        request = progress.deadline
        if request is None or (request.kind is DeadlineKind.RE_REVIEW and not self.world.has_re_review_days):
            return None
        return await self.open_deadline(request)

    @activity.defn(name="declaration.end_re_review")
    async def end_re_review(self, deadline_id: UUID) -> bool:
        return deadline_id in self.world.re_reviews_asked


class Documents(documents.Documents):
    def __init__(self, world: World) -> None:
        self.world = world

    @activity.defn(name="documents.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        return self.world.sealed("documents", request)

    @activity.defn(name="documents.render_publicity_sheet")
    async def render_publicity_sheet(self, request: RenderRequest) -> Rendered:
        self.world.fail_if_away("sheet")
        self.world.rendered.append(request)
        return Rendered(section=section("publicity-sheet"), content_sha256=self.world.public)

    @activity.defn(name="documents.render_review_form")
    async def render_review_form(self, request: RenderRequest) -> Rendered:
        self.world.fail_if_away("form")
        printed = self.world.printed
        if request.printed_sha256 == printed:
            return Rendered(section=section("review-form"), content_sha256="form", printed_sha256=printed)
        self.world.forms += 1
        name = "review-form" if self.world.forms == 1 else f"review-form.{self.world.forms}"
        return Rendered(section=section(name), content_sha256="form", printed_sha256=printed)


class Review(review.Review, results.Results, Candidates, committee.HandIns, ReReviews):
    def __init__(self, world: World) -> None:
        self.world = world

    @activity.defn(name="review.open_task")
    async def open_task(self, task: review.Task) -> SectionRef | None:
        self.world.fail_if_away("task")
        self.world.tasks.append(task)
        self.world.lose_answer("task")
        return await self.seal_decision(task.decided) if task.decided else None

    @activity.defn(name="review.open_hand_in")
    async def open_hand_in(self, request: committee.OpenHandIn) -> None:
        self.world.fail_if_away("hand_in")
        self.world.hand_ins.append(request)

    @activity.defn(name="review.close_task")
    async def close_task(self, close: review.CloseTask) -> None:
        self.world.closed.append(close.task_id)

    @activity.defn(name="review.note_publicity")
    async def note_publicity(self, notice: review.PublicityNotice) -> None:
        self.world.notices.append(notice)

    @activity.defn(name="review.enter_candidate")
    async def enter_candidate(self, candidate: Candidate) -> None:
        self.world.candidates.append(candidate)

    @activity.defn(name="review.seal_decision")
    async def seal_decision(self, request: review.SealDecision) -> SectionRef:
        return section(request.name, request.previous)

    @activity.defn(name="review.open_release")
    async def open_release(self, release: results.Release) -> None:
        self.world.releases.append(release)

    @activity.defn(name="review.note_release")
    async def note_release(self, notice: results.ReleaseNotice) -> None:
        self.world.release_notices.append(notice)

    @activity.defn(name="review.end_release")
    async def end_release(self, release_id: UUID) -> bool:
        return self.world.objections_open.pop() if self.world.objections_open else False

    @activity.defn(name="review.seal_return")
    async def seal_return(self, request: SealReturn) -> SectionRef:
        self.world.returns_sealed.append(request)
        return section(request.name, request.previous)

    @activity.defn(name="review.seal_re_review")
    async def seal_re_review(self, request: SealReReview) -> SectionRef:
        self.world.re_reviews_sealed.append(request)
        return section(request.name, request.previous)

    @activity.defn(name="review.close_re_review")
    async def close_re_review(self, application_id: UUID) -> None:
        self.world.re_reviews_closed.append(application_id)

    @activity.defn(name="review.seal_result")
    async def seal_result(self, request: results.SealResult) -> SectionRef:
        self.world.sealed_results.append(request)
        return section(request.name, request.previous)


class Payment(payment.Payment):
    def __init__(self, world: World) -> None:
        self.world = world

    @activity.defn(name="payment.request_fee")
    async def request_fee(self, request: payment.FeeRequest) -> payment.Fee:
        self.world.fail_if_away("order")
        self.world.orders.append(request)
        item = "评审费" if request.duty is Duty.CHARGE else "评审推荐费"
        return payment.Fee(order_id=request.order_id, amount_fen=18000, item=item)

    @activity.defn(name="payment.close_order")
    async def close_order(self, order_id: UUID) -> payment.Settlement:
        return payment.Settlement(is_paid=self.world.is_paid_at_channel)

    @activity.defn(name="payment.seal_settlement")
    async def seal_settlement(self, request: payment.SealSettlement) -> SectionRef:
        return section(request.name, request.previous)


SERVICES = (
    (identity.TASK_QUEUE, Identity),
    (archive.TASK_QUEUE, Archive),
    (declaration.TASK_QUEUE, Declaration),
    (documents.TASK_QUEUE, Documents),
    (review.TASK_QUEUE, Review),
    (payment.TASK_QUEUE, Payment),
)
NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
