"""Checks that the platform computes from the sealed submission alone (C2.1): what they read, and say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cities import Conditions
from contracts.sections.checks import Check, Result
from contracts.sections.declaration import Declared
from contracts.sections.entries import Entry
from contracts.sections.parts import Submission
from contracts.sections.verified import Proven, Verified, sealed_facts
from contracts.sections.years import years_of
from kit.errors import Fault
from services.review.tasks.domain import length_faults

RESULT_NAMES = {Result.MET: "符合", Result.UNMET: "不符合", Result.OPEN: "无法判断", Result.NOTED: "请留意"}
OVERRULING_LENGTHS = range(5, 501)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the function of a check answers."""

    result: Result
    measured: str
    wanted: str
    reason: str = ""

    @classmethod
    def of(
        cls,
        measured: str,
        wanted: str,
        *,
        unmet: Sequence[str] = (),
        unclear: Sequence[str] = (),
        noted: Sequence[str] = (),
    ) -> "Measured":
        """Met unless something stands against it; what is wrong weighs most, what is to be noted least."""
        found = ((Result.UNMET, unmet), (Result.OPEN, unclear), (Result.NOTED, noted))
        result = next((one for one, told in found if told), Result.MET)
        return cls(
            result=result, measured=measured, wanted=wanted, reason="；".join((*unmet, *unclear, *noted))
        )


@dataclass(frozen=True)
class Case:
    """A submission as the checks read it; without conditions where an earlier form has sealed none.

    `dishonesty` is what stands in the register against who submitted it, in words.
    """

    submission: Submission
    dishonesty: Sequence[str] = ()
    elsewhere: Mapping[str, int] | None = None  # in how many cases of others each mark stands, too

    @cached_property
    def conditions(self) -> Conditions | None:
        """What the plan wants, in the version that was sealed."""
        sealed = self.submission.declaration.conditions
        return Conditions.model_validate_json(sealed) if sealed else None

    @property
    def declared(self) -> Declared:
        """What the form says."""
        return self.submission.declaration.declared

    @cached_property
    def verified(self) -> Verified:
        """What the employer has verified, with what the records tell year by year."""
        records = self.submission.archive.records
        years = years_of((one.kind, values_of(one.entries), bool(one.files)) for one in records)
        return replace(sealed_facts(self.submission.archive.basic), proven=Proven(years=years))


def values_of(entries: Iterable[Entry]) -> dict[str, object]:
    """Entries by their codes."""
    return {entry.code: entry.value for entry in entries}


def standing_against(checks: Iterable[Check]) -> Iterator[Fault]:
    """Why a case cannot go up: checks that are not met and not overruled with a reason (C2.1)."""
    for check in checks:
        if check.stands_against:
            told = "材料不足，无法判断" if check.result is Result.OPEN else "不符合"
            message = (
                f"系统核对“{check.name}”{told}：{check.reason}。"
                "请退回申报人补正；核对结果不能成立的，先在逐项审查中写明不采用的理由"
            )
            yield Fault(field="verdict", rule="C2.1", message=message)


def overruling_faults(checks: Iterable[Check], reasons: Mapping[str, str]) -> list[Fault]:
    """What is wrong with the reasons for not going by a check."""
    return [
        fault
        for check in checks
        if reasons.get(check.code)
        for fault in length_faults(
            f"overrule-{check.code}",
            reasons[check.code],
            OVERRULING_LENGTHS,
            "不采用核对结果的理由",
            "写明依据的材料或规定",
        )
    ]


def reason_of(check: Check) -> str:
    """Why it is overruled; nothing where it is not."""
    return check.overruled.reason if check.overruled else ""


def kept(check: Check, before: Iterable[Check]) -> Check:
    """With the overruling of the round before, where the check found the same then."""
    for one in before:
        if replace(one, overruled=None) == check:
            return one
    return check
