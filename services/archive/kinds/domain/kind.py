"""A kind of item in a person's file: its fields, its name in one line, its time, its own rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.career import Stated, contradictions, in_words
from contracts.sections.archive import Visibility
from contracts.sections.entries import Entry
from contracts.sections.entries import Shape as Reading
from kit.errors import Fault
from services.archive.kinds.domain.fields import Field, Shape, Value, Values, read

READ_AS: Mapping[Shape, Reading] = {
    Shape.TEXT: Reading.TEXT,
    Shape.LONG: Reading.LONG,
    Shape.MONTH: Reading.MONTH,
    Shape.YEAR: Reading.YEAR,
    Shape.NUMBER: Reading.NUMBER,
    Shape.HOURS: Reading.NUMBER,
    Shape.DECIMAL: Reading.DECIMAL,
    Shape.CHOICE: Reading.TEXT,
}

YEARS = "years"  # the field that counts years of work

Rule = Callable[[Values, date], Sequence[Fault]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`title` is filled in from the values; `start` and `end` name the fields that tell when it was."""

    code: str
    name: str
    fields: tuple[Field, ...]
    title: str
    start: str = ""
    end: str = ""
    hint: str = ""
    rules: tuple[Rule, ...] = ()
    visibility: Visibility = Visibility.PUBLIC  # unless the person says otherwise
    unique_by: str = ""  # a person has one per value of this field (one training record per year)

    def read(
        self, typed: Mapping[str, str], today: date, known: Sequence[Stated] = ()
    ) -> tuple[dict[str, Value], list[Fault]]:
        """The values, and every fault: of single fields first, then of what they say together.

        `known` is what the rest of the file says of the career.
        """
        values, faults = read(self.fields, typed, today)
        mistyped = {fault.field for fault in faults}  # of which nobody can say more than that
        for rule in (self._in_order, *self.rules):
            faults.extend(fault for fault in rule(values, today) if fault.field not in mistyped)
        return values, faults + self.contradictions(values, today, known)

    def contradictions(self, values: Values, today: date, known: Sequence[Stated]) -> list[Fault]:
        """What cannot be true of these values, of themselves or beside what is known."""
        years = values.get(YEARS)
        found = contradictions(
            [*known, *self.stated(values)], years=years if isinstance(years, int) else None, today=today
        )
        return [Fault(field=field, message=why) for field, why in found]

    def stated(self, values: Values) -> list[Stated]:
        """The months of a career that the values tell; a year stands for its last month."""
        return [
            Stated(moment=field.moment, month=_month(values[field.name]), label=field.label, field=field.name)
            for field in self.fields
            if field.moment and field.name in values
        ]

    def known(self, values: Values) -> list[Stated]:
        """The same for whoever types something else."""
        title = self.title_of(values)
        whose = title if title == self.name else f"{self.name}“{title}”"
        return [replace(one, label=f"{whose}的{one.label}", field="") for one in self.stated(values)]

    def title_of(self, values: Values) -> str:
        """The item in one line."""
        return self.title.format_map({field.name: "" for field in self.fields} | dict(values))

    def span_of(self, values: Values) -> tuple[str, str]:
        """From and to as six digits; an open end is empty, a single moment is both."""
        start, end = values.get(self.start, ""), values.get(self.end or self.start, "")
        if isinstance(start, int):
            return f"{start}01", f"{start}12"
        return start, str(end)

    def labelled(self, values: Values) -> dict[str, str]:
        """What was filled in, by label, in the order of the form."""
        return {field.label: str(values[field.name]) for field in self.fields if field.name in values}

    def entries(self, values: Values) -> tuple[Entry, ...]:
        """What was filled in, as it is sealed, in the order of the form."""
        return tuple(
            Entry(code=field.name, label=field.label, shape=READ_AS[field.shape], value=values[field.name])
            for field in self.fields
            if field.name in values
        )

    def field(self, name: str) -> Field | None:
        """The field of this name, if the kind (still) has it."""
        return next((field for field in self.fields if field.name == name), None)

    def label(self, name: str) -> str:
        """The label of a field."""
        return next(field.label for field in self.fields if field.name == name)

    def _in_order(self, values: Values, _: date) -> list[Fault]:
        """An end is not before its start."""
        return not_before(self, values, self.end, self.start) if self.end else []


def not_before(kind: "Kind", values: Values, later: str, earlier: str) -> list[Fault]:
    """A fault of the later month when it lies before the earlier one."""
    first, second = values.get(earlier), values.get(later)
    if first is None or second is None or str(second) >= str(first):
        return []
    end, start = in_words(str(second)), in_words(str(first))
    told = f"{kind.label(later)}（{end}）不能早于{kind.label(earlier)}（{start}）"
    return [Fault(field=later, message=told)]


def _month(value: Value) -> str:
    return f"{value}12" if isinstance(value, int) else value
