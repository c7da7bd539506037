"""What was typed to register, in its normal form, with everything that is wrong with it at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from services.identity.domain.accounts import (
    login_fault,
    mobile_fault,
    normal_login,
    normal_mobile,
    password_fault,
)
from services.identity.domain.employers import (
    Kind,
    credit_code_fault,
    employer_name_fault,
    normal_credit_code,
    normal_employer_name,
)
from services.identity.domain.persons import id_number_fault, name_fault, normal_id_number, normal_name

Faults = Mapping[str, str]  # field → what to do about it


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """A person who registers."""

    name: str
    id_number: str
    mobile: str
    password: str
    id_kind: str = ""

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Applicant":
        """Take over what was typed."""
        return cls(
            name=normal_name(values.get("name", "")),
            id_number=normal_id_number(values.get("id_number", "")),
            mobile=normal_mobile(values.get("mobile", "")),
            password=values.get("password", ""),
            id_kind=values.get("id_kind", ""),
        )

    def faults(self, today: date) -> Faults:
        """Everything that is wrong."""
        return _only_faults(
            name=name_fault(self.name),
            id_number=id_number_fault(self.id_number, today, self.id_kind),
            mobile=mobile_fault(self.mobile),
            password=password_fault(self.password, own=(self.id_number, self.mobile)),
        )


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """An employer's HR officer who registers it."""

    name: str
    mobile: str
    login: str
    password: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Clerk":
        """Take over what was typed."""
        return cls(
            name=normal_name(values.get("clerk_name", "")),
            mobile=normal_mobile(values.get("mobile", "")),
            login=normal_login(values.get("login", "")),
            password=values.get("password", ""),
        )

    def faults(self) -> Faults:
        """Everything that is wrong."""
        return _only_faults(
            clerk_name=name_fault(self.name, "经办人姓名"),
            mobile=mobile_fault(self.mobile),
            login=login_fault(self.login),
            password=password_fault(self.password, own=(self.mobile, self.login)),
        )


@dataclass(frozen=True, kw_only=True)
class TypedEmployer:
    """What was typed of an employer. Its competent department tells its place and level."""

    name: str
    credit_code: str
    kind: str
    department: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "TypedEmployer":
        """Take over what was typed."""
        return cls(
            name=normal_employer_name(values.get("employer_name", "")),
            credit_code=normal_credit_code(values.get("credit_code", "")),
            kind=values.get("kind", ""),
            department=values.get("department", ""),
        )

    def faults(self, departments: Collection[str]) -> Faults:
        """Everything that is wrong; `departments` are those of the city."""
        return _only_faults(
            employer_name=employer_name_fault(self.name),
            credit_code=credit_code_fault(self.credit_code),
            kind=None if self.kind in set(Kind) else "请选择单位性质",
            department=None if self.department in departments else "请选择单位所属地区和主管部门",
        )


def _only_faults(**found: str | None) -> Faults:
    return {field: fault for field, fault in found.items() if fault}
