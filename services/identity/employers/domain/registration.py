"""What was typed to register, in its normal form, with everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.employers import EmployerKind, EmployerLevel
from contracts.normal import names, numbers
from services.identity.access.domain.credentials import password_fault, reach, reach_faults
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.accounts.domain.consent import consent_faults
from services.identity.employers.domain.affiliation import Affiliation, agency_fault, department_name_fault
from services.identity.people.domain.persons import id_number_fault


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
        own = only_faults(
            clerk_name=names.person_name_fault(self.name, "经办人姓名"),
            clerk_id_number=id_number_fault(self.id_number, today),
        )
        return own | reach_faults(self.mobile, self.login)


@dataclass(frozen=True, kw_only=True)
class Clerk(FurtherClerk):
    """An employer's HR officer who registers it, and chooses a password then."""

    password: str
    agreed: str = ""

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Clerk":
        """Take over what was typed."""
        password, agreed = values.get("password", ""), values.get("agreed", "")
        return cls(**_clerk(values), password=password, agreed=agreed)

    def faults(self, today: date) -> Faults:
        """Everything that is wrong."""
        own = (self.mobile, self.login, self.id_number)
        faults = super().faults(today) | only_faults(password=password_fault(self.password, own=own))
        return faults | consent_faults(self.agreed)


def _clerk(values: Mapping[str, str]) -> dict[str, str]:
    number = numbers.id_number(values.get("clerk_id_number", ""))
    name = names.person_name(values.get("clerk_name", ""))
    return {"name": name, "id_number": number, **reach(values)}


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
            name=names.employer_name(values.get("employer_name", "")),
            credit_code=numbers.credit_code(values.get("credit_code", "")),
            legal_representative=names.person_name(values.get("legal_representative", "")),
            kind=values.get("kind", ""),
            affiliation=values.get("department", ""),
            agency=names.employer_name(values.get("agency", "")),
            own_committee=values.get("own_committee", "") == "yes",
        )

    def faults(self, choices: Mapping[str, Affiliation]) -> Faults:
        """Everything that is wrong; `choices` are those of the city."""
        chosen = choices.get(self.affiliation)
        return only_faults(
            employer_name=names.employer_name_fault(self.name),
            credit_code=numbers.credit_code_fault(self.credit_code),
            legal_representative=names.person_name_fault(self.legal_representative, "法定代表人姓名"),
            kind=self._kind_fault(chosen),
            department=_department_fault(chosen),
            agency=agency_fault(self.agency) if chosen and not chosen.office else None,
            own_committee=self._committee_fault(chosen),
        )

    def _kind_fault(self, chosen: Affiliation | None) -> str | None:
        if self.kind not in set(EmployerKind):
            return "请选择单位性质"
        if self.kind == EmployerKind.PROVINCIAL and chosen and chosen.level is not EmployerLevel.PROVINCE:
            return "省直单位或企业集团的主管部门应为省级部门，请核对单位性质和主管部门"
        return None

    def _committee_fault(self, chosen: Affiliation | None) -> str | None:
        if self.own_committee and chosen and chosen.level is not EmployerLevel.PROVINCE:
            return "只有省级单位或企业集团可以自设中评委，请核对主管部门，或取消勾选"
        return None


def _department_fault(chosen: Affiliation | None) -> str | None:
    if chosen is None:
        return "请选择单位所属地区和主管部门"
    return department_name_fault(chosen.office.name, chosen.level) if chosen.office else None
