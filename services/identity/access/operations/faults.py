"""Everything that is wrong, told at once."""

from kit.errors import Fault, Invalid
from services.identity.access.domain.faults import Faults

LOGIN_TAKEN = {"login": "这个登录名已有人使用，请换一个"}


def refuse(faults: Faults) -> None:
    """Refuse what has faults."""
    if faults:
        raise Invalid(faults=[Fault(field=field, message=message) for field, message in faults.items()])
