"""Another name or department of an employer, as it was typed, and what is wrong with it (M2.5, M2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.employers import EmployerKind, EmployerLevel
from contracts.normal import names
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.employers.domain.affiliation import Affiliation, agency_fault
from services.identity.employers.domain.employers import Details, normal_reason
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Facts, why_fault


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """Another name, and why."""

    name: str
    why: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Renaming":
        """Take over what was typed."""
        return cls(
            name=names.employer_name(values.get("new_name", "")), why=normal_reason(values.get("why", ""))
        )

    def faults(self, details: Details) -> Faults:
        """Everything that is wrong with it, for an employer as it is."""
        is_same = self.name == details.name
        return only_faults(
            new_name="与现在的名称相同" if is_same else names.employer_name_fault(self.name),
            why=why_fault(self.why),
        )

    def facts(self) -> Facts:
        """As the request keeps it."""
        return Facts(name=self.name)


@dataclass(frozen=True, kw_only=True)
class Move:
    """Where the employer belongs from now on, and why."""

    affiliation: str
    agency: str  # named where the place has no department
    why: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Move":
        """Take over what was typed."""
        return cls(
            affiliation=values.get("department", ""),
            agency=names.employer_name(values.get("agency", "")),
            why=normal_reason(values.get("move_why", "")),
        )

    def faults(self, details: Details, chosen: Affiliation | None) -> Faults:
        """Everything that is wrong with it, for an employer as it is."""
        return only_faults(
            department=self._department_fault(details, chosen),
            agency=agency_fault(self.agency) if chosen and chosen.office is None else None,
            move_why=why_fault(self.why),
        )

    def facts(self, chosen: Affiliation) -> Facts:
        """As the request keeps it."""
        return Facts(
            level=chosen.level.value,
            place=chosen.place,
            department_id=str(chosen.office.id) if chosen.office else "",
            department=chosen.office.name if chosen.office else self.agency,
        )

    def _department_fault(self, details: Details, chosen: Affiliation | None) -> str | None:
        if chosen is None:
            return "请选择单位所属地区和主管部门"
        if details.kind is EmployerKind.PROVINCIAL and chosen.level is not EmployerLevel.PROVINCE:
            return "省直单位或企业集团的主管部门应为省级部门"
        is_same = self.facts(chosen) == Facts.of(Kind.SUPERIOR, details)
        return "与现在的所属地区和主管部门相同" if is_same else None
