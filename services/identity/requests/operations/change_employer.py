"""An administrator gives a registered employer another name or department, with the reason (M2.5, M2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cities import Cities
from contracts.employers import EmployerKind, EmployerLevel
from kit.clock import now
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.affiliation import Affiliation, agency_fault
from services.identity.employers.domain.employers import (
    Employer,
    employer_name_fault,
    normal_employer_name,
    normal_reason,
)
from services.identity.employers.operations.register_employer import choices
from services.identity.employers.operations.tell_employer import tell_employer
from services.identity.employers.store import employers
from services.identity.requests.domain.requests import (
    Facts,
    RequestKind,
    RequestState,
    may_be_changed,
    why_fault,
)
from services.identity.requests.store import requests


@dataclass(frozen=True, kw_only=True)
class Move:
    """Where the employer belongs from now on, and why. `version` is the one that the administrator saw."""

    affiliation: str
    agency: str  # named where the place has no department
    why: str
    version: int = 0

    @classmethod
    def typed(cls, values: Mapping[str, str], version: int = 0) -> "Move":
        """Take over what was typed."""
        return cls(
            affiliation=values.get("department", ""),
            agency=normal_employer_name(values.get("agency", "")),
            why=normal_reason(values.get("move_why", "")),
            version=version,
        )

    def facts(self, chosen: Affiliation) -> Facts:
        """As the request keeps it."""
        return Facts(
            level=chosen.level.value,
            place=chosen.place,
            department_id=str(chosen.office.id) if chosen.office else "",
            department=chosen.office.name if chosen.office else self.agency,
        )


async def rename_employer(
    conn: Connection, employer_id: UUID, name: str, why: str, *, version: int, admin: Session
) -> None:
    """Give it another name from now on; what was sealed keeps the old one. Sent twice it is renamed once."""
    employer = await registered_employer(conn, employer_id, admin)
    if (employer.version, employer.details.name) == (version + 1, name):
        return
    refuse(name_faults(employer, name, why))
    if employer.version != version:
        raise Stale
    before, after = Facts(name=employer.details.name), Facts(name=name)
    await keep_change(conn, employer, RequestKind.RENAMING, before, after, why=why, admin=admin)
    await apply_change(conn, employer, RequestKind.RENAMING, after)


def name_faults(employer: Employer, name: str, why: str) -> dict[str, str]:
    """Everything that is wrong with another name."""
    is_same = name == employer.details.name
    found = {
        "new_name": "与现在的名称相同" if is_same else employer_name_fault(name),
        "why": why_fault(why),
    }
    return {field: fault for field, fault in found.items() if fault}


async def move_employer(
    conn: Connection, employer_id: UUID, move: Move, *, cities: Cities, admin: Session
) -> None:
    """What is under way keeps the route it began with. Sent twice it is moved once."""
    employer = await registered_employer(conn, employer_id, admin)
    before = Facts.of(RequestKind.SUPERIOR, employer.details)
    chosen = choices(cities, employer.city).get(move.affiliation)
    after = move.facts(chosen) if chosen else before
    if (employer.version, before) == (move.version + 1, after):
        return
    refuse(move_faults(move, chosen, employer.details.kind, is_same=before == after))
    if employer.version != move.version:
        raise Stale
    await keep_change(conn, employer, RequestKind.SUPERIOR, before, after, why=move.why, admin=admin)
    await apply_change(conn, employer, RequestKind.SUPERIOR, after)


def move_faults(
    move: Move, chosen: Affiliation | None, kind: EmployerKind, *, is_same: bool
) -> dict[str, str]:
    """Everything that is wrong with another department."""
    found = {
        "department": _department_fault(chosen, kind, is_same=is_same),
        "agency": agency_fault(move.agency) if chosen and chosen.office is None else None,
        "move_why": why_fault(move.why),
    }
    return {field: fault for field, fault in found.items() if fault}


def _department_fault(chosen: Affiliation | None, kind: EmployerKind, *, is_same: bool) -> str | None:
    if chosen is None:
        return "请选择单位所属地区和主管部门"
    if kind is EmployerKind.PROVINCIAL and chosen.level is not EmployerLevel.PROVINCE:
        return "省直单位或企业集团的主管部门应为省级部门"
    return "与现在的所属地区和主管部门相同" if is_same else None


async def apply_change(conn: Connection, employer: Employer, kind: RequestKind, after: Facts) -> None:
    """Let another name or department hold from now on."""
    if kind is RequestKind.RENAMING:
        former_id = derived("employer_name", employer.id, employer.version)
        await employers.rename_employer(conn, employer, after.name, former_id=former_id)
    else:
        await employers.move_employer(
            conn,
            employer.id,
            level=after.level,
            place=after.place,
            department_id=UUID(after.department_id) if after.department_id else None,
            department=after.department,
        )
    await tell_employer(conn, employer.id)


async def registered_employer(conn: Connection, employer_id: UUID, admin: Session) -> Employer:
    """An employer that may be changed, locked."""
    employer = await employers.employer_for_update(conn, employer_id)
    if employer is None or not may_manage(admin, employer.city) or not may_be_changed(employer.status):
        raise NotFound
    return employer


async def keep_change(
    conn: Connection,
    employer: Employer,
    kind: RequestKind,
    before: Facts,
    after: Facts,
    *,
    why: str,
    admin: Session,
) -> None:
    """What an administrator changes is asked and approved in one act."""
    request_id = derived("employer_request", employer.id, employer.version)
    await requests.insert_request(
        conn,
        request_id=request_id,
        city=employer.city,
        employer_id=employer.id,
        kind=kind,
        asked_by=admin.account_id,
        before=before,
        after=after,
        why=why,
    )
    await requests.close_request(
        conn, request_id, RequestState.APPROVED, reason=why, decided_by=admin.account_id, at=now()
    )
