"""Names found by a part although they are encrypted."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.normal.names import compared, has_part
from kit.crypto import FieldCipher
from services.review.tasks.store.names import digests, is_long_enough, sought

CIPHER = FieldCipher(f"k1:{b64encode(bytes(32)).decode()}")
OTHER = FieldCipher(f"k1:{b64encode(bytes([1] * 32)).decode()}")
PLANS = ("a", "b")
SIGNS = "王五张伟欧阳娜买提·ab"


def is_found(name: str, part: str, plan: str = "a") -> bool:
    begin, end = sought(CIPHER, PLANS, part)
    known = set(digests(CIPHER, plan, name))
    return bool(known & set(begin)) and bool(known & set(end))


@given(st.text(SIGNS, min_size=2, max_size=6), st.text(SIGNS, min_size=2, max_size=4), st.sampled_from(PLANS))
def test_up_to_four_signs_find_what_has_them_and_nothing_else(name: str, part: str, plan: str) -> None:
    if is_long_enough(part):
        assert is_found(name, part, plan) == has_part(name, part)


@given(st.text(SIGNS, min_size=2, max_size=12), st.data())
def test_a_longer_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    signs = compared(name)
    begin = data.draw(st.integers(0, len(signs)))
    part = signs[begin : begin + data.draw(st.integers(2, 12))]
    if is_long_enough(part):
        assert is_found(name, part)


@pytest.mark.parametrize(("part", "is_enough"), [("张", False), ("", False), (" 张 ", False), ("张三", True)])
def test_one_sign_is_no_part_that_is_looked_for(part: str, *, is_enough: bool) -> None:
    assert is_long_enough(part) is is_enough


def test_equal_names_are_not_seen_across_plans_nor_without_the_key() -> None:
    one = set(digests(CIPHER, "a", "张三"))
    assert one.isdisjoint(digests(CIPHER, "b", "张三"))
    assert one.isdisjoint(digests(OTHER, "a", "张三"))
    assert all(-(2**63) <= digest < 2**63 for digest in one)
