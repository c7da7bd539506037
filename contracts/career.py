"""What cannot be true of a career, whoever states it: one table, for every form and every import.

What is only odd is a hint of the archive's; here stands what contradicts itself. Months are YYYYMM.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class BirthKnown(Event):
    """In which month, YYYYMM, a person was born, by the ID number (A1.1); encrypted, and never asked for."""

    topic: ClassVar[str] = "identity.birth_known"
    person_id: UUID
    city: str
    born_encrypted: str


class Moment(StrEnum):
    """What happened in a month, under the words in which people speak of it."""

    BORN = "出生"
    ENROLLED = "入学时间"
    GRADUATED = "毕业时间"
    JOINED_PARTY = "入党入团时间"
    WORKED_SINCE = "参加工作时间"
    WORKED = "工作时间"  # any month in which somebody worked
    OBTAINED = "取得时间"  # a title
    APPOINTED = "聘任时间"  # to that title
    DONE = "完成时间"  # whatever else somebody did


ONCE = frozenset({Moment.BORN, Moment.WORKED_SINCE})  # in a life, whichever page or record states it


@dataclass(frozen=True, kw_only=True)
class Order:
    """`later` is not before `earlier`, or at least so many years after it."""

    earlier: Moment
    later: Moment
    years: int = 0


# The ages are what nobody falls short of, not what is usual: whoever is refused has mistyped a date.
ORDERS = (
    Order(earlier=Moment.BORN, later=Moment.ENROLLED, years=5),
    Order(earlier=Moment.BORN, later=Moment.DONE, years=6),
    Order(earlier=Moment.BORN, later=Moment.GRADUATED, years=11),
    Order(earlier=Moment.BORN, later=Moment.JOINED_PARTY, years=13),
    Order(earlier=Moment.BORN, later=Moment.WORKED_SINCE, years=14),
    Order(earlier=Moment.BORN, later=Moment.WORKED, years=14),
    Order(earlier=Moment.BORN, later=Moment.OBTAINED, years=14),
    Order(earlier=Moment.BORN, later=Moment.APPOINTED, years=14),
    Order(earlier=Moment.WORKED_SINCE, later=Moment.WORKED),
    Order(earlier=Moment.WORKED_SINCE, later=Moment.OBTAINED),
    Order(earlier=Moment.OBTAINED, later=Moment.APPOINTED),
)
YEARS_FROM = {Moment.WORKED_SINCE: 0, Moment.BORN: 14}  # how long after it years of work can begin to count


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A month that is being typed into a field, or, without a field, that is known from elsewhere."""

    moment: Moment
    month: str
    label: str = ""
    field: str = ""

    @property
    def words(self) -> str:
        """What it is and when it was."""
        return f"{self.label or self.moment}（{in_words(self.month)}）"


Contradiction = tuple[str, str]  # the field that cannot be true, and why


def contradictions(
    stated: Sequence[Stated], *, years: int | None = None, years_field: str = "years", today: date
) -> list[Contradiction]:
    """Everything that cannot be true of what is typed; what is known from elsewhere is taken as true."""
    found = [one for order in ORDERS for one in _out_of_order(order, stated)]
    if years is not None:
        found += _too_many_years(years, years_field, stated, today)
    return found


def in_words(month: str) -> str:
    """200808 as people write it."""
    return f"{month[:4]}年{int(month[4:])}月"


def _out_of_order(order: Order, stated: Sequence[Stated]) -> Iterator[Contradiction]:
    earlier = [one for one in stated if one.moment is order.earlier]
    later = [one for one in stated if one.moment is order.later]
    for first in earlier:
        for second in later:
            field = second.field or first.field
            is_of_one = order.earlier in ONCE or (first.field and second.field)
            if field and is_of_one and _months(second.month) < _months(first.month) + 12 * order.years:
                yield field, _told(order, first, second)


def _told(order: Order, first: Stated, second: Stated) -> str:
    if order.earlier is Moment.BORN:
        return f"{second.words}时本人不满 {order.years} 岁（{in_words(first.month)}出生），请核对"
    if not second.field:
        return f"{first.words}不能晚于{second.words}，请核对其中一处"
    return f"{second.words}不能早于{first.words}"


def _too_many_years(years: int, field: str, stated: Sequence[Stated], today: date) -> Iterator[Contradiction]:
    for moment, after in YEARS_FROM.items():
        began = next((one for one in stated if one.moment is moment), None)
        if began is None:
            continue
        most = max((_months(f"{today:%Y%m}") - _months(began.month)) // 12 - after, 0)
        if years > most:
            since = (began.label or moment).removesuffix("时间")
            told = f"专业工作年限不能超过{since}至今的实足年数（{in_words(began.month)}至今为 {most} 年）"
            if moment is Moment.BORN:
                told = f"专业工作年限不能从不满 {after} 岁算起，按{in_words(began.month)}出生至多 {most} 年"
            yield field, told
        return  # the first that is known decides


def _months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[4:])
