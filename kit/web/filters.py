"""How days, times, money and numbers that belong to a person are shown; always in Shanghai's time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from kit.clock import SHANGHAI, day_in_words
from kit.reference import reference

EMPTY = "—"
_ID_LENGTH = 18
_MOBILE_LENGTH = 11


def day(value: date | datetime | None) -> str:
    """2022年9月28日."""
    if value is None:
        return EMPTY
    local = value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
    return day_in_words(local)


def moment(value: datetime | None) -> str:
    """2022年9月28日 15:04."""
    if value is None:
        return EMPTY
    return f"{day(value)} {value.astimezone(SHANGHAI):%H:%M}"


def month(value: str | date | None) -> str:
    """200808, or a day, as 2008年8月."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return f"{int(value[:4])}年{int(value[4:6])}月"
    return f"{value.year}年{value.month}月"


def until(value: date | datetime | None) -> str:
    """Until when: a day lasts to its 24:00, and a midnight belongs to the day before it."""
    if value is None:
        return EMPTY
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        if local.time() != time(0):
            return moment(local)
        value = local.date() - timedelta(days=1)
    return f"{day(value)} 24:00"


def stamp(value: date | datetime) -> str:
    """For <time datetime>: what a program reads."""
    return value.astimezone(SHANGHAI).isoformat() if isinstance(value, datetime) else str(value)


def money(fen: int | None) -> str:
    """Integer fen as 1,280.00 元."""
    if fen is None:
        return EMPTY
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d} 元"


def mask_id(number: str | None) -> str:
    """330***********1234: neither place nor birthday can be read."""
    return _masked(number, length=_ID_LENGTH, head=3, tail=4)


def mask_name(name: str | None) -> str:
    """张**: enough to compare a name with, and no name."""
    return name[:1] + "*" * (len(name) - 1) if name else EMPTY


def mask_mobile(number: str | None) -> str:
    """138****5678."""
    return _masked(number, length=_MOBILE_LENGTH, head=3, tail=4)


def _masked(number: str | None, *, length: int, head: int, tail: int) -> str:
    if not number:
        return EMPTY
    if len(number) < length:
        return "*" * len(number)
    return f"{number[:head]}{'*' * (len(number) - head - tail)}{number[-tail:]}"


FILTERS: dict[str, Callable[..., str]] = {
    "date": day,
    "datetime": moment,
    "month": month,
    "until": until,
    "stamp": stamp,
    "money": money,
    "mask_id": mask_id,
    "mask_mobile": mask_mobile,
    "mask_name": mask_name,
    "reference": reference,
}
