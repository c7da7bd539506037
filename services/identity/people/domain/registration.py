"""What a person typed to register, in its normal form, with everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.normal import names, numbers
from services.identity.access.domain.credentials import mobile_fault, password_fault
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.accounts.domain.consent import consent_faults
from services.identity.people.domain.persons import id_number_fault


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """A person who registers."""

    name: str
    id_number: str
    mobile: str
    password: str
    id_kind: str = ""
    agreed: str = ""

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "Applicant":
        """Take over what was typed."""
        return cls(
            name=names.person_name(values.get("name", "")),
            id_number=numbers.id_number(values.get("id_number", "")),
            mobile=numbers.mobile(values.get("mobile", "")),
            password=values.get("password", ""),
            id_kind=values.get("id_kind", ""),
            agreed=values.get("agreed", ""),
        )

    def faults(self, today: date) -> Faults:
        """Everything that is wrong."""
        own = only_faults(
            name=names.person_name_fault(self.name),
            id_number=id_number_fault(self.id_number, today, self.id_kind),
            mobile=mobile_fault(self.mobile),
            password=password_fault(self.password, own=(self.id_number, self.mobile)),
        )
        return own | consent_faults(self.agreed)
