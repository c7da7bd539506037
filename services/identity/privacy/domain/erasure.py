"""A request to have one's data erased, as the person sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.erasure import Hold, State

OPEN = frozenset({State.ASKED, State.WAITING, State.ERASING})


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """One request and where it stands."""

    id: UUID
    state: State
    holds: Sequence[Hold]
    due_at: datetime | None
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen."""
        return self.state in OPEN

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether the person may think again."""
        return self.state in {State.ASKED, State.WAITING}
