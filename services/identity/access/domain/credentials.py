"""Logins, mobile numbers and passwords."""

import re
from collections.abc import Iterable, Mapping

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from contracts.normal import numbers
from services.identity.access.domain.faults import Faults, only_faults

LOGIN_FORM = re.compile(r"[a-z][a-z0-9._-]{3,31}")
PASSWORD_LENGTHS = range(10, 129)
SHORTEST_SECRET = 6
SHORTEST_MIX = 4

# People's favourites here, which the lists of the package do not have; runs of keys are found by rule.
OWN_FAVOURITES = frozenset(
    [
        "passw0rd123",
        "p@ssw0rd123",
        "1qaz@wsx3edc",
        "zaq12wsxcde3",
        "qwer1234asdf",
        "asdf1234qwer",
        "abcd123456",
        "abc1234567",
        "wang123456",
        "zhang123456",
        "woaini1314",
        "woaini520",
        "woaini5201314",
        "woaini1314520",
        "5201314520",
        "1314520520",
        "5201314woaini",
        "iloveyou1314",
        "admin123456",
        "admin12345",
        "administrator",
        "welcome1234",
        "letmein123",
        "changeme123",
        "zhicheng123",
        "zhicheng2022",
        "shaoxing123",
        "zhejiang123",
        "huanbao123",
        "3141592653",
        "123123123123",
        "1231231231",
        "123456abcd",
        "dragon123456",
        "monkey123456",
        "sunshine123",
        "princess123",
    ]
)
COMMON_PASSWORDS = OWN_FAVOURITES | frozenset(FREQUENCY_LISTS["passwords"])
RUNS = ("01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")


def mobile_fault(mobile: str) -> str | None:
    """What is wrong with a normal mobile number."""
    if not mobile:
        return "请填写手机号码"
    if not numbers.is_mobile(mobile):
        return "手机号码应为 11 位中国内地手机号，例如 13800138000"
    return None


def normal_login(text: str) -> str:
    """What a login is looked up by: a mobile number in its normal form, else the name in small letters."""
    mobile = numbers.mobile(text)
    return mobile if numbers.is_mobile(mobile) else "".join(mobile.split()).casefold()


def login_fault(login: str) -> str | None:
    """What is wrong with a chosen login (it begins with a letter, so that it is nobody's mobile number)."""
    if not login:
        return "请填写登录名"
    if not LOGIN_FORM.fullmatch(login):
        return "登录名应为 4 至 32 位，以字母开头，只用字母、数字、点、下划线和短横线"
    return None


def password_fault(password: str, own: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password; `own` is what others know of its holder."""
    if not password:
        return "请设置密码"
    if len(password) not in PASSWORD_LENGTHS:
        return "密码应为 10 至 128 位，可以用一句自己记得住的话"
    plain = password.casefold()
    if plain in COMMON_PASSWORDS or len(set(plain)) < SHORTEST_MIX or _is_run(plain):
        return "这个密码太常见，容易被猜到，请换一个"
    if any(len(secret) >= SHORTEST_SECRET and secret.casefold() in plain for secret in own):
        return "密码中不要包含您的身份证号码、手机号码或登录名，请换一个"
    return None


def _is_run(text: str) -> bool:
    return any(text in run or text in run[::-1] for run in RUNS)


def reach(values: Mapping[str, str]) -> dict[str, str]:
    """How a holder signs in and is called, in the normal form, for everybody who signs in with a login."""
    return {
        "mobile": numbers.mobile(values.get("mobile", "")),
        "login": normal_login(values.get("login", "")),
    }


def reach_faults(mobile: str, login: str) -> Faults:
    """Everything that is wrong with it."""
    return only_faults(mobile=mobile_fault(mobile), login=login_fault(login))
