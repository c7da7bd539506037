"""A setting of fees: made by an office for one of its plans, never changed, followed by the next (B2.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Setting:
    """That an office charges for a plan from a moment on, or does not; the newest holds."""

    id: UUID
    office_id: UUID
    city: str
    plan: str
    charges: bool
    account_id: UUID
    set_by: str  # both names of who acts for somebody
    set_at: datetime


def holding(made: Sequence[Setting], office_id: UUID) -> Mapping[str, Setting]:
    """By plan, of all that an office made under any of its ids, the newest first: what holds under this one.

    That is its own setting, and where it never made one, the newest of those that it took over from.
    """
    by_plan = {setting.plan: setting for setting in reversed(made)}
    return by_plan | {one.plan: one for one in reversed(made) if one.office_id == office_id}
