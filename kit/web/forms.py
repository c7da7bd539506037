"""A form on its way round: what was typed, what is wrong with it, and what it asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from kit.errors import Fault, Forbidden, NotFound, Refusal, Unauthenticated

_LAST_YEAR = 2200
_FIRST_YEAR = 1900
_MOST_DIGITS = 9  # of a whole number
_UNITS = {"year": "年", "month": "月", "day": "日"}  # beside the boxes; some type it into them too


@dataclass(frozen=True)
class Form:
    """Values (a stored row, or what the browser sent) and the faults to show beside them.

    A page that shows a form again answers with the status and the headers of its refusal.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    refusal: Refusal | None = None

    @classmethod
    def refused(cls, values: Mapping[str, Any], refusal: Refusal, *, beside: str = "") -> Self:
        """What was typed, with what the refusal says: beside its fields, else this one, else above."""
        return cls(values, refusal.faults or (Fault(field=beside, message=str(refusal)),), refusal)

    def but(self, **values: Any) -> Self:
        """The same with some other values."""
        return replace(self, values={**self.values, **values})

    def over(self, **offered: Any) -> Self:
        """The same over what the page offers: what another of its forms did not send stays as it was."""
        return replace(self, values={**offered, **self.values})

    def value(self, name: str) -> str:
        """What the field shows; a date or a month is offered in parts as name-year, …"""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def chosen(self, name: str) -> list[str]:
        """What is ticked among checkboxes; understands a row's list and a browser's repeated field."""
        get_list = getattr(self.values, "getlist", None)
        value = get_list(name) if get_list else self.values.get(name)
        if value is None or value is False:
            return []
        if isinstance(value, list | tuple | set | frozenset):
            return [str(item) for item in value]
        return ["yes" if value is True else str(value)]

    def part(self, name: str, part: str) -> str:
        """Year, month or day of a date field: as typed, else from the stored value."""
        if f"{name}-{part}" in self.values:
            return self.value(f"{name}-{part}")
        stored = self.values.get(name)
        if isinstance(stored, date):
            return str(getattr(stored, part))
        if isinstance(stored, str) and stored.isdigit():
            return {"year": stored[:4], "month": stored[4:6], "day": stored[6:8]}[part]
        return ""

    def error(self, name: str) -> str | None:
        """All that is wrong with one field, in one sentence; none when it is fine."""
        return "；".join(fault.message for fault in self.faults if fault.field == name) or None


class Action:
    """What a form asks for: done, or refused and to be shown again with what was typed.

        async with Action(typed) as action, transaction(pool) as conn:
            await open_case(conn, …)
        if action.refusal:
            return await _page(request, …, form=action.form)
        return redirect(…)

    The transaction inside is undone before the page is made. Who must not be here at all is not shown it.
    """

    def __init__(self, typed: Mapping[str, Any], *, beside: str = "") -> None:
        self.form = Form(typed)
        self._beside = beside

    @property
    def refusal(self) -> Refusal | None:
        """Why it was not done; none when it was."""
        return self.form.refusal

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refusal) or isinstance(error, Unauthenticated | Forbidden | NotFound):
            return False
        self.form = Form.refused(self.form.values, error, beside=self._beside)
        return True


def read_whole(text: str) -> int | None:
    """The number that was typed or stands in an address; none when it is none that a column holds."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def read_ids(typed: Iterable[object]) -> list[UUID]:
    """The ids of what is ticked; what is no id names nothing that is there (`NotFound`)."""
    try:
        return [UUID(str(one)) for one in typed]
    except ValueError as error:
        raise NotFound from error


def read_day(values: Mapping[str, Any], name: str, label: str) -> date | Fault | None:
    """The date of a `ui.day` field; none when empty, a fault that says what to do when it is none."""
    typed = {part: str(values.get(f"{name}-{part}") or "").strip() for part in _UNITS}
    parts = [text.removesuffix(_UNITS[part]) for part, text in typed.items()]
    if not any(parts):
        return None
    try:
        found = date(*(int(part) for part in parts))
    except (ValueError, OverflowError):  # the second for numbers that a C int does not hold
        return Fault(field=name, message=f"{label}应为真实的日期，例如 2008 年 8 月 15 日")
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return Fault(field=name, message=f"{label}的年份应为四位数字，例如 2008")
    return found
