"""What sort of unit an employer is, where its applications begin, and what was decided on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


class EmployerKind(StrEnum):
    """What sort of unit it is (P1.1, P2.1)."""

    PUBLIC_INSTITUTION = "public_institution"
    ENTERPRISE = "enterprise"
    NON_PUBLIC = "non_public"
    PROVINCIAL = "provincial"


EMPLOYER_KIND_NAMES: Mapping[EmployerKind, str] = {
    EmployerKind.PUBLIC_INSTITUTION: "事业单位",
    EmployerKind.ENTERPRISE: "国有企业",
    EmployerKind.NON_PUBLIC: "非公有制单位",
    EmployerKind.PROVINCIAL: "省直单位或企业集团",
}


class EmployerLevel(StrEnum):
    """Whether its applications begin at the province's, the city's or a county's offices (B5, P1, P2)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


EMPLOYER_LEVEL_NAMES: Mapping[EmployerLevel, str] = {
    EmployerLevel.PROVINCE: "省级单位",
    EmployerLevel.CITY: "市级单位",
    EmployerLevel.COUNTY: "县（市、区）级单位",
}


class SuspensionCause(StrEnum):
    """Why a unit may not act for the time being: a code, so that nobody's data is told to its people."""

    LETTER = "letter"
    CLERK = "clerk"
    REGISTRATION = "registration"
    CONDUCT = "conduct"


SUSPENSION_CAUSE_NAMES: Mapping[SuspensionCause, str] = {
    SuspensionCause.LETTER: "委托证明有疑问，正在核实",
    SuspensionCause.CLERK: "经办人的身份或任职情况有疑问，正在核实",
    SuspensionCause.REGISTRATION: "单位的登记情况有疑问，正在核实",
    SuspensionCause.CONDUCT: "单位的审核、公示工作有疑问，正在核实",
}


def in_words(cause: str) -> str:
    """A cause as people read it; nothing of a unit that is not suspended, and of a cause not known yet."""
    return SUSPENSION_CAUSE_NAMES[SuspensionCause(cause)] if cause in set(SuspensionCause) else ""


@dataclass(frozen=True, kw_only=True)
class EmployerDecided(Event):
    """What was asked for an employer was decided; its clerk, or who invited it, is to be told (E2.2)."""

    topic: ClassVar[str] = "identity.employer_decided"
    employer_id: UUID
    clerk_id: UUID
    city: str
    is_approved: bool
    subject: str = "registration"  # | request | clerkship (over) | merger | invitation
    # | authorisation (over) | suspension (not approved) or its end
