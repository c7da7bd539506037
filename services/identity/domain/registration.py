"""What was typed to register, in its normal form, with everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.identity.domain.accounts import (
    login_fault,
    mobile_fault,
    normal_login,
    normal_mobile,
    password_fault,
)
from services.identity.domain.affiliation import Affiliation, agency_fault, department_name_fault
from services.identity.domain.employers import (
    Kind,
    Level,
    credit_code_fault,
    employer_name_fault,
    normal_credit_code,
    normal_employer_name,
)
from services.identity.domain.persons import id_number_fault, name_fault, normal_id_number, normal_name

Faults = dict[str, str]  # field → what to do about it


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
class TypedOfficial:
    """Name, login and mobile number of a new official (B0.1)."""

    name: str
    login: str
    mobile: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "TypedOfficial":
        """Take over what was typed."""
        return cls(**_holder(values, "name"))

    def faults(self) -> Faults:
        """Everything that is wrong."""
        return _only_faults(name=name_fault(self.name)) | _reach_faults(self)


@dataclass(frozen=True, kw_only=True)
class FurtherClerk:
    """Another clerk of an employer, who sets a password by a one-time code."""

    name: str
    id_number: str
    mobile: str
    login: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "FurtherClerk":
        """Take over what was typed."""
        return cls(**_clerk(values))

    def faults(self, today: date) -> Faults:
        """Everything that is wrong."""
        own = _only_faults(
            clerk_name=name_fault(self.name, "经办人姓名"),
            clerk_id_number=id_number_fault(self.id_number, today),
        )
        return own | _reach_faults(self)


@dataclass(frozen=True, kw_only=True)
class Clerk(FurtherClerk):
    """An employer's HR officer who registers it, and chooses a password then."""

    password: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Clerk":
        """Take over what was typed."""
        return cls(**_clerk(values), password=values.get("password", ""))

    def faults(self, today: date) -> Faults:
        """Everything that is wrong."""
        own = (self.mobile, self.login, self.id_number)
        return super().faults(today) | _only_faults(password=password_fault(self.password, own=own))


def _clerk(values: Mapping[str, str]) -> dict[str, str]:
    number = normal_id_number(values.get("clerk_id_number", ""))
    return _holder(values, "clerk_name") | {"id_number": number}


def _holder(values: Mapping[str, str], name_field: str) -> dict[str, str]:
    """Whose account it is, in the normal form, for everybody who signs in with a login."""
    return {
        "name": normal_name(values.get(name_field, "")),
        "mobile": normal_mobile(values.get("mobile", "")),
        "login": normal_login(values.get("login", "")),
    }


def _reach_faults(holder: TypedOfficial | FurtherClerk) -> Faults:
    return _only_faults(mobile=mobile_fault(holder.mobile), login=login_fault(holder.login))


@dataclass(frozen=True, kw_only=True)
class TypedEmployer:
    """What was typed of an employer. Where it belongs tells its place and level."""

    name: str
    credit_code: str
    legal_representative: str
    kind: str
    affiliation: str
    agency: str
    own_committee: bool

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "TypedEmployer":
        """Take over what was typed."""
        return cls(
            name=normal_employer_name(values.get("employer_name", "")),
            credit_code=normal_credit_code(values.get("credit_code", "")),
            legal_representative=normal_name(values.get("legal_representative", "")),
            kind=values.get("kind", ""),
            affiliation=values.get("department", ""),
            agency=normal_employer_name(values.get("agency", "")),
            own_committee=values.get("own_committee", "") == "yes",
        )

    def faults(self, choices: Mapping[str, Affiliation]) -> Faults:
        """Everything that is wrong; `choices` are those of the city."""
        chosen = choices.get(self.affiliation)
        return _only_faults(
            employer_name=employer_name_fault(self.name),
            credit_code=credit_code_fault(self.credit_code),
            legal_representative=name_fault(self.legal_representative, "法定代表人姓名"),
            kind=self._kind_fault(chosen),
            department=_department_fault(chosen),
            agency=agency_fault(self.agency) if chosen and not chosen.office else None,
            own_committee=self._committee_fault(chosen),
        )

    def _kind_fault(self, chosen: Affiliation | None) -> str | None:
        if self.kind not in set(Kind):
            return "请选择单位性质"
        if self.kind == Kind.PROVINCIAL and chosen and chosen.level is not Level.PROVINCE:
            return "省直单位或企业集团的主管部门应为省级部门，请核对单位性质和主管部门"
        return None

    def _committee_fault(self, chosen: Affiliation | None) -> str | None:
        if self.own_committee and chosen and chosen.level is not Level.PROVINCE:
            return "只有省级单位或企业集团可以自设中评委，请核对主管部门，或取消勾选"
        return None


def _department_fault(chosen: Affiliation | None) -> str | None:
    if chosen is None:
        return "请选择单位所属地区和主管部门"
    return department_name_fault(chosen.office.name, chosen.level) if chosen.office else None


def _only_faults(**found: str | None) -> Faults:
    return {field: fault for field, fault in found.items() if fault}
