"""How papers write days, months and long texts."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

# Numbers by which somebody could be reached or found have no place in what is made public.
PRIVATE = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")
HIDDEN = "［已隐去］"


def local(value: str) -> datetime | None:
    """A day or a moment as a time in China; none when it is neither."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(CHINA) if found.tzinfo else found


def day(value: str) -> str:
    """2022年9月28日, for a day or a moment; anything else stays as it is."""
    found = local(value)
    return f"{found.year}年{found.month}月{found.day}日" if found else value


def month(value: str) -> str:
    """A day as six digits (M2.1); anything else stays as it is."""
    found = local(value) if "-" in value else None
    return f"{found:%Y%m}" if found else value


def moment(value: str) -> str:
    """2022年9月28日 15:04."""
    found = local(value)
    return f"{day(value)} {found:%H:%M}" if found else value


def joined(*parts: str, between: str = "　") -> str:
    """The parts that say something."""
    return between.join(part for part in parts if part)


def paragraphs(text: str) -> list[str]:
    """The lines of a text without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def public(text: str) -> str:
    """A text without ID numbers and mobile numbers that somebody wrote into it."""
    return PRIVATE.sub(HIDDEN, text)
