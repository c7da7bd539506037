"""Names of persons and of employers."""

import unicodedata

from contracts.normal.signs import composed, is_dash, is_ideograph, seen

DOT = "·"  # of the notice of 12 ministries of 2016: U+00B7
# What keyboards, fonts and forms have in its place.
DOTS = dict.fromkeys(
    map(ord, "\u2022\u2027\u30fb\uff65\u22c5\u2219\u0387\u16eb\ua78f\u2e31\u2e33\u25cf\u2981"), DOT
)
# In a Chinese name these are the dot, too; in another one they stand behind an initial.
STOPS = dict.fromkeys(map(ord, ".。"), DOT)
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02bb\u02b9\u2032\u00b4`"), "'")
PUNCTUATION = f"{DOT} '-.,"
NAME_LENGTHS = range(2, 51)
EMPLOYER_LENGTHS = range(4, 101)
_WIDE_SIGNS = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_WIDE = {code: code - 0xFEE0 for code in _WIDE_SIGNS}
_BRACKETS = str.maketrans("()（）﹙﹚", "（）（）（）")
# What makes no difference when an employer is looked for.
UNSAID = "（）()[]［］【】〔〕〈〉《》“”\"'‘’·.．,，、。－—–-_／/&＆ "


def person_name(text: str) -> str:
    """As the card shows it: one kind of dot, no blank between ideographs, one between other words."""
    name = composed("NFKC", seen(text).translate(DOTS | APOSTROPHES))
    name = "".join("-" if is_dash(sign) else sign for sign in name).translate(DOTS)
    if any(map(is_ideograph, name)):
        return _close(name.translate(STOPS))
    return " ".join(name.split())


def is_same_person_name(one: str, other: str) -> bool:
    """Whether two spellings are one name; capitals and blanks make no difference."""
    return compared(one) == compared(other)


def has_part(name: str, part: str) -> bool:
    """Whether a name has in it what somebody types to find it; capitals and blanks make no difference."""
    return compared(part) in compared(name)


def compared(name: str) -> str:
    """A person's name as it is compared with another."""
    return "".join(person_name(name).split()).casefold()


def in_order(name: str) -> bytes:
    """By what names are sorted: the national code, in which the common ideographs stand by their sound."""
    return name.encode("gb18030", "replace")


def person_name_fault(name: str, what: str = "姓名") -> str | None:
    """What is wrong with a person's normal name."""
    if not name:
        return f"请填写{what}"
    letters = [sign for sign in name if sign not in PUNCTUATION]
    may_be = f"{DOT} " if any(map(is_ideograph, name)) else PUNCTUATION
    is_name = all(map(_is_letter, letters)) and all(sign in may_be for sign in name if sign in PUNCTUATION)
    if len(name) not in NAME_LENGTHS or len(letters) < NAME_LENGTHS.start or not is_name:
        return f"{what}应与身份证一致，2 至 50 个字，不含数字和符号（姓名中的点用“·”）"
    return None


def employer_name(text: str) -> str:
    """As on the seal (M2.5): wide brackets, plain digits and letters, in a Chinese name no blanks."""
    name = composed("NFC", seen(text)).translate(_WIDE | DOTS)
    if any(map(is_ideograph, name)):
        return "".join(name.translate(_BRACKETS).split())
    return " ".join(name.split())


def employer_name_fault(name: str) -> str | None:
    """What is wrong with an employer's normal name."""
    if not name:
        return "请填写单位全称"
    is_name = any(map(is_ideograph, name)) and all(sign.isprintable() or is_ideograph(sign) for sign in name)
    if len(name) not in EMPLOYER_LENGTHS or not is_name:
        return "单位全称应与公章一致，4 至 100 个字，请不要填写简称"
    return None


def searched(text: str) -> list[str]:
    """The words of which each has to be in an employer's name, as they are compared."""
    return [word for one in seen(text).split() if (word := said(one))]


def said(name: str) -> str:
    """An employer's name as it is compared."""
    return employer_name(name).lower().translate(dict.fromkeys(map(ord, UNSAID)))


def _close(name: str) -> str:
    """Without the blanks that line names up: between ideographs and beside a dot."""
    closed = ""
    for word in name.split():
        is_whole = not closed or DOT in (closed[-1], word[0]) or all(map(is_ideograph, (closed[-1], word[0])))
        closed += word if is_whole else f" {word}"
    return closed


def _is_letter(sign: str) -> bool:
    return is_ideograph(sign) or unicodedata.category(sign)[0] in "LM"
