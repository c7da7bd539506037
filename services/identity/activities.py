"""What the workflow asks of identity."""

from datetime import date

from temporalio import activity

from cities import Cities
from contracts import identity as contract
from contracts.authorisation import Term, TermStanding
from contracts.case import Route, RouteRequest, Sealed, SealRequest, SectionRef
from contracts.erasure import NOTES, Erased, ErasureNote, Holds, PersonRequest, State
from contracts.normal import names
from contracts.offices import DeskLook, DeskStanding
from contracts.sections.names import SectionKind
from kit.adapters import adapter
from kit.calendar import Workdays
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.sealed import CaseFile
from services.identity.case.operations.route import resolve_route
from services.identity.case.operations.seal import compose_section
from services.identity.employers.operations import authorisation
from services.identity.offices.operations import desk
from services.identity.privacy.operations import erasure


class Activities(contract.Identity):
    """Each opens a transaction and calls its verb."""

    def __init__(
        self, pool: Pool, cities: Cities, cipher: FieldCipher, case_file: CaseFile, calendar: Workdays
    ) -> None:
        self._pool = pool
        self._cities = cities
        self._cipher = cipher
        self._case_file = case_file
        self._calendar = calendar

    @activity.defn(name="identity.resolve_route")
    async def resolve_route(self, request: RouteRequest) -> Route:
        """The offices that this employer's applications pass (B5.1, B5.2)."""
        async with transaction(self._pool) as conn:
            return await resolve_route(conn, request, self._cities)

    @activity.defn(name="identity.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "identity": the person and the employer as they are now."""
        async with transaction(self._pool) as conn:
            section, problems = await compose_section(conn, request, self._cipher)
        if section is None:
            return Sealed(problems=problems)
        ref = await self._case_file.seal(request.application_id, SectionKind.IDENTITY, section)
        bearer = await self._case_file.mark(request.application_id, names.compared(section.person.name))
        return Sealed(section=SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256), bearer=bearer)

    @activity.defn(name="identity.term_standing")
    async def term_standing(self, term: Term) -> TermStanding:
        """Whether an employer acts by this term now, and whom to remind of its end (E2.1)."""
        async with transaction(self._pool) as conn:
            return await authorisation.term_standing(conn, term)

    @activity.defn(name="identity.end_term")
    async def end_term(self, term: Term) -> bool:
        """End the authorisation, unless another term has begun; whether it has ended (A2.4, E2.1)."""
        async with transaction(self._pool) as conn:
            return await authorisation.end_term(conn, term, at=now())

    @activity.defn(name="identity.look_at_desk")
    async def look_at_desk(self, look: DeskLook) -> DeskStanding:
        """What waits at a desk, who is there for it, and when they may be told."""
        async with transaction(self._pool) as conn:
            return await desk.look_at_desk(conn, self._cities, self._workday, look)

    @activity.defn(name="identity.erasure_holds")
    async def erasure_holds(self, request: PersonRequest) -> Holds:
        """Whether an administrator holds the data for a complaint or an inquiry."""
        async with transaction(self._pool) as conn:
            return Holds(holds=await erasure.holds(conn, request.person_id))

    @activity.defn(name="identity.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget the person, the account and its sessions. The first to be asked."""
        async with transaction(self._pool) as conn:
            await erasure.erase_person(conn, request.person_id, at=now())

    @activity.defn(name="identity.note_erasure")
    async def note_erasure(self, note: ErasureNote) -> None:
        """Keep where a request stands; before anybody forgets, note in the store whom."""
        if note.state is State.ERASING:
            async with transaction(self._pool) as conn:
                erased = await erasure.to_be_erased(conn, note.erasure_id)
            if erased:
                await self._case_file.note(f"{NOTES}/{note.erasure_id}", adapter(Erased).dump_json(erased))
        async with transaction(self._pool) as conn:
            await erasure.note_erasure(conn, note, at=now())

    def _workday(self, day: date) -> date:
        return self._calendar.moved(day).last_day
