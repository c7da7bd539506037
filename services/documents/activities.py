"""What the workflow asks of documents."""

import asyncio
from collections.abc import Callable
from typing import Any

from temporalio import activity

from cities import Cities, City, Plan
from contracts import documents as contract
from contracts.case import Problem, Rendered, RenderRequest, Sealed, SealRequest, SectionRef
from contracts.erasure import PersonRequest
from contracts.normal import names
from contracts.registers import handed_key
from contracts.sections.documents import DocumentsSection
from contracts.sections.documents import Photo as SealedPhoto
from contracts.sections.names import SectionKind, newest
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.sealed import CaseFile
from services.documents.papers import operations as papers
from services.documents.papers.domain.case import Case
from services.documents.papers.domain.paper import Kind, content_sha256
from services.documents.papers.gateway import open_case
from services.documents.papers.rendering import Renderer
from services.documents.photos.domain.photo import Photo
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.gateway import PhotoStore
from services.documents.photos.imaging.studio import Studio
from services.documents.photos.operations import erase as erase_photos
from services.documents.photos.operations import offer as photos
from services.documents.photos.operations import section
from services.documents.signing import operations as signing
from services.documents.signing.store import newest_signature
from services.documents.uploads.operations import erase as erase_files

Fill = Callable[[Case, RenderRequest, City, Plan], dict[str, Any]]


class Activities(contract.Documents):
    """The object store and the renderer are called between transactions."""

    def __init__(
        self,
        pool: Pool,
        cities: Cities,
        cipher: FieldCipher,
        store: PhotoStore,
        file: CaseFile,
        renderer: Renderer,
        studio: Studio,
        public_url: str,
    ) -> None:
        self._pool = pool
        self._cities = cities
        self._cipher = cipher
        self._store = store
        self._file = file
        self._renderer = renderer
        self._studio = studio
        self._public_url = public_url

    @activity.defn(name="documents.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "documents": the confirmed photo (as base64) with its checks, and the signed pledge."""
        plan = self._cities.plan(request.city, request.plan).begun(request.terms)
        rule = photos.rule_of([plan.photo])
        city = self._cities.city(request.city)
        async with transaction(self._pool) as conn:
            known = await photos.photo_on_record(conn, request.person_id)
            signed = await newest_signature(conn, self._cipher, request.application_id, request.person_id)
        photo, problems = await self._photo(request, known.confirmed, rule)
        problems += signing.against(signed, request.application_id, city.pledge)
        if photo is None or signed is None or problems:
            return Sealed(problems=problems)
        async with _while_waited():
            pdf = await papers.render_pledge(self._renderer, signed, city)
        told = DocumentsSection(photo=photo, pledge=signing.compose_pledge(signed, pdf))
        sealed = await self._file.seal(request.application_id, SectionKind.DOCUMENTS, told)
        ref = SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)
        bearer = await self._file.mark(request.application_id, names.compared(signed.name))
        return Sealed(section=ref, bearer=bearer)

    @activity.defn(name="documents.render_publicity_sheet")
    async def render_publicity_sheet(self, request: RenderRequest) -> Rendered:
        """公示表: what is made public, without numbers of the person (E4.5)."""
        return await self._issue(Kind.PUBLICITY_SHEET, request, papers.publicity_sheet_of)

    @activity.defn(name="documents.render_review_form")
    async def render_review_form(self, request: RenderRequest) -> Rendered:
        """专业技术职务任职资格评审表 with the platform's watermark (A10.1, M1.3)."""

        def fill(case: Case, request: RenderRequest, city: City, plan: Plan) -> dict[str, Any]:
            return papers.review_form_of(case, request, city, plan, self._public_url)

        return await self._issue(Kind.REVIEW_FORM, request, fill)

    @activity.defn(name="documents.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person: photos, signatures, files, uploads, with what is stored of them."""
        async with transaction(self._pool) as conn:
            places = [*await erase_photos.places(conn, request.person_id)]
            places += await erase_files.places(conn, request.person_id)
        places.append(handed_key(request.person_id))
        for place in places:
            await self._store.remove(place)
        async with transaction(self._pool) as conn:
            await erase_photos.erase_person(conn, request.person_id)
            await signing.erase_person(conn, request.person_id)
            await erase_files.erase_person(conn, request.person_id)

    async def _photo(
        self, request: SealRequest, confirmed: Photo | None, rule: PhotoRule
    ) -> tuple[SealedPhoto | None, tuple[Problem, ...]]:
        """The confirmed photo, or what is wrong with it under the plan's rule."""
        if confirmed is None:
            return None, (section.UNCONFIRMED,)
        data = await self._store.get(confirmed.blob_key)
        checks = await self._studio.check(request.person_id, data, rule)
        return section.compose_photo(confirmed, data, checks)

    async def _issue(self, kind: Kind, request: RenderRequest, fill: Fill) -> Rendered:
        """Open the case, render, seal, note. Asked again it gives the same section."""
        case = await open_case(self._file, request.application_id, request.manifest)
        city = self._cities.city(request.city)
        plan = self._cities.plan(request.city, request.plan).begun(request.terms)
        data = fill(case, request, city, plan)
        printed = papers.printed_sha256(data["content"]) if kind is Kind.REVIEW_FORM else ""
        before = newest(request.manifest, SectionKind.REVIEW_FORM)
        if before and printed and printed == request.printed_sha256:
            return Rendered(
                section=before, content_sha256=content_sha256(data["content"]), printed_sha256=printed
            )
        async with _while_waited():
            pdf = await papers.render(self._renderer, request.application_id, kind, data)
        name = papers.section_name(kind, request)
        sealed = await self._file.seal(request.application_id, str(name), pdf)
        async with transaction(self._pool) as conn:
            digest = await papers.note_issued(conn, kind, request, data, sealed.sha256)
        ref = SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)
        return Rendered(section=ref, content_sha256=digest, printed_sha256=printed)


def _while_waited() -> asyncio.Timeout:
    """For as long as the workflow waits: after that it asks again, and nobody takes this answer."""
    limit = activity.info().start_to_close_timeout if activity.in_activity() else None
    return asyncio.timeout(limit.total_seconds() if limit else None)
