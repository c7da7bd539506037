"""ID numbers, credit codes, mobile numbers and one-time codes."""

import re

from contracts.normal.signs import composed, is_dash, plain, seen

# Letters and signs that look like the X at the end of an ID number.
_LIKE_X = re.compile(r"[\u00d7\u2715\u2716\u0425\u03a7]$")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CALLED = re.compile(rf"(?:(?:\+|00)?86|0)?({MOBILE.pattern})")
# GB 32100-2015: registering department, category, six digits of a district, organisation, check character.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE = re.compile(rf"[{CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}")
CREDIT_LENGTH = 18


def id_number(text: str) -> str:
    """Plain digits without blanks and dashes, x as X."""
    return _LIKE_X.sub("X", plain(text).upper())


def credit_code(text: str) -> str:
    """Plain digits and capitals without blanks and dashes."""
    return plain(text).upper()


def credit_code_fault(code: str) -> str | None:
    """What is wrong with a normal unified social credit code (GB 32100)."""
    if not code:
        return "请填写统一社会信用代码"
    if not (code.isascii() and code.isalnum() and len(code) == CREDIT_LENGTH):
        return "统一社会信用代码应为 18 位数字和字母"
    if not CREDIT_CODE.fullmatch(code) or code[-1] != credit_check_character(code[:-1]):
        return "统一社会信用代码有误，请对照证书逐位核对（代码中没有字母 I、O、S、V、Z）"
    return None


def credit_check_character(code: str) -> str:
    """The last character that belongs to the first seventeen."""
    total = sum(CREDIT_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(code))
    return CREDIT_ALPHABET[-total % 31]


def mobile(text: str) -> str:
    """The eleven digits of a mobile number of the mainland; anything else in plain signs as it was typed."""
    found = _CALLED.fullmatch(re.sub(r"[().]", "", plain(text)))
    return found[1] if found else composed("NFKC", seen(text)).strip()


def telephone(text: str) -> str:
    """A line or a mobile number in plain digits; a dash between the parts of a line: 0575-88880000-6."""
    called = mobile(text)
    parts = "".join(" " if one in "()转" or is_dash(one) else one for one in called).split()
    return called if is_mobile(called) else "-".join(parts)


def is_mobile(text: str) -> bool:
    """Whether this is a mobile number in its normal form."""
    return MOBILE.fullmatch(text) is not None


def code(text: str) -> str:
    """A one-time code: digits and capitals."""
    return plain(text).upper()
