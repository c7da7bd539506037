"""Signs that look alike or cannot be seen, as keyboards, PDF files and spreadsheets put them into a text."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

# Radicals that NFKC leaves as they are, each with its EquivalentUnifiedIdeograph (Unicode 14). Text that was
# copied out of a PDF has them in place of ideographs.
_EQUIVALENT = """
    2E81 5382  2E82 4E5B  2E83 4E5A  2E84 4E59  2E85 4EBB  2E86 5182  2E87 20628  2E88 5200  2E89 5202
    2E8A 535C  2E8B 353E  2E8C 5C0F  2E8D 5C0F  2E8E 5140  2E8F 5C23  2E90 5C22  2E91 21BC2  2E92 5DF3
    2E93 5E7A  2E94 5F51  2E95 5F50  2E96 5FC4  2E97 5FC3  2E98 624C  2E99 6535  2E9B 65E1  2E9C 65E5
    2E9D 6708  2E9E 6B7A  2E9F 6BCD  2EA0 6C11  2EA1 6C35  2EA2 6C3A  2EA3 706C  2EA4 722B  2EA5 722B
    2EA6 4E2C  2EA7 725B  2EA8 72AD  2EA9 738B  2EAA 24D14  2EAB 76EE  2EAC 793A  2EAD 793B  2EAE 25AD7
    2EAF 7CF9  2EB0 7E9F  2EB1 7F53  2EB2 7F52  2EB3 34C1  2EB4 5197  2EB5 2626B  2EB6 7F8A  2EB7 2634C
    2EB8 2634B  2EB9 8002  2EBA 8080  2EBB 807F  2EBC 8089  2EBD 26951  2EBE 8279  2EBF 8279  2EC0 8279
    2EC1 864E  2EC2 8864  2EC3 8980  2EC4 897F  2EC5 89C1  2EC6 89D2  2EC7 278B2  2EC8 8BA0  2EC9 8D1D
    2ECA 27FB7  2ECB 8F66  2ECC 8FB6  2ECD 8FB6  2ECE 8FB6  2ECF 9091  2ED0 9485  2ED1 9577  2ED2 9578
    2ED3 957F  2ED4 95E8  2ED5 28E0F  2ED6 961D  2ED7 96E8  2ED8 9752  2ED9 97E6  2EDA 9875  2EDB 98CE
    2EDC 98DE  2EDD 98DF  2EDE 2967F  2EDF 98E0  2EE0 9963  2EE1 29810  2EE2 9A6C  2EE3 9AA8  2EE4 9B3C
    2EE5 9C7C  2EE6 9E1F  2EE7 5364  2EE8 9EA6  2EE9 9EC4  2EEA 9EFE  2EEB 6589  2EEC 9F50  2EED 6B6F
    2EEE 9F7F  2EEF 7ADC  2EF0 9F99  2EF1 9F9C  2EF2 4E80  2EF3 9F9F
"""
_RADICALS = dict(zip(*[(int(one, 16) for one in _EQUIVALENT.split())] * 2, strict=True))
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# Ideographs that GBK's and early GB 18030's tables put into the private area.
_PRIVATE = {
    **dict(zip((0xE816, 0xE817, 0xE818), "\U00020087\U00020089\U000200cc", strict=True)),
    **dict(zip((0xE831, 0xE83B, 0xE855), "\U000215d7\U0002298f\U000241fe", strict=True)),
    **dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C), "\u9fb4\u9fb5\u9fb6\u9fb7", strict=True)),
    **dict(zip((0xE832, 0xE843, 0xE854, 0xE864), "\u9fb8\u9fb9\u9fba\u9fbb", strict=True)),
}
_ALIKE = {**_RADICALS, **_KANGXI, **_PRIVATE}
# What joins the parts of an emoji, or chooses a form of it: part of a text, but never of a name.
JOINERS = "\u200c\u200d\ufe0e\ufe0f"
# Letters and marks by their category that nobody sees.
_EMPTY = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS = range(0xE0020, 0xE0080)  # the flags of regions
MOST_MARKS = 30  # on one sign, as in Unicode's stream-safe text; no language has more than a few
_BEGIN_AS_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # no marks themselves, but what they are taken apart into


def composed(form: Literal["NFC", "NFKC"], text: str) -> str:
    """A text in a normal form of Unicode, with no more marks on a sign than `MOST_MARKS`.

    Marks are put in order by insertion: half a megabyte of them would hold a process for minutes.
    """
    return unicodedata.normalize(form, text if text.isascii() else "".join(_with_few_marks(text)))


def _with_few_marks(text: str) -> Iterator[str]:
    in_a_row = 0
    for one in text:
        in_a_row = in_a_row + 1 if unicodedata.combining(one) or one in _BEGIN_AS_MARKS else 0
        if in_a_row <= MOST_MARKS:
            yield one


def readable(text: str) -> str:
    """A text with ideographs in place of radicals, and without invisible signs other than those of emoji."""
    return "".join(
        one for one in text.translate(_ALIKE) if one in JOINERS or ord(one) in _TAGS or _is_seen(one)
    )


def seen(text: str) -> str:
    """What is seen of a name, a number or a code; a sign of control is a blank."""
    shown = (one for one in _SELECTORS.sub("", text.translate(_ALIKE)) if _is_seen(one))
    return "".join(" " if unicodedata.category(one) == "Cc" else one for one in shown)


def plain(text: str) -> str:
    """What is seen of a number or a code, in plain digits and letters, without blanks and dashes."""
    signs = composed("NFKC", seen(text))
    return "".join(_digit(one) for one in signs if not (one.isspace() or is_dash(one)))


def is_dash(sign: str) -> bool:
    """Whether it is a dash or hyphen of any kind."""
    return unicodedata.category(sign) == "Pd" or sign in "\u2212\u02d7"


def is_ideograph(sign: str) -> bool:
    """Whether it is an ideograph, also one that Unicode encodes later: two planes are kept for them."""
    code = ord(sign)
    return sign == "\u3007" or any(code in block for block in IDEOGRAPHS)


def rare(text: str) -> str:
    """Ideographs that were encoded after those of which papers' fonts have all (Extension F), each once."""
    return "".join(dict.fromkeys(one for one in text if is_ideograph(one) and ord(one) > LAST_PRINTED))


LAST_PRINTED = 0x2EBE0
IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x3FFFE))


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cf", "Cs"} and sign not in _EMPTY


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign, sign))
