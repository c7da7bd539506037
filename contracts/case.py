"""The sealed case file: what every owner of a section is asked, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SectionRef:
    """One sealed section: where it lies and the SHA-256 (hex) of the stored bytes, which are encrypted."""

    name: str
    key: str
    sha256: str


Manifest = tuple[SectionRef, ...]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that stands against a submission: where to mend it (a path of a page) and what to do."""

    rule: str
    page: str
    message: str


@dataclass(frozen=True, kw_only=True)
class SealRequest:
    """Check your part of this application and seal it. Personal facts are looked up by `person_id`."""

    application_id: UUID
    person_id: UUID
    employer_id: UUID
    city: str
    plan: str
    round: int
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """The sealed section, or everything that is wrong with it (then there is no section).

    `bearer` is a mark (`kit.sealed`) of the name that it bears, where that has to be one and the same in all.
    """

    section: SectionRef | None = None
    problems: tuple[Problem, ...] = ()
    bearer: str = ""


@dataclass(frozen=True, kw_only=True)
class RenderRequest:
    """Render a paper of this case from its sealed sections."""

    application_id: UUID
    city: str
    plan: str
    manifest: Manifest
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`
    printed_sha256: str = ""  # what was printed and handed in before: another that says so is not made


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A sealed PDF and the digest of the facts that it shows (the same facts give the same digest)."""

    section: SectionRef
    content_sha256: str
    printed_sha256: str = ""  # of a review form: what it shows but for dates, opinions and the fee


class Role(StrEnum):
    """Who can be on turn."""

    APPLICANT = "applicant"
    EMPLOYER = "employer"
    DEPARTMENT = "department"
    HR = "hr"
    COMMITTEE = "committee"
    PLATFORM = "platform"


ROLE_NAMES = {
    Role.APPLICANT: "申报人员",
    Role.EMPLOYER: "用人单位",
    Role.DEPARTMENT: "主管部门",
    Role.HR: "人力社保部门",
    Role.COMMITTEE: "评委会办公室",
    Role.PLATFORM: "系统",
}


class Duty(StrEnum):
    """What an office does with a case, in the order of its stop; a duty without a status yet is passed by."""

    EXAMINE = "examine"
    PUBLICISE = "publicise"
    ACCEPT = "accept"
    CHARGE = "charge"
    CHARGE_RECOMMENDATION = "charge_recommendation"  # 中推高评审费, before the meeting that recommends (B2.1)
    ISSUE_FORM = "issue_form"  # in the place of `CHARGE` where the plan is free
    HAND_IN = "hand_in"
    MEET = "meet"
    PUBLISH_RESULTS = "publish_results"
    RECOMMEND = "recommend"
    REPRINT = "reprint"  # instead of a charge that was paid: is what was printed still right


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One office on the way of a case. `stage` is unique on the route."""

    stage: str
    role: Role
    office_id: UUID
    office_name: str
    duties: tuple[Duty, ...] = (Duty.EXAMINE,)


@dataclass(frozen=True, kw_only=True)
class RouteRequest:
    """For whom the route is wanted."""

    application_id: UUID
    employer_id: UUID
    city: str
    plan: str
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`


@dataclass(frozen=True, kw_only=True)
class Route:
    """The offices in their order, the employer first. Frozen with the case (B5.1, B5.2)."""

    stops: tuple[Stop, ...]
    place: str
