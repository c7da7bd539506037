"""What the workflow asks of review."""

from dataclasses import replace
from uuid import UUID

from temporalio import activity

from cities import Cities
from contracts import results
from contracts import review as contract
from contracts.candidates import Candidate, Candidates, SealReturn
from contracts.case import Role, SectionRef
from contracts.check_code import CODE_LENGTH, manifest_sha256
from contracts.committee import HandIns, OpenHandIn
from contracts.dues import DueLook, Dues, DueStanding
from contracts.erasure import PersonRequest
from contracts.refusal import SettleRefusal
from contracts.remedies import CaseResult, OneCase
from contracts.remedying import ReviewRemedies
from contracts.rereview import ReReviews, SealReReview
from contracts.sections.names import SectionKind, newest
from contracts.sections.parts import Submission
from contracts.stuck import Found, Question
from contracts.surveying import ReviewStuck
from kit.calendar import Workdays
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.sealed import CaseFile, Section
from services.review import gateway
from services.review.examination.domain.again import Earlier
from services.review.examination.domain.checks_evidence import marks_of
from services.review.examination.domain.checks_table import checked
from services.review.examination.domain.items import items_for
from services.review.examination.domain.submission import summary_of
from services.review.examination.operations import examining, sealing
from services.review.handins import operations as handins
from services.review.handins.domain import HandIn
from services.review.integrity import store as integrity_store
from services.review.integrity.operations import standing as integrity
from services.review.objections import operations as objections
from services.review.publicity.operations import publicising
from services.review.queue import operations as queue
from services.review.refusals import operations as refusals
from services.review.remedies.operations import Remedies
from services.review.rereviews import operations as rereviews
from services.review.rereviews import store as rereviews_store
from services.review.results.operations import releasing
from services.review.results.operations import sealing as results_sealing
from services.review.results.store import results as results_store
from services.review.returns import operations as returns
from services.review.rosters import operations as rosters
from services.review.rosters import store as candidates
from services.review.stuck import operations as stuck
from services.review.substitutions import store as substitutions
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Limit, Onward
from services.review.tasks.store import tasks as store

_Named = contract.SealDecision | SealReturn | results.SealResult | SealReReview  # what a section is asked by


class Activities(
    contract.Review, results.Results, Candidates, HandIns, Dues, ReReviews, ReviewStuck, ReviewRemedies
):
    """Each opens a transaction and calls a verb; the object store is called between transactions."""

    def __init__(
        self, pool: Pool, file: CaseFile, cipher: FieldCipher, calendar: Workdays, cities: Cities
    ) -> None:
        self._pool = pool
        self._file = file
        self._cipher = cipher
        self._calendar = calendar
        self._cities = cities
        self._remedies = Remedies(pool, cipher, cities)

    @activity.defn(name="review.open_task")
    async def open_task(self, task: contract.Task) -> SectionRef | None:
        """Put a task into an office's inbox, with a summary read from the sealed file."""
        section = await self.seal_decision(task.decided) if task.decided else None
        async with transaction(self._pool) as conn:
            if await store.has_task(conn, task.id):
                return section
            earlier = await self._earlier(conn, await tasks.at_its_office(conn, task))
        if section is not None:
            task = replace(task, manifest=(*task.manifest, section))
        submitted = await gateway.submission(self._file, task.application_id, task.manifest)
        again = await gateway.again(self._file, earlier, task.manifest, submitted) if earlier else None
        marks = marks_of(submitted)
        async with transaction(self._pool) as conn:
            opened = await tasks.at_its_office(conn, task)
            summary, onward, limit = summary_of(submitted), self._onward(task), self._limit(task)
            is_new = await tasks.open_task(conn, self._cipher, opened, summary, onward, limit)
            told_at = await tasks.decided_at(conn, task) if is_new else None
            if is_new:
                items = items_for(task.stop.role, submitted.identity.employer.kind)
                before = earlier.task.id if earlier else None
                dishonesty = await self._dishonesty(conn, task, submitted)
                alike = await examining.elsewhere(conn, self._cipher, task, marks)
                computed = checked(submitted, items, dishonesty, alike)
                await examining.keep_checks(conn, task.id, computed, before)
            still = await self._earlier(conn, opened) if is_new and again else None
            if again and still and still.task.id == again.earlier.task.id:
                await examining.keep_findings(conn, await tasks.any_task(conn, self._cipher, task.id), again)
            await releasing.hear_recommended(conn, task.application_id)
        if told_at:
            tasks.reached_after_seconds.labels(task.city).observe((now() - told_at).total_seconds())
        return section

    async def _dishonesty(
        self, conn: Connection, task: contract.Task, submitted: Submission
    ) -> tuple[str, ...]:
        """What stands in the register against who submitted it: for offices, not for employers."""
        if task.stop.role is Role.EMPLOYER:
            return ()
        return await integrity.standing_against(conn, self._cipher, submitted.identity.person.id_number)

    def _onward(self, task: contract.Task) -> Onward:
        """How a pass goes on from this stop, by the plan with which the case began."""
        city = self._cities.begun(task.city, task.plan, task.terms).city(task.city)
        place = (task.plan, task.stop.stage)
        return Onward(
            awaits_sending=city.awaits_sending(*place), needs_commission=city.needs_commission(*place)
        )

    def _limit(self, task: contract.Task) -> Limit | None:
        """Until when the office is to decide, by the city's data as they are now."""
        days = self._cities.city(task.city).examination_days.by_kind.get(task.stop.role)
        return tasks.limit_of(self._calendar, days, task.opened_at) if days else None

    async def _seal(self, case_id: UUID, asked: _Named, section: Section) -> SectionRef:
        """Append a section under the name that the workflow gave it."""
        sealed = await self._file.seal(case_id, asked.name, section, previous=asked.previous)
        return SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)

    async def _earlier(self, conn: Connection, task: contract.Task) -> Earlier | None:
        """What the office found of it in the round before: nobody begins with what another one found."""
        return await examining.earlier(
            conn,
            self._cipher,
            task.application_id,
            stage=task.stop.stage,
            office_id=task.stop.office_id,
            round_=task.round,
        )

    @activity.defn(name="review.close_task")
    async def close_task(self, close: contract.CloseTask) -> None:
        """Take a task out of the inbox that nobody needs to decide any more."""
        async with transaction(self._pool) as conn:
            await tasks.close_task(conn, self._cipher, close)
            await objections.lapse(conn, self._cipher, close.task_id)

    @activity.defn(name="review.note_publicity")
    async def note_publicity(self, notice: contract.PublicityNotice) -> None:
        """Record until when the publicity runs, and when it is over (E4.5)."""
        async with transaction(self._pool) as conn:
            await publicising.note_publicity(conn, self._cipher, notice)

    @activity.defn(name="review.look_at_dues")
    async def look_at_dues(self, look: DueLook) -> DueStanding:
        """How much of what waits at an office is due, and up to when."""
        city = self._cities.city(look.city)
        async with transaction(self._pool) as conn:
            return await queue.look_at_dues(conn, city, self._calendar, look)

    @activity.defn(name="review.seal_decision")
    async def seal_decision(self, request: contract.SealDecision) -> SectionRef:
        """Seal findings, opinion, reason and publicity of a decided task as a section of the case."""
        async with transaction(self._pool) as conn:
            task, section = await sealing.compose_section(conn, self._cipher, self._calendar, request.task_id)
        if task.sealed:
            return task.sealed
        ref = await self._seal(task.application_id, request, section)
        async with transaction(self._pool) as conn:
            await sealing.note_sealed(conn, task.id, ref)
        return ref

    @activity.defn(name="review.enter_candidate")
    async def enter_candidate(self, candidate: Candidate) -> None:
        """Put a case before the meeting of a committee, to be listed on its roster (M1.2)."""
        async with transaction(self._pool) as conn:
            if await candidates.has_candidate(conn, candidate.id):
                return
        told = await gateway.submission(self._file, candidate.application_id, candidate.manifest)
        async with transaction(self._pool) as conn:
            await rosters.enter(conn, self._cipher, candidate, told)
            await rereviews.note_effect(conn, candidate.application_id)

    @activity.defn(name="review.seal_return")
    async def seal_return(self, request: SealReturn) -> SectionRef:
        """Seal what is to be mended of a candidate that was returned, as a decision of its office."""
        async with transaction(self._pool) as conn:
            found, section = await returns.returned(conn, self._cipher, request.candidate_id)
        if found.sealed:
            return found.sealed
        ref = await self._seal(found.application_id, request, section)
        async with transaction(self._pool) as conn:
            await returns.note_sealed(conn, found.id, ref)
        return ref

    @activity.defn(name="review.open_release")
    async def open_release(self, release: results.Release) -> None:
        """Put a case whose meeting elected it before its office, to be published or recommended."""
        async with transaction(self._pool) as conn:
            await releasing.open_release(conn, release)

    @activity.defn(name="review.note_release")
    async def note_release(self, notice: results.ReleaseNotice) -> None:
        """Record until when the publicity of a result runs."""
        async with transaction(self._pool) as conn:
            await releasing.note_release(conn, notice)

    @activity.defn(name="review.end_release")
    async def end_release(self, release_id: UUID) -> bool:
        """End the publicity of a result; true when an objection is open, and it does not end."""
        async with transaction(self._pool) as conn:
            return await releasing.end_release(conn, release_id)

    @activity.defn(name="review.seal_result")
    async def seal_result(self, request: results.SealResult) -> SectionRef:
        """Seal votes, outcome, publicity and, with the title, what its certificate says."""
        async with transaction(self._pool) as conn:
            told = await results_sealing.told(conn, self._cipher, request)
        if told.result.sealed:
            return told.result.sealed
        certificate = None
        if request.titled_at:
            submitted = await gateway.submission(self._file, request.application_id, request.manifest)
            plan = self._cities.plan(request.city, request.plan)
            certificate = results_sealing.certificate(
                self._cities.city(request.city),
                told,
                submitted,
                year=plan.year,
                level=plan.level,
                at=request.titled_at,
            )
        section = results_sealing.section(told, certificate)
        ref = await self._seal(request.application_id, request, section)
        async with transaction(self._pool) as conn:
            await results_sealing.note_sealed(conn, self._cipher, told, ref)
        return ref

    @activity.defn(name="review.seal_re_review")
    async def seal_re_review(self, request: SealReReview) -> SectionRef:
        """Seal the request and its answer: who, when and why."""
        async with transaction(self._pool) as conn:
            found, section = await rereviews.compose_section(conn, self._cipher, request.re_review_id)
        if found.sealed:
            return found.sealed
        ref = await self._seal(found.application_id, request, section)
        async with transaction(self._pool) as conn:
            await rereviews_store.note_sealed(conn, found.id, ref)
        return ref

    @activity.defn(name="review.close_re_review")
    async def close_re_review(self, application_id: UUID) -> None:
        """The answer has taken effect: the result stands for good."""
        async with transaction(self._pool) as conn:
            await rereviews.note_effect(conn, application_id)

    @activity.defn(name="review.settle_refusal")
    async def settle_refusal(self, request: SettleRefusal) -> bool:
        """Tell of a refusal that nobody took back; false when it does not stand any more."""
        async with transaction(self._pool) as conn:
            return await refusals.settle(conn, self._cipher, self._cities, request)

    @activity.defn(name="review.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a case, once; what refuses it is the answer."""
        return await self._remedies.remedy(one)

    @activity.defn(name="review.open_hand_in")
    async def open_hand_in(self, request: OpenHandIn) -> None:
        """Await the printed form and what belongs to it at the committee's office (A10.2)."""
        submitted = await gateway.submission(self._file, request.application_id, request.manifest)
        summary = summary_of(submitted)
        plan = self._cities.plan(request.city, request.plan).begun(request.terms)
        slug = submitted.declaration.declared.kind
        is_interviewed = any(kind.slug == slug and kind.interviewed for kind in plan.kind)
        form = newest(request.manifest, SectionKind.REVIEW_FORM)
        before = request.manifest[: request.manifest.index(form)] if form else request.manifest
        hand_in = HandIn(
            id=request.id,
            city=request.city,
            application_id=request.application_id,
            person_id=request.person_id,
            plan=request.plan,
            plan_title=summary.plan_title,
            office_id=request.office_id,
            opened_at=request.opened_at,
            applicant=summary.applicant,
            employer=summary.employer,
            copies_wanted=plan.copies.interviewed if is_interviewed else plan.copies.standard,
            is_interviewed=is_interviewed,
        )
        code = manifest_sha256(before)[:CODE_LENGTH]
        async with transaction(self._pool) as conn:
            await handins.open_hand_in(
                conn, self._cipher, hand_in, stage=request.stage, round_=request.round, code=code
            )

    @activity.defn(name="review.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Which offices are late, and which of their decisions no workflow has taken."""
        async with transaction(self._pool) as conn:
            return await stuck.find(conn, question)

    @activity.defn(name="review.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person's tasks, with findings and decisions; sealed sections went with the key."""
        async with transaction(self._pool) as conn:
            await substitutions.forget_holds(conn, request.person_id)
            await tasks.erase_person(conn, request.person_id)
            await handins.erase_person(conn, request.person_id)
            await candidates.delete_candidates_of(conn, request.person_id)
            await results_store.delete_of_person(conn, request.person_id)
            await rereviews_store.delete_of_person(conn, request.person_id)
            await objections.forget_account(conn, self._cipher, request.person_id)
            await integrity_store.delete_of_person(conn, request.person_id)
