"""A person's name and the number of their identity document, and what the number tells."""

import re
from datetime import date
from enum import StrEnum

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
PERMITS = frozenset({"81", "82", "83"})
FORM = re.compile(r"[0-9]{17}[0-9X]")
OLD_FORM = re.compile(r"[0-9]{15}")
# Foreigners' cards: since 2023 eighteen digits that begin with 9, before that nationality and twelve digits.
FOREIGNER = "9"
OLD_FOREIGNER = re.compile(r"[A-Z]{3}[0-9]{12}")
OLD_BORN = slice(7, 13)
ADULT_AGE = 16  # the old card tells two digits of the year; whoever has a profession is no child
FIRST_YEAR = 1900


class IdKind(StrEnum):
    """Which document a number belongs to."""

    RESIDENT = "resident"
    PERMIT = "permit"
    FOREIGNER = "foreigner"


ID_KIND_NAMES = {
    IdKind.RESIDENT: "居民身份证",
    IdKind.PERMIT: "港澳台居民居住证",
    IdKind.FOREIGNER: "外国人永久居留身份证",
}


def kind_of(number: str) -> IdKind:
    """The document that a number belongs to by its form."""
    if OLD_FOREIGNER.fullmatch(number) or number.startswith(FOREIGNER):
        return IdKind.FOREIGNER
    return IdKind.PERMIT if number[:2] in PERMITS else IdKind.RESIDENT


def id_number_fault(number: str, today: date, kind: str = "") -> str | None:
    """What is wrong with a normal ID number, as what to do about it; also with the kind that was chosen."""
    if not number:
        return "请填写身份证号码"
    fault = _old_foreigner_fault(number, today) if OLD_FOREIGNER.fullmatch(number) else _fault(number, today)
    if fault is None and kind and kind != kind_of(number):
        return f"这是{ID_KIND_NAMES[kind_of(number)]}的号码，与所选的证件种类不符，请核对"
    return fault


def _old_foreigner_fault(number: str, today: date) -> str | None:
    """What is known of the old card: a birthday with a short year, and the check digit of passports."""
    if _born_on_old_card(number, today) is None:
        return "永久居留证号码的第 8 至 13 位应为真实的出生日期，请核对"
    if old_check_digit(number[:14]) != number[14]:
        return "永久居留证号码有误，请对照证件逐位核对"
    return None


def _fault(number: str, today: date) -> str | None:
    if OLD_FORM.fullmatch(number):
        return "请填写 18 位身份证号码，15 位的旧号码已停用"
    if not FORM.fullmatch(number):
        return "身份证号码应为 18 位：前 17 位是数字，最后一位是数字或字母 X"
    return _content_fault(number, today)


def _content_fault(number: str, today: date) -> str | None:
    place = number[1:3] if number.startswith(FOREIGNER) else number[:2]
    if place not in PROVINCES:
        return "身份证号码开头的地区代码无效，请核对"
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


def old_check_digit(text: str) -> str:
    """The last digit of the old foreigners' card: weights 7, 3, 1, letters count from ten (ICAO 9303)."""
    return str(sum(int(letter, 36) * (7, 3, 1)[place % 3] for place, letter in enumerate(text)) % 10)


def born_on(number: str, today: date) -> date:
    """The birthday that a valid number tells."""
    born = _born_on_old_card(number, today) if OLD_FOREIGNER.fullmatch(number) else _born(number)
    if born is None:
        raise ValueError("not a resident ID number")
    return born


def gender(number: str) -> str:
    """男 or 女, as a valid number tells; the old foreigners' card does not."""
    if OLD_FOREIGNER.fullmatch(number):
        return ""
    return "男" if int(number[16]) % 2 else "女"


def _born_on_old_card(number: str, today: date) -> date | None:
    year, month, day = (int(number[OLD_BORN][start : start + 2]) for start in (0, 2, 4))
    century = today.year // 100 * 100
    is_adult = century + year <= today.year - ADULT_AGE
    try:
        return date(century + year - (0 if is_adult else 100), month, day)
    except ValueError:
        return None


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
