import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from contracts.employers import EMPLOYER_KIND_NAMES, EMPLOYER_LEVEL_NAMES, EmployerKind, EmployerLevel
from services.identity.employers.domain.employers import (
    STATUS_NAMES,
    Status,
    credit_code_fault,
    employer_name_fault,
    may_be_decided,
    may_be_mended,
    normal_credit_code,
    normal_employer_name,
    normal_reason,
    reason_fault,
)

CODE = "91110000600037341L"
codes = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17).map(
    lambda text: text + uscc.calc_check_digit(text)
)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        f" {CODE[:8]} {CODE[8:]} ",
        "９１１１００００６０００３７３４１Ｌ",
        "9111-0000-600037341L",
    ],
)
def test_a_credit_code_however_it_was_typed(typed: str) -> None:
    assert normal_credit_code(typed) == CODE
    assert credit_code_fault(CODE) is None


@pytest.mark.parametrize(
    "code", ["", "9111000060003734", CODE[:-1] + "M", "91110000600037341I", CODE + "0", "信用代码" * 5]
)
def test_what_is_no_credit_code(code: str) -> None:
    assert credit_code_fault(normal_credit_code(code)) is not None


@given(st.text(max_size=30))
def test_no_credit_code_whatever_is_a_surprise(text: str) -> None:
    code = normal_credit_code(text)
    if credit_code_fault(code) is None:
        assert normal_credit_code(code) == code


@pytest.mark.parametrize(
    "name", ["绍兴市环境监测中心", "浙江某某环保科技（绍兴）有限公司", "绍兴市上虞区ABC环境工程有限公司"]
)
def test_names_on_seals(name: str) -> None:
    assert normal_employer_name(f" {name[:3]} {name[3:]} ") == name
    assert employer_name_fault(name) is None


@pytest.mark.parametrize("name", ["", "环保局", "环" * 101, "ABC Company", "绍兴市\u202e环境局"])
def test_names_on_no_seal(name: str) -> None:
    assert employer_name_fault(normal_employer_name(name)) is not None


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
