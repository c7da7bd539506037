"""What the registers know of somebody: it follows from the ID number, so that nothing has to be entered."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from deploy.demo.portrait import WHITE, portrait

PHOTOS = ("none", "blue", *("white",) * 14)  # one in sixteen has none, one an old one on blue ground
SCHOOLED = ("higher", *("one",) * 4, "none", *("one",) * 2)  # one in eight has two, one in eight none
INSURED = ("none", "elsewhere", *("here",) * 6)
BLUE = (67, 142, 219)
HERE = {"province": "浙江省", "unit": "绍兴市生态环境监测中心", "credit_code": "12330600471000001X"}
ELSEWHERE = {
    "province": "上海市",
    "unit": "上海市环境监测技术服务有限公司",
    "credit_code": "913101017000000013",
}
MONTHS = {"first_month": "201007", "last_month": "202210", "months": 148}

FIRST = {
    "school": "浙江工业大学",
    "major": "环境工程",
    "level": "大学本科",
    "degree": "学士",
    "graduated_on": "201006",
    "certificate_no": "103371201005001234",
}
SECOND = {
    "school": "浙江大学",
    "major": "环境工程",
    "level": "硕士研究生",
    "degree": "硕士",
    "graduated_on": "201806",
    "certificate_no": "103351201802005678",
}


def photo_kind(id_number: str) -> str:
    """White or blue ground, or none."""
    return PHOTOS[_dice(id_number)[0] % len(PHOTOS)]


def insured(id_number: str) -> str:
    """Here, elsewhere, or not known."""
    return INSURED[_dice(id_number)[1] % len(INSURED)]


def photo(id_number: str) -> dict[str, Any] | None:
    """The photo on the ID card."""
    kind = photo_kind(id_number)
    if kind == "none":
        return None
    drawn = portrait(_dice(id_number)[2], BLUE if kind == "blue" else WHITE)
    return {"photo": b64encode(drawn).decode()}


def insurance(id_number: str) -> dict[str, Any] | None:
    """Where and since when somebody is insured."""
    known = {"here": HERE, "elsewhere": ELSEWHERE}.get(insured(id_number))
    return {**known, **MONTHS} if known else None


def schooled(id_number: str) -> str:
    """One schooling, a higher one too, or not known."""
    return SCHOOLED[_dice(id_number)[4] % len(SCHOOLED)]


def education(id_number: str) -> dict[str, Any] | None:
    """What somebody graduated from."""
    known = {"one": [FIRST], "higher": [SECOND, FIRST]}.get(schooled(id_number))
    return {"schoolings": known} if known else None


REGISTERS = {"photo": photo, "insurance": insurance, "education": education}


def _dice(id_number: str) -> bytes:
    return sha256(id_number.encode()).digest()
