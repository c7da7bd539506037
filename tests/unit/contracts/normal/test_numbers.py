"""Numbers and codes however they were typed or pasted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.normal.numbers import (
    CREDIT_ALPHABET,
    code,
    credit_check_character,
    credit_code,
    credit_code_fault,
    id_number,
    is_mobile,
    mobile,
    telephone,
)
from tests.unit.contracts.normal.test_names import VALUES

CODES = Path(__file__).with_name("credit_codes.txt").read_text(encoding="utf-8").splitlines()
RIGHT = [line.split("\t")[0] for line in CODES if "wrong" not in line]
WRONG = [line.split("\t")[0] for line in CODES if "wrong" in line]


def test_the_codes_of_every_registering_department_are_right() -> None:
    assert len(RIGHT) == 7
    assert [credit_code_fault(one) for one in RIGHT] == [None] * 7
    assert len(WRONG) == 1
    assert all("逐位核对" in (credit_code_fault(one) or "") for one in WRONG)


@pytest.mark.parametrize("one", ["I", "O", "S", "V", "Z"])
def test_letters_that_no_code_has_are_refused(one: str) -> None:
    assert "没有字母" in (credit_code_fault(f"N{one}330602MF1234567L") or "")


def test_a_letter_among_the_district_s_digits_is_refused() -> None:
    head = "91A30602MA2BQ1234"
    assert credit_code_fault(head + credit_check_character(head)) is not None


@given(st.text(CREDIT_ALPHABET, min_size=2, max_size=2), st.text("0123456789", min_size=6, max_size=6))
def test_every_head_of_the_standard_is_accepted(head: str, district: str) -> None:
    plain = f"{head}{district}MF1234567"
    assert credit_code_fault(plain + credit_check_character(plain)) is None


@pytest.mark.parametrize("name", [name for name in VALUES if name.startswith("credit_code")])
def test_a_pasted_credit_code(name: str) -> None:
    assert credit_code(VALUES[name]) == "91330602MA2BQ1234P"


@pytest.mark.parametrize(
    "typed",
    [
        "91330602ma2bq1234p",
        "９１３３０６０２ＭＡ２ＢＱ１２３４Ｐ",
        "91330602\u2014MA2BQ1234P",
        "\u200b".join("91330602MA2BQ1234P"),
        "91330602\u2011MA2BQ1234P\ufeff",
        "91330602\uff0dMA2BQ1234P",
        "91330602\u00adMA2BQ1234P",
        "91330602\tMA2BQ\r\n1234P",
    ],
)
def test_a_credit_code_however_it_was_typed(typed: str) -> None:
    assert credit_code(typed) == "91330602MA2BQ1234P"


@pytest.mark.parametrize(
    "typed",
    [
        *(VALUES[name] for name in VALUES if name.startswith("id_number") and "person" not in name),
        "330699 19900307 1237",
        "\u2066330699199003071237\u2069",
        "330699\u201319900307\u20131237",
        "３３０６９９１９９００３０７１２３７",
        "330699\u206019900307\u00ad1237",
    ],
)
def test_a_pasted_id_number(typed: str) -> None:
    assert id_number(typed) == "330699199003071237"


@pytest.mark.parametrize("end", ["x", "X", "ｘ", "×", "\u0425", "\u2169"])
def test_the_x_of_an_id_number(end: str) -> None:
    assert id_number(f"11010519491231002{end}") == "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        *("13800138000", " 138 0013 8000 ", "138-0013-8000", "+86 13800138000", "008613800138000"),
        *(
            "１３８００１３８０００",
            "\u202d13800138000\u202c",
            "138\u200b00138000",
            "138\u20130013\u20138000",
        ),
        *(
            "86 13800138000",
            "(+86) 138 0013 8000",
            "（＋８６）13800138000",
            "138.0013.8000",
            "+86-138-0013-8000",
        ),
    ],
)
def test_a_mobile_number_however_it_was_typed(typed: str) -> None:
    assert mobile(typed) == "13800138000"


def test_every_range_of_the_mainland_is_a_mobile_number() -> None:
    assert all(is_mobile(f"{prefix}00138000") for prefix in range(130, 200))
    assert not any(is_mobile(f"{prefix}00138000") for prefix in range(100, 130))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1380013800",
        "138001380000",
        "0575-85123456",
        "10086",
        "+85291234567",
        "abc",
        "12345678901",
        "+1 3800138000",
    ],
)
def test_what_is_no_mobile_number_of_the_mainland(typed: str) -> None:
    assert not is_mobile(mobile(typed))


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "123456",
            VALUES["sms_code_full_width_of_123456"],
            "123 456",
            "123-456",
            "123\u2013456",
            "123\u3000456",
        ),
        *(
            " 123456\u200b",
            "1 2 3 4 5 6",
            "\u202d123456\u202c",
            "１２３－４５６",
            "\u0661\u0662\u0663\u0664\u0665\u0666",
        ),
    ],
)
def test_a_one_time_code_however_it_was_typed(typed: str) -> None:
    assert code(typed) == "123456"


def test_letters_of_a_one_time_code() -> None:
    assert code("ａｂｃｄｅ－fgh23") == "ABCDEFGH23"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0575-88880000", "0575-88880000"),
        (" （０５７５）８８８８００００ ", "0575-88880000"),
        ("0575\u201388880000转8001", "0575-88880000-8001"),
        ("+86 139 0013 9000", "13900139000"),
        ("", ""),
    ],
)
def test_a_telephone_number_however_it_was_typed(typed: str, number: str) -> None:
    assert telephone(typed) == number
