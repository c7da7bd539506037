"""What is made public shows nobody's number: ID and mobile numbers are hidden, however they are written.

A number is judged by what it means: an ID number by birthday and check character (GB 11643), a mobile number
by the words around it. Certificate, credit, project numbers and sums are for the public to check.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

HIDDEN = "［已隐去］"

# Blanks, dashes, dots, brackets between groups of digits do not make them another number.
GROUPS = re.compile(r"[0-9]+(?:[\s\-.,·/_()\[\]]{1,3}[0-9]+)*(?:[\s\-.·/_()\[\]]{0,3}X(?![A-Z0-9]))?")
GROUP = re.compile(r"[0-9]+X?|X")
ALIKE = str.maketrans("ХΧ×‐‑‒–—―−－【】〔〕", "XXX--------[][]")
CLAUSE_ENDS = re.compile(r"[,;。!?\n]")
LISTED = re.compile(r"[\s、和及与或]*")

ID_LENGTH, OLD_ID_LENGTH = 18, 15
FIRST_YEAR, LAST_YEAR = 1900, 2099
# A province; the card of a foreign resident has a 9 before it.
PLACE = re.compile(r"9?(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])")
PERMIT = re.compile(
    r"(?:护照|通行证|居留证|居留身份证|居住证|台胞证|回乡证|军官证|士官证)(?:号码|编号|号)?[\s:(为是]{0,3}"
    r"([A-Z]{0,3}[0-9]{6,12}(?:\([0-9A-Z]\))?)"
)
MOBILE = re.compile(r"((?:00)?86)?0?1[3-9][0-9]{9}")
# How people write one; behind a word that says what it is, or the country's code, any grouping is one.
SHAPES_OF_MOBILES = ((11,), (3, 4, 4), (3, 8), (1,) * 11)

IDENTITY = re.compile(r"身份证|身份号|公民身份|证件号|ID (?:CARD|NUMBER|NO)")
DIALLED = re.compile(r"手机|电话|联系|移动|微信|致电|拨打|来电|短信|TEL|PHONE|MOBILE|WECHAT")
# What stands just before a number and says that it is no person's, whatever its digits look like.
NEVER_OF_A_PERSON = (
    r"毕业证书?|学历证书?|学位证书?|结业证书?|信用代码|识别号|税号|立项|项目|课题|专利|软著|著作权|合同|标准|文号|案号"
    r"|登记号|注册号|批准号|发票"
)
OF_A_THING = (
    rf"{NEVER_OF_A_PERSON}|编号|代码|证号|证书|许可证|批号|单号|序号|账号|帐号|卡号|学号|工号|流水号|型号|货号"
    r"|ISBN|ISSN"
)
NUMBERED = r"(?:登记|注册|批准|授权)?(?:编号|代码|号码|号)?[\s:(\[#.为是A-Z]{0,6}$"
SUMS = (
    r"(?:投资|产值|经费|资金|造价|利润|税收|收入|效益|费用|人民币|[额量值数积¥$])"
    r"(?:估算|约|为|达|共|计|近|超|过)*[\s:(]*$"
)
IS_NO_PERSON = re.compile(rf"(?:{NEVER_OF_A_PERSON}){NUMBERED}")
IS_A_THING = re.compile(
    rf"(?:{OF_A_THING}){NUMBERED}|(?:NO|[#№])\.?\s?$|[A-Z](?<!TEL)(?<!PHONE)(?<!MOBILE)(?<!WECHAT)$|{SUMS}"
)
UNIT = re.compile(
    r"\s?[余多]?(?:[万亿元吨米%‰℃]|美元|欧元|港元|千克|公斤|公里|平方|立方|千瓦|度电|亩|公顷"
    r"|(?:KG|KM|KWH?|MG|ML|BQ|[MLTG])[23]?(?![A-Z]))"
)


@dataclass(frozen=True)
class Number:
    """Neighbouring groups of digits of a text: where they stand and what is said before and behind them."""

    groups: tuple[str, ...]
    start: int
    end: int
    label: str
    before: str  # the sign that joins it to other digits, if one does
    behind: str

    @property
    def digits(self) -> str:
        """The number without what stands between its groups."""
        return "".join(self.groups)

    @property
    def is_private(self) -> bool:
        """Whether somebody is found or reached by it."""
        return _identifies(self) or _reaches(self)


def public(text: str) -> str:
    """The text without the ID numbers and mobile numbers that somebody wrote into it."""
    meant, places = _read(text)
    for start, end in sorted(
        {*_numbers(meant), *(found.span(1) for found in PERMIT.finditer(meant))}, reverse=True
    ):
        first, last = _with_brackets(meant, start, end)
        text = text[: places[first]] + HIDDEN + text[places[last - 1] + 1 :]
    return text


def _read(text: str) -> tuple[str, list[int]]:
    """One form for each digit, letter and dash, without what nobody sees; and where each of them stands."""
    kept = [(place, _meant(sign)) for place, sign in enumerate(text) if unicodedata.category(sign) != "Cf"]
    return "".join(sign for _, sign in kept), [place for place, _ in kept]


def _meant(sign: str) -> str:
    # A raised or lowered digit is an exponent or an index, no digit of a number.
    if unicodedata.decomposition(sign).startswith(("<super>", "<sub>")):
        return sign
    meant = unicodedata.normalize("NFKC", sign).upper().translate(ALIKE)
    return meant if len(meant) == 1 else sign


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    label, end = "", 0
    for found in GROUPS.finditer(text):
        between = text[end : found.start()]
        # What is listed behind a number is a number of the same kind.
        label = label if end and LISTED.fullmatch(between) else CLAUSE_ENDS.split(between)[-1]
        end = found.end()
        groups = [
            (group.start() + found.start(), group.end() + found.start()) for group in GROUP.finditer(found[0])
        ]
        yield from _private_among(text, groups, label)


def _private_among(text: str, groups: Sequence[tuple[int, int]], label: str) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(groups):
        found = next(filter(lambda number: number.is_private, _from(text, groups[first:], label)), None)
        if found:
            yield found.start, found.end
        first += len(found.groups) if found else 1


def _from(text: str, groups: Sequence[tuple[int, int]], label: str) -> Iterator[Number]:
    """The numbers that begin with the first group, the longest first."""
    for count in range(min(len(groups), ID_LENGTH), 0, -1):
        start, end = groups[0][0], groups[count - 1][1]
        words = tuple(text[first:last] for first, last in groups[:count])
        if sum(map(len, words)) <= ID_LENGTH:
            joined = re.search(r"[0-9]([-._])$", text[:start])
            yield Number(words, start, end, label, joined[1] if joined else "", text[end : end + 8])


def _identifies(number: Number) -> bool:
    digits = number.digits
    if len(digits) not in {ID_LENGTH, OLD_ID_LENGTH} or IS_NO_PERSON.search(number.label):
        return False
    return bool(IDENTITY.search(number.label)) or _is_an_id_number(digits)


def _is_an_id_number(digits: str) -> bool:
    """As GB 11643 says: a place, a birthday, and the check character that belongs to the first seventeen."""
    if len(digits) != ID_LENGTH or "X" in digits[:-1]:
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits[:-1]))
    return bool(PLACE.match(digits)) and _is_a_day(digits[6:14]) and "10X98765432"[total % 11] == digits[-1]


def _is_a_day(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _reaches(number: Number) -> bool:
    found = MOBILE.fullmatch(number.digits)
    if found is None:
        return False
    if DIALLED.search(number.label) and not IS_A_THING.search(number.label):
        return True
    shape = tuple(map(len, number.groups))
    is_joined = number.before or re.match(r"[-._][0-9]", number.behind)
    has_shape = bool(found[1]) or shape in SHAPES_OF_MOBILES
    return has_shape and not (is_joined or IS_A_THING.search(number.label) or UNIT.match(number.behind))


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """With the plus of the country's code, and with the other half of a bracket."""
    if text[start - 1 : start] == "+":
        start -= 1
    inside = text[start:end]
    if inside.count(")") > inside.count("(") and text[start - 1 : start] == "(":
        start -= 1
    if inside.count("(") > inside.count(")") and text[end : end + 1] == ")":
        end += 1
    return start, end
