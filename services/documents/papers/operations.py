"""Papers of a case: what goes into a template, and the note that one was issued."""

from collections.abc import Hashable, Mapping
from typing import Any

import structlog

from cities import City, Plan
from contracts.case import RenderRequest
from contracts.check_code import check_code, manifest_sha256
from contracts.sections.names import SectionKind, SectionName, newest, of_kind, round_of
from kit.db import Connection
from kit.ids import derived
from kit.reference import reference
from services.documents.papers import store
from services.documents.papers.domain.case import Case
from services.documents.papers.domain.paper import (
    Kind,
    Paper,
    by_hand,
    content_sha256,
    spelled,
    spelling,
    verification_path,
)
from services.documents.papers.pledge import content as pledge
from services.documents.papers.publicity_sheet import content as publicity_sheet
from services.documents.papers.rendering import MissingGlyphs, Renderer, photo_svg, qr_svg
from services.documents.papers.review_form import content as review_form
from services.documents.signing.domain.pledge import Signature

SHOWN = (SectionKind.IDENTITY, SectionKind.DECLARATION)  # where the facts stand that people compare
OF_OFFICES = frozenset(
    {"employer", "opinions", "payment"}
)  # what a form says that its applicant has not said
log = structlog.get_logger()


def publicity_sheet_of(case: Case, request: RenderRequest, city: City, plan: Plan) -> dict[str, Any]:
    """The data of a publicity sheet."""
    paper = _paper(case, request, city, plan) | {"watermark": "", "days": plan.publicity_days}
    return {"paper": paper, "content": publicity_sheet.content(case)}


def review_form_of(
    case: Case, request: RenderRequest, city: City, plan: Plan, public_url: str
) -> dict[str, Any]:
    """The data of a review form, with the platform's watermark (M1.3)."""
    paper, photo = _paper(case, request, city, plan), case.documents.photo
    address = public_url.rstrip("/") + verification_path(manifest_sha256(request.manifest))
    more = {
        "watermark": city.watermark,
        "verify_url": address,
        "qr": qr_svg(address),
        "photo": photo_svg(photo.base64, photo.width, photo.height),
        "copies": plan.copies.model_dump(),
    }
    return {"paper": paper | more, "content": review_form.content(case)}


def printed_sha256(content: Mapping[str, Any]) -> str:
    """The digest of what a review form says of the applicant: no dates, opinions, publicity and fee."""
    cover = {name: told for name, told in content["cover"].items() if name != "filled_on"}
    theirs = {name: told for name, told in content.items() if name not in OF_OFFICES}
    return content_sha256({**theirs, "cover": cover})


def _paper(case: Case, request: RenderRequest, city: City, plan: Plan) -> dict[str, Any]:
    return {
        "platform": city.platform,
        "reference": reference(request.application_id),
        "check_code": check_code(manifest_sha256(request.manifest)),
        "dated_on": f"{case.dated_at:%Y-%m-%d}" if case.dated_at else f"{plan.year}-01-01",
    }


async def render_pledge(renderer: Renderer, signed: Signature, city: City) -> bytes:
    """The pledge as it was signed; the same signature gives the same bytes."""
    told = pledge.content(signed, city.platform, reference(signed.application_id))
    return await render(renderer, signed.application_id, Kind.PLEDGE, told)


async def render(renderer: Renderer, key: Hashable, kind: Kind, data: Mapping[str, Any]) -> bytes:
    """The PDF for whoever the key is.

    It comes out whatever the fonts have: a name that they lack must not stop a case.
    """
    missing: tuple[str, ...] = ()
    while True:
        told = spelled(data, spelling(missing)) | {"by_hand": by_hand(missing)}
        try:
            return await renderer.render(key, kind, told)
        except MissingGlyphs as found:
            more = tuple(one for one in found.characters if one not in missing)
            if not more:
                raise
            missing += more
            log.warning("glyphs_missing", paper=kind, characters=[f"U+{ord(one):04X}" for one in more])


def section_name(kind: Kind, request: RenderRequest) -> SectionName:
    """What the sealed paper is called. A second publicity in a round, a form after a return, is another."""
    if kind is Kind.REVIEW_FORM:
        forms = len([*of_kind(request.manifest, SectionKind.REVIEW_FORM)])
        return SectionName(SectionKind.REVIEW_FORM, number=forms + 1)
    now = round_of(request.manifest)
    sheets = of_kind(request.manifest, SectionKind.PUBLICITY_SHEET)
    before = sum(name.round == now for name, _ in sheets)
    return SectionName(SectionKind.PUBLICITY_SHEET, now, number=before + 1)


async def note_issued(
    conn: Connection, kind: Kind, request: RenderRequest, data: Mapping[str, Any], sealed_sha256: str
) -> str:
    """Remember that this paper is ours; the digest of what it shows."""
    digest = content_sha256(data["content"])
    await store.insert_paper(
        conn,
        Paper(
            id=derived("paper", request.application_id, kind, sealed_sha256),
            application_id=request.application_id,
            city=request.city,
            plan=request.plan,
            kind=kind,
            manifest_sha256=manifest_sha256(request.manifest),
            content_sha256=digest,
            sealed_sha256=sealed_sha256,
            sections=tuple(ref for kind in SHOWN if (ref := newest(request.manifest, kind))),
        ),
    )
    return digest
