"""Who somebody is, as an OpenID provider tells it."""

from dataclasses import dataclass
from datetime import date

from contracts.normal import names, numbers
from services.identity.people.domain.persons import id_number_fault


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the provider vouches for, in its normal form. `mobile` is empty when it tells none."""

    subject: str  # who this is for the provider, kept as a keyed hash only
    name: str
    id_number: str
    mobile: str

    @classmethod
    def told(cls, *, subject: str, name: str, id_number: str, mobile: str) -> "Claims":
        """The claims as they came."""
        plain = numbers.mobile(mobile)
        return cls(
            subject=subject,
            name=names.person_name(name),
            id_number=numbers.id_number(id_number),
            mobile=plain if numbers.is_mobile(plain) else "",
        )

    def faults(self, today: date) -> list[str]:
        """What is missing or wrong, so that nobody can be known by it."""
        found = (names.person_name_fault(self.name), id_number_fault(self.id_number, today))
        return [fault for fault in found if fault]
