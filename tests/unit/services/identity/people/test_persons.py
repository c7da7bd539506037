from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.normal.numbers import id_number
from services.identity.people.domain.persons import (
    PROVINCES,
    IdKind,
    born_on,
    check_character,
    gender,
    id_number_fault,
    kind_of,
    old_check_digit,
)

TODAY = date(2022, 9, 28)


def a_number(district: str = "330602", born: str = "19850315", serial: str = "123") -> str:
    digits = f"{district}{born}{serial}"
    return digits + check_character(digits)


birthdays = st.dates(date(1900, 1, 1), TODAY).map(lambda day: f"{day:%Y%m%d}")
numbers = st.builds(
    a_number,
    district=st.builds(
        lambda province, rest: f"{province}{rest:04}",
        st.sampled_from(sorted(PROVINCES)),
        st.integers(0, 9999),
    ),
    born=birthdays,
    serial=st.integers(0, 999).map(lambda number: f"{number:03}"),
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_check_character_is_that_of_the_standard(number: str) -> None:
    assert check_character(number[:17]) == number[17]


@pytest.mark.parametrize(
    "district", ["330602", "330603", "330604", "330681", "330683", "330624", "330621", "330600"]
)
def test_every_district_of_shaoxing_is_known_also_keqiao_and_the_county_before_it(district: str) -> None:
    assert id_number_fault(a_number(district), TODAY) is None


@pytest.mark.parametrize("district", ["810000", "820000", "830000", "710000", "659001"])
def test_residence_permits_and_far_provinces_are_known(district: str) -> None:
    assert id_number_fault(a_number(district), TODAY) is None


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "请填写"),
        ("330602850315123", "15 位的旧号码已停用"),
        ("33060219850315123", "应为 18 位"),
        ("3306021985031512345", "应为 18 位"),
        ("33060219850315A234", "应为 18 位"),
        ("X30602198503151234", "应为 18 位"),
        (a_number("990000"), "地区代码"),
        (a_number("000000"), "地区代码"),
        (a_number(born="19850230"), "真实的出生日期"),
        (a_number(born="19851315"), "真实的出生日期"),
        (a_number(born="18991231"), "真实的出生日期"),
        (a_number(born="20220929"), "真实的出生日期"),
        (a_number(born="20990101"), "真实的出生日期"),
    ],
)
def test_a_wrong_number_is_told_with_what_to_do(number: str, told: str) -> None:
    assert told in (id_number_fault(number, TODAY) or "")


def test_somebody_born_today_has_a_number() -> None:
    assert id_number_fault(a_number(born="20220928"), TODAY) is None


@given(numbers)
def test_every_well_made_number_is_accepted_however_it_was_typed(number: str) -> None:
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in number.lower())
    spaced = f" {number[:6]} {number[6:14]} {number[14:]} "
    assert id_number(full_width) == id_number(spaced) == number
    assert id_number_fault(number, TODAY) is None


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, by: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + by) % 10}{number[place + 1 :]}"
    assert id_number_fault(wrong, TODAY) is not None


@given(numbers, st.integers(0, 15))
def test_two_digits_exchanged_are_always_noticed(number: str, place: int) -> None:
    swapped = f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}"
    assert swapped == number or id_number_fault(swapped, TODAY) is not None


@given(st.text(max_size=30))
def test_no_text_whatever_is_a_surprise(text: str) -> None:
    number = id_number(text)
    if id_number_fault(number, TODAY) is None:
        assert born_on(number, TODAY) <= TODAY


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_the_number_tells_birthday_and_gender(day: date, serial: int) -> None:
    number = a_number(born=f"{day:%Y%m%d}", serial=f"{serial:03}")
    assert born_on(number, TODAY) == day
    assert gender(number) == ("男" if serial % 2 else "女")


def test_tomorrow_is_not_a_birthday() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert id_number_fault(a_number(born=f"{tomorrow:%Y%m%d}"), TODAY) is not None


def an_old_card(born: str) -> str:
    head = f"FRA3306{born}1"
    return head + old_check_digit(head)


@pytest.mark.rule("A1.1")
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (a_number(), IdKind.RESIDENT),
        (a_number("810000"), IdKind.PERMIT),
        (a_number("820000"), IdKind.PERMIT),
        (a_number("830000"), IdKind.PERMIT),
        (a_number("933250"), IdKind.FOREIGNER),
        (an_old_card("850315"), IdKind.FOREIGNER),
    ],
)
def test_every_identity_document_is_known_by_its_number(number: str, kind: IdKind) -> None:
    assert kind_of(number) is kind
    assert id_number_fault(number, TODAY) is None
    assert id_number_fault(number, TODAY, kind) is None
    assert all("不符" in (id_number_fault(number, TODAY, other) or "") for other in IdKind if other != kind)
    assert born_on(number, TODAY) == date(1985, 3, 15)


def test_the_check_digit_of_the_old_card_is_that_of_passports() -> None:
    assert old_check_digit("L898902C3") == "6"  # the example of ICAO 9303
    assert old_check_digit("740812") == "2"


def test_an_old_card_with_a_wrong_digit_or_an_impossible_day_is_refused() -> None:
    right = an_old_card("850315")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert "逐位核对" in (id_number_fault(wrong, TODAY) or "")
    assert "出生日期" in (id_number_fault(an_old_card("851332"), TODAY) or "")


def test_the_old_card_does_not_tell_the_gender_and_nobody_on_it_is_a_child() -> None:
    assert gender(an_old_card("850315")) == ""
    assert born_on(an_old_card("050315"), TODAY).year == 2005
    assert born_on(an_old_card("100315"), TODAY).year == 1910


def test_the_card_of_a_foreigner_tells_the_gender_as_every_eighteen_digits_do() -> None:
    assert gender(a_number("933250", serial="123")) == "男"
    assert gender(a_number("933250", serial="122")) == "女"
