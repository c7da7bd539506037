"""Everything that is wrong, told at once."""

from kit.errors import Fault, Invalid
from services.identity.domain.registration import Faults


def refuse(faults: Faults) -> None:
    """Refuse what has faults."""
    if faults:
        raise Invalid(faults=[Fault(field=field, message=message) for field, message in faults.items()])
