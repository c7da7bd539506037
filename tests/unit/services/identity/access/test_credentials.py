import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.normal.numbers import is_mobile, mobile
from services.identity.access.domain.credentials import (
    COMMON_PASSWORDS,
    login_fault,
    mobile_fault,
    normal_login,
    password_fault,
)


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 13800138000",
        "008613800138000",
        "１３８００１３８０００",
    ],
)
def test_a_mobile_number_however_it_was_typed(text: str) -> None:
    assert mobile(text) == "13800138000"
    assert mobile_fault(mobile(text)) is None


@pytest.mark.parametrize(
    "text", ["", "1380013800", "138001380000", "0575-85123456", "10086", "+85291234567", "abc", "12345678901"]
)
def test_what_is_no_mobile_number_of_the_mainland(text: str) -> None:
    assert mobile_fault(mobile(text)) is not None


@given(st.text(max_size=40))
def test_no_login_whatever_is_a_surprise(text: str) -> None:
    login = normal_login(text)
    if login_fault(login) is None:
        assert normal_login(login) == login
        assert not is_mobile(login)


@pytest.mark.parametrize("login", ["hr.huanbao", "abcd", "clerk_01", "a" * 32])
def test_logins_to_choose(login: str) -> None:
    assert login_fault(normal_login(login.upper())) is None


@pytest.mark.parametrize("login", ["", "abc", "a" * 33, "1abc", "张三abc", "ab cd!", "13800138000"])
def test_logins_not_to_choose(login: str) -> None:
    assert login_fault(normal_login(login)) is not None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "Ab3$efgh1",
        "x" * 129,
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "1212121212",
        "abcdefghij",
    ],
)
def test_passwords_that_are_guessed_first(password: str) -> None:
    assert password_fault(password) is not None


def test_people_s_favourites_are_refused_also_in_capitals() -> None:
    assert all(password_fault(one.upper()) for one in COMMON_PASSWORDS if len(one) >= 10)


@pytest.mark.parametrize("password", ["Zc-0123456789-7", "秋天的桂花香很远很远", "correct horse battery"])
def test_passwords_to_choose(password: str) -> None:
    assert password_fault(password, own=("330602198503151234", "13800138000")) is None


@pytest.mark.parametrize(
    ("password", "own"),
    [
        ("wo-13800138000", "13800138000"),
        ("33060219850315123x!", "33060219850315123X"),
        ("HR.Huanbao!9", "hr.huanbao"),
    ],
)
def test_a_password_does_not_contain_what_others_know(password: str, own: str) -> None:
    assert "不要包含" in (password_fault(password, own=(own,)) or "")


def test_a_short_login_may_occur_in_a_password() -> None:
    assert password_fault("the-abcd-of-gardening", own=("abcd",)) is None
