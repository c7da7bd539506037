import pytest

from contracts.employers import EMPLOYER_KIND_NAMES, EMPLOYER_LEVEL_NAMES, EmployerKind, EmployerLevel
from services.identity.employers.domain.employers import (
    STATUS_NAMES,
    Status,
    may_be_decided,
    may_be_mended,
    normal_reason,
    reason_fault,
)


@pytest.mark.rule("E2.2")
@pytest.mark.parametrize("reason", ["", "   ", "\r\n", "不行", "长" * 501])
def test_a_refusal_says_why(reason: str) -> None:
    assert reason_fault(normal_reason(reason)) is not None


@pytest.mark.rule("E2.2")
def test_only_what_waits_is_decided_and_only_what_was_refused_is_mended() -> None:
    assert [status for status in Status if may_be_decided(status)] == [Status.SUBMITTED]
    assert [status for status in Status if may_be_mended(status)] == [
        Status.PENDING_LETTER,
        Status.REFUSED,
    ]


def test_everything_has_a_chinese_name() -> None:
    assert set(EMPLOYER_KIND_NAMES) == set(EmployerKind)
    assert set(EMPLOYER_LEVEL_NAMES) == set(EmployerLevel)
    assert set(STATUS_NAMES) == set(Status)
