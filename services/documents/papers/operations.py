"""Papers of a case: what goes into a template, and the note that one was issued."""

from collections.abc import Mapping
from typing import Any

from cities import City, Plan
from contracts.case import RenderRequest
from kit.db import Connection
from kit.ids import derived
from services.documents.papers import store
from services.documents.papers.domain.case import Case, part, round_of, text
from services.documents.papers.domain.paper import (
    Kind,
    Paper,
    content_sha256,
    manifest_sha256,
    spelled,
    spelling,
    verification_path,
)
from services.documents.papers.publicity_sheet import content as publicity_sheet
from services.documents.papers.rendering import MissingGlyphs, Renderer, photo_svg, qr_svg
from services.documents.papers.review_form import content as review_form


def publicity_sheet_of(case: Case, request: RenderRequest, city: City, plan: Plan) -> dict[str, Any]:
    """The data of a publicity sheet."""
    paper = _paper(case, request, city, plan) | {"watermark": "", "days": plan.publicity_days}
    return {"paper": paper, "content": publicity_sheet.content(case)}


def review_form_of(
    case: Case, request: RenderRequest, city: City, plan: Plan, public_url: str
) -> dict[str, Any]:
    """The data of a review form, with the platform's watermark (M1.3)."""
    paper = _paper(case, request, city, plan)
    address = public_url.rstrip("/") + verification_path(request.application_id, paper["manifest_sha256"])
    more = {
        "watermark": city.watermark,
        "verify_url": address,
        "qr": qr_svg(address),
        "photo": _photo(case),
        "copies": plan.copies.model_dump(),
    }
    return {"paper": paper | more, "content": review_form.content(case)}


def _paper(case: Case, request: RenderRequest, city: City, plan: Plan) -> dict[str, Any]:
    return {
        "platform": city.platform,
        "application_id": str(request.application_id),
        "manifest_sha256": manifest_sha256(request.manifest),
        "dated_on": case.dated_on or f"{plan.year}-01-01",
    }


def _photo(case: Case) -> str:
    photo = part(case.documents, "photo")
    if not photo.get("base64"):
        return ""
    return photo_svg(photo["base64"], int(photo["width"]), int(photo["height"]))


async def render(renderer: Renderer, kind: Kind, data: Mapping[str, Any], names: str) -> bytes:
    """The PDF. A character that no font has is spelled by its number, but never in somebody's name."""
    try:
        return await renderer.render(kind, data)
    except MissingGlyphs as missing:
        if set(missing.characters) & set(names):
            raise
        return await renderer.render(kind, spelled(data, spelling(missing.characters)))


def names_of(case: Case) -> str:
    """What must be written as it is: the names of the person and of the employer."""
    return text(case.person, "name") + text(case.basic, "former_name") + text(case.employer, "name")


def section_name(kind: Kind, request: RenderRequest) -> str:
    """What the sealed paper is called."""
    if kind is Kind.REVIEW_FORM:
        return "review-form"
    return f"publicity-sheet-{round_of(request.manifest)}"


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
            manifest_sha256=data["paper"]["manifest_sha256"],
            content_sha256=digest,
            sealed_sha256=sealed_sha256,
        ),
    )
    return digest
