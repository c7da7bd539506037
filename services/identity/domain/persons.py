"""A person's name and resident ID number, and what the number tells."""

import re
import unicodedata
from datetime import date

# The provinces of GB/T 2260, and 81, 82, 83 for residence permits of people from Hong Kong, Macao and Taiwan.
# The four digits after them are information only: districts come and go, and no list has them all.
PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
FORM = re.compile(r"[0-9]{17}[0-9X]")
OLD_FORM = re.compile(r"[0-9]{15}")
FIRST_YEAR = 1900
NAME_LENGTHS = range(2, 51)
NAME_DOTS = str.maketrans("•・‧．.", "·····")


def normal_id_number(text: str) -> str:
    """Full-width digits become plain ones, spaces go, x becomes X."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def id_number_fault(number: str, today: date) -> str | None:
    """What is wrong with a normal ID number, as what to do about it."""
    if not number:
        return "请填写身份证号码"
    if OLD_FORM.fullmatch(number):
        return "请填写 18 位身份证号码，15 位的旧号码已停用"
    if not FORM.fullmatch(number):
        return "身份证号码应为 18 位：前 17 位是数字，最后一位是数字或字母 X"
    return _content_fault(number, today)


def _content_fault(number: str, today: date) -> str | None:
    if number[:2] not in PROVINCES:
        return "身份证号码的前两位不是有效的地区代码，请核对"
    born = _born(number)
    if born is None or not born.year >= FIRST_YEAR or born > today:
        return "身份证号码的第 7 至 14 位应为真实的出生日期，请核对"
    if check_character(number[:17]) != number[17]:
        return "身份证号码有误，请对照身份证逐位核对"
    return None


def check_character(digits: str) -> str:
    """The last character that belongs to the first seventeen (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return "10X98765432"[total % 11]


def born_on(number: str) -> date:
    """The birthday that a valid number tells."""
    born = _born(number)
    if born is None:
        raise ValueError("not a resident ID number")
    return born


def gender(number: str) -> str:
    """男 or 女, as a valid number tells."""
    return "男" if int(number[16]) % 2 else "女"


def normal_name(text: str) -> str:
    """One kind of dot between the parts of a name, one space between words."""
    return " ".join(text.split()).translate(NAME_DOTS)


def name_fault(name: str, what: str = "姓名") -> str | None:
    """What is wrong with a person's normal name."""
    if not name:
        return f"请填写{what}"
    if len(name) not in NAME_LENGTHS or not all(_may_be_in_name(letter) for letter in name):
        return f"{what}应与身份证一致，2 至 50 个字，不含数字和符号（姓名中的点用“·”）"
    return None


def _may_be_in_name(letter: str) -> bool:
    return letter in "· " or unicodedata.category(letter).startswith("L")


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
