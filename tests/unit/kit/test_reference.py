"""The number that people tell each other: short, checked, the same wherever it is made from the id."""

from uuid import UUID

from kit.ids import derived, new_id
from kit.reference import reference, stem, typed_stem

SOME = derived("a case")


def test_a_number_is_ten_digits_in_three_groups() -> None:
    assert reference(UUID("00000000-0001-7000-8000-000000000000")) == "000-000-0013"
    assert [len(group) for group in reference(new_id()).split("-")] == [3, 3, 4]


def test_it_is_read_as_people_write_it() -> None:
    told = reference(SOME)
    full_width = told.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    for typed in (told, told.replace("-", ""), told.replace("-", " "), f" {told} ", full_width):
        assert typed_stem(typed) == stem(SOME)


def test_no_digit_can_be_wrong_and_no_two_change_places() -> None:
    digits = reference(SOME).replace("-", "")
    for place, right in enumerate(digits):
        for wrong in set("0123456789") - {right}:
            assert typed_stem(digits[:place] + wrong + digits[place + 1 :]) is None
        following = digits[place + 1 : place + 2]
        if following and following != right:
            assert typed_stem(digits[:place] + following + right + digits[place + 2 :]) is None


def test_what_is_no_number_is_none() -> None:
    for typed in ("", "张三", "123", "384-107-625", "384-107-62521", "38410762x2", str(SOME)):
        assert typed_stem(typed) is None
