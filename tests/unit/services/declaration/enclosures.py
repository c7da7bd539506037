"""What somebody encloses whose archive proves nothing yet, and variations of it."""

from typing import Any
from uuid import UUID

from contracts.employers import EmployerKind
from contracts.sections.archive import File
from contracts.sections.verified import Proven, Verified
from services.declaration.attachments.domain.wanted import Circumstances, Enclosures
from tests.unit.services.declaration.plans import a_plan

FILE = File(id=UUID(int=1), name="证书.pdf", media_type="application/pdf", bytes=9, pages=1, sha256="a" * 64)


def verified(**proven: Any) -> Verified:
    return Verified(
        specialty="环境监测",
        current_title="助理工程师",
        current_title_on="201608",
        appointed_on="201612",
        years=8,
        worked_since="201007",
        proven=Proven(**proven),
    )


def enclosures(**changes: Any) -> Enclosures:
    values: dict[str, Any] = {
        "application_id": UUID(int=0xCA5E),
        "plan": a_plan(),
        "kind": "regular",
        "is_skilled": False,
        "current_title": "助理工程师",
        "current_title_on": "201608",
        "employer_kind": EmployerKind.ENTERPRISE,
        "verified": verified(),
        "said": Circumstances(public_post=False, insured_elsewhere=False),
        "files": {},
    }
    return Enclosures(**{**values, **changes})
