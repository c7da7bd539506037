"""What the workflow asks of declaration."""

from uuid import UUID

from temporalio import activity

from cities import Cities
from contracts import declaration as contract
from contracts.case import Sealed, SealRequest, SectionRef
from contracts.clock import Pause
from contracts.erasure import Holds, PersonRequest
from contracts.normal import names
from contracts.operations import ReadModel, Standings
from contracts.remedies import CaseResult, OneCase
from contracts.remedying import DeclarationRemedies
from contracts.rereview import ReReviewWindow
from contracts.season import DraftsReminder, SeasonStanding, SeasonStart
from contracts.sections.names import SectionKind
from contracts.stuck import Found, Question
from contracts.surveying import DeclarationStuck
from kit.calendar import Workdays
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.sealed import CaseFile
from services.declaration.drafting.operations.remind import remind_page
from services.declaration.experts.operations.opinions import signed_for
from services.declaration.plans import operations as plans
from services.declaration.progress.operations import erasure, ledger, rereviewing
from services.declaration.progress.operations.progress import record_progress as record
from services.declaration.remedies.operations import Remedies
from services.declaration.stuck import store as stuck
from services.declaration.submission import operations as sections


class Activities(contract.Declaration, ReReviewWindow, DeclarationStuck, ReadModel, DeclarationRemedies):
    """Declaration's side of the contract."""

    def __init__(
        self,
        pool: Pool,
        case_file: CaseFile,
        cipher: FieldCipher,
        calendar: Workdays,
        *,
        cities: Cities,
        cases_kept_years: int,
    ) -> None:
        self._cases_kept_years = cases_kept_years
        self._cities = cities
        self._pool = pool
        self._case_file = case_file
        self._cipher = cipher
        self._calendar = calendar
        self._remedies = Remedies(pool, case_file, cipher, calendar)

    @activity.defn(name="declaration.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "declaration": the plan and the form."""
        today = now().astimezone(SHANGHAI).date()
        async with transaction(self._pool) as conn:
            section, problems = await sections.compose_section(
                conn, self._cipher, request.application_id, today
            )
            bearer = ""
            if section and section.recommendations:
                bearer = await signed_for(conn, self._cipher, request.application_id)
        if section is None:
            return Sealed(problems=problems)
        sealed = await self._case_file.seal(request.application_id, SectionKind.DECLARATION, section)
        ref = SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)
        if bearer:
            bearer = await self._case_file.mark(request.application_id, names.compared(bearer))
        return Sealed(section=ref, bearer=bearer)

    @activity.defn(name="declaration.seal_manifest")
    async def seal_manifest(self, request: contract.SealManifest) -> SectionRef:
        """Seal the list of the sections of a submission: the link of the chain that covers them all."""
        name, listed = sections.compose_list(request)
        sealed = await self._case_file.seal(
            request.application_id, str(name), listed, previous=request.previous
        )
        return SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: contract.DeadlineRequest) -> contract.Deadline:
        """Compute a deadline once and record it with the calendar that was used."""
        async with transaction(self._pool) as conn:
            return await ledger.open_deadline(conn, request, self._calendar)

    @activity.defn(name="declaration.resume_deadline")
    async def resume_deadline(self, pause: Pause) -> contract.Deadline:
        """Compute a deadline anew after its clock stood still, as a recorded act."""
        async with transaction(self._pool) as conn:
            return await ledger.resume_deadline(conn, pause, self._calendar)

    @activity.defn(name="declaration.record_progress")
    async def record_progress(self, progress: contract.Progress) -> contract.Deadline | None:
        """Write a move to the read model and the timeline; the deadline that began with it, if one did."""
        areas = await sections.named_by(self._case_file, progress)
        async with transaction(self._pool) as conn:
            deadline = await record(conn, progress, self._calendar)
            await sections.open_what_was_named(conn, progress, areas)
            await sections.issue_receipt(conn, progress)
        return deadline

    @activity.defn(name="declaration.end_re_review")
    async def end_re_review(self, deadline_id: UUID) -> bool:
        """Take no request for a re-review any more; true when one was made in time."""
        async with transaction(self._pool) as conn:
            return await rereviewing.end(conn, deadline_id)

    @activity.defn(name="declaration.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a case, once; what refuses it is the answer."""
        return await self._remedies.remedy(one)

    @activity.defn(name="declaration.look_at_season")
    async def look_at_season(self, season: SeasonStart) -> SeasonStanding:
        """The window of a plan as it is now."""
        async with transaction(self._pool) as conn:
            return await plans.standing(conn, season.city, self._cities.plan(season.city, season.plan))

    @activity.defn(name="declaration.remind_drafts")
    async def remind_drafts(self, reminder: DraftsReminder) -> None:
        """Have everybody told whose draft of a plan is not submitted."""
        after: UUID | None = UUID(int=0)
        while after:
            async with transaction(self._pool) as conn:
                after = await remind_page(conn, reminder, after, now())

    @activity.defn(name="declaration.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Whose period is over, and nothing followed."""
        async with transaction(self._pool) as conn:
            return await stuck.find(conn, question)

    @activity.defn(name="declaration.compare_standings")
    async def compare_standings(self, standings: Standings) -> Found:
        """Of which cases people are shown another status than the engine has."""
        async with transaction(self._pool) as conn:
            return await stuck.behind(conn, standings)

    @activity.defn(name="declaration.erasure_holds")
    async def erasure_holds(self, request: PersonRequest) -> Holds:
        """Declarations that are not over, or that have to be kept."""
        async with transaction(self._pool) as conn:
            found = await erasure.holds(conn, request.person_id, kept_years=self._cases_kept_years, at=now())
        return Holds(holds=found)

    @activity.defn(name="declaration.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person's declarations and destroy the keys of the cases."""
        async with transaction(self._pool) as conn:
            cases = await erasure.destroy_keys(conn, request.person_id)
        for case_id in cases:
            await self._case_file.destroy_key(case_id)
        async with transaction(self._pool) as conn:
            await erasure.forget(conn, request.person_id, cases)
