"""How papers write days and long texts."""

from datetime import date, datetime

from kit.clock import SHANGHAI


def day(value: date | datetime) -> str:
    """2022年9月28日."""
    local = value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
    return f"{local.year}年{local.month}月{local.day}日"


def moment(value: datetime) -> str:
    """2022年9月28日 15:04."""
    return f"{day(value)} {value.astimezone(SHANGHAI):%H:%M}"


def joined(*parts: str, between: str = "　") -> str:
    """The parts that say something."""
    return between.join(part for part in parts if part)


def paragraphs(text: str) -> list[str]:
    """The lines of a text without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
