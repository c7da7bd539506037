"""Section "identity": the person and the employer as they were at submission."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from contracts.employers import EMPLOYER_KIND_NAMES, EMPLOYER_LEVEL_NAMES, EmployerKind, EmployerLevel
from contracts.sections.entries import Shape, Told


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who declares."""

    name: Annotated[str, Told("姓名")]
    gender: Annotated[str, Told("性别")]
    born_on: Annotated[date, Told("出生年月", Shape.MONTH)]
    id_number: Annotated[str, Told("居民身份证号码", Shape.ID_NUMBER)]
    mobile: Annotated[str, Told("手机号码", Shape.MOBILE)]


@dataclass(frozen=True, kw_only=True)
class Employer:
    """For whom the person works, as registered."""

    id: UUID
    name: Annotated[str, Told("工作单位")]
    credit_code: Annotated[str, Told("统一社会信用代码")]
    kind: Annotated[EmployerKind, Told("单位性质", names=EMPLOYER_KIND_NAMES)]
    level: Annotated[EmployerLevel, Told("单位层级", names=EMPLOYER_LEVEL_NAMES)]
    place: Annotated[str, Told("所属地区")]
    department: Annotated[str, Told("主管部门")]


@dataclass(frozen=True, kw_only=True)
class IdentitySection:
    """What identity seals."""

    form: int = 1
    person: Person
    employer: Employer
