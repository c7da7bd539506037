"""What an administrator types to suspend a unit's authorisation, or to let it act again (A2.4, E2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.employers import SuspensionCause
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.employers.domain.employers import REASON_LENGTHS, normal_reason


@dataclass(frozen=True, kw_only=True)
class Resumption:
    """Why it may act again. `version` is the one that the administrator saw."""

    why: str
    version: int

    @classmethod
    def typed(cls, values: Mapping[str, str], version: int) -> "Resumption":
        """Take over what was typed."""
        return cls(why=normal_reason(values.get("why", "")), version=version)

    def faults(self) -> Faults:
        """Everything that is wrong."""
        return only_faults(why=_why_fault(self.why, "请写明核实的情况，为什么可以恢复"))


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """Why it may not act for the time being: in a word for its people, and in full for its clerks."""

    cause: str
    why: str
    version: int

    @classmethod
    def typed(cls, values: Mapping[str, str], version: int) -> "Suspension":
        """Take over what was typed."""
        return cls(cause=values.get("cause", ""), why=normal_reason(values.get("why", "")), version=version)

    def faults(self) -> Faults:
        """Everything that is wrong."""
        return only_faults(
            cause=None if self.cause in set(SuspensionCause) else "请选择暂停的原因",
            why=_why_fault(self.why, "请写明为什么暂停、要单位做什么"),
        )


def _why_fault(why: str, nothing: str) -> str | None:
    if not why:
        return nothing
    return None if len(why) in REASON_LENGTHS else "说明应为 4 至 500 个字"
