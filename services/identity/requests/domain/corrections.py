"""A name or an ID number that is not right, and what it should be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.normal import names, numbers
from services.identity.employers.domain.employers import REASON_LENGTHS
from services.identity.people.domain.persons import id_number_fault

PURPOSE = "correction"


@dataclass(frozen=True, kw_only=True)
class TypedCorrection:
    """Name and ID number as they should be, and why."""

    name: str
    id_number: str
    why: str

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "TypedCorrection":
        """Take over what was typed."""
        return cls(
            name=names.person_name(values.get("name", "")),
            id_number=numbers.id_number(values.get("id_number", "")),
            why=values.get("why", "").replace("\r\n", "\n").strip(),
        )

    def completed(self, name: str, id_number: str) -> "TypedCorrection":
        """What was left empty stays as it is."""
        return TypedCorrection(name=self.name or name, id_number=self.id_number or id_number, why=self.why)

    def faults(self, name: str, id_number: str, today: date) -> dict[str, str]:
        """Everything that is wrong, for a person who is known by this name and number."""
        is_same = (self.name, self.id_number) == (name, id_number)
        found = {
            "name": "请填写需要更正的姓名或证件号码" if is_same else names.person_name_fault(self.name),
            "id_number": id_number_fault(self.id_number, today),
            "why": None if len(self.why) in REASON_LENGTHS else "请用 4 至 500 个字写明哪里有误、依据是什么",
        }
        return {field: fault for field, fault in found.items() if fault}
