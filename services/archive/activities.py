"""Archive's activities."""

from temporalio import activity

from cities import Cities
from contracts.archive import Archive, GrantedTitle
from contracts.case import Sealed, SealRequest, SectionRef
from contracts.erasure import PersonRequest
from contracts.sections.names import SectionKind
from contracts.sections.result import ResultSection
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.errors import NotFound
from kit.sealed import CaseFile
from services.archive.extraction.operations import compose_section
from services.archive.file.operations import erase as erasure
from services.archive.file.operations import granting
from services.archive.file.operations.read import told_by_now


class NoCertificate(NotFound):
    """这份评审结果没有取得职称。"""


class Activities(Archive):
    """What the workflow may ask of archive."""

    def __init__(self, pool: Pool, cipher: FieldCipher, case_file: CaseFile, cities: Cities) -> None:
        self._cities = cities
        self._pool = pool
        self._cipher = cipher
        self._case_file = case_file

    @activity.defn(name="archive.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "archive": what is verified and taken into the declaration, or all that is missing."""
        plan = self._cities.plan(request.city, request.plan).begun(request.terms)
        async with transaction(self._pool) as conn:
            await told_by_now(conn, self._cipher, request.person_id, at=now())
            section, problems = await compose_section(conn, self._cipher, request, plan)
        if section is None:
            return Sealed(problems=problems)
        ref = await self._case_file.seal(request.application_id, SectionKind.ARCHIVE, section)
        return Sealed(section=SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256))

    @activity.defn(name="archive.record_title")
    async def record_title(self, granted: GrantedTitle) -> None:
        """Put a title that was obtained here into the person's file, as a verified record."""
        opened = await self._case_file.open(granted.application_id, granted.result, ResultSection)
        if opened.data.certificate is None:
            raise NoCertificate
        async with transaction(self._pool) as conn:
            await granting.record_title(
                conn,
                self._cipher,
                person_id=granted.person_id,
                application_id=granted.application_id,
                employer_id=granted.employer_id,
                certificate=opened.data.certificate,
                at=granted.granted_at,
            )

    @activity.defn(name="archive.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person: basic information, records, versions, decisions."""
        async with transaction(self._pool) as conn:
            await erasure.erase_person(conn, request.person_id)
