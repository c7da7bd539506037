"""A recorded change of a plan: whoever reads the plan reads when and why it became another version."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from cities.rows import Row, Text


class Change(Row):
    """From this day on the plan says something else than before, for this reason."""

    on: date
    reason: Text


def change_faults(changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with the record: in the order of the days, each with a reason."""
    for number, change in enumerate(changes, 1):
        if not change.reason.strip():
            yield f"change[{number}].reason", "请写明变更的理由"
    for number, (earlier, later) in enumerate(pairwise(changes), 2):
        if later.on < earlier.on:
            yield f"change[{number}].on", f"早于上一次变更（{earlier.on}），请按日期先后排列"
