"""One-time codes against the examples of RFC 6238 and the clock."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.identity.access.domain.second_factor import (
    PERIOD,
    accepted_step,
    enrolment_address,
)

SECRET = b32encode(b"12345678901234567890").decode()
NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
STEP = int(NOON.timestamp()) // PERIOD


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_the_codes_of_the_standard_are_right(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert accepted_step(SECRET, code, at, 0) == seconds // PERIOD


@pytest.mark.parametrize(("late", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_one_step(late: int, is_right: bool) -> None:  # noqa: FBT001 - a row of the table
    code = pyotp.TOTP(SECRET).generate_otp(STEP)
    at = NOON + timedelta(seconds=late * PERIOD)
    assert (accepted_step(SECRET, code, at, 0) == STEP) is is_right


def test_a_code_and_all_before_it_are_used_up() -> None:
    before, current = (pyotp.TOTP(SECRET).generate_otp(step) for step in (STEP - 1, STEP))
    assert accepted_step(SECRET, current, NOON, STEP) is None
    assert accepted_step(SECRET, before, NOON, STEP) is None
    assert accepted_step(SECRET, before, NOON, STEP - 2) == STEP - 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３", "123456\n"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert accepted_step(SECRET, code, NOON, 0) is None


def test_the_address_names_the_platform_and_the_account() -> None:
    address = enrolment_address(SECRET, "zhangsan.sthj")
    assert address.partition("?")[0].endswith(":zhangsan.sthj")
    assert address.partition("?")[0] != enrolment_address(SECRET, "zhangsan.rsj").partition("?")[0]
    assert address.startswith("otpauth://totp/")
    assert f"secret={SECRET}" in address
