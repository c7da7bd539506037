"""What the workflow asks of declaration."""

from temporalio import activity

from contracts import declaration as contract
from contracts.case import Sealed, SealRequest, SectionRef
from kit.calendar import Workdays
from kit.clock import SHANGHAI, now
from kit.db import Pool, transaction
from kit.sealed import CaseFile
from services.declaration.operations import ledger, sections
from services.declaration.operations.progress import record_progress as record


class Activities(contract.Declaration):
    """Declaration's side of the contract."""

    def __init__(self, pool: Pool, case_file: CaseFile, calendar: Workdays) -> None:
        self._pool = pool
        self._case_file = case_file
        self._calendar = calendar

    @activity.defn(name="declaration.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "declaration": the plan and the form."""
        today = now().astimezone(SHANGHAI).date()
        async with transaction(self._pool) as conn:
            section, problems = await sections.write_section(conn, request.application_id, today)
        if problems:
            return Sealed(problems=problems)
        sealed = await self._case_file.seal(request.application_id, sections.SECTION, section)
        return Sealed(section=SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256))

    @activity.defn(name="declaration.seal_manifest")
    async def seal_manifest(self, request: contract.SealManifest) -> SectionRef:
        """Seal the list of the sections of a submission: the link of the chain that covers them all."""
        name, content = sections.list_of(request)
        sealed = await self._case_file.seal(request.application_id, name, content, previous=request.previous)
        return SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: contract.DeadlineRequest) -> contract.Deadline:
        """Compute a deadline once and record it with the calendar that was used."""
        async with transaction(self._pool) as conn:
            return await ledger.open_deadline(conn, request, self._calendar)

    @activity.defn(name="declaration.record_progress")
    async def record_progress(self, progress: contract.Progress) -> None:
        """Write a move to the read model and the timeline."""
        async with transaction(self._pool) as conn:
            await record(conn, progress)
