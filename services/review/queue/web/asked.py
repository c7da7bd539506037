"""What of a list somebody asks for; it stands in the address alone."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends

from contracts.normal.names import employer_name, person_name
from kit.errors import Fault
from services.review.queue.domain import Due, Holder, Order, Round, Wanted
from services.review.tasks.store.names import is_long_enough

DONE = "done"
SHORT = Fault(field="name", message="请至少填写姓名中相连的两个字")
E = TypeVar("E", Order, Round, Due, Holder)


@dataclass(frozen=True)
class Asking:
    """The query of the list's address."""

    state: str = ""
    plan: str = ""
    employer: str = ""
    kind: str = ""
    round: str = ""
    special: str = ""
    due: str = ""
    who: str = ""
    name: str = ""
    order: str = ""

    @property
    def wanted(self) -> Wanted:
        """What it means; what means nothing is not asked for."""
        wanted = Wanted(
            plan=self.plan,
            employer=employer_name(self.employer),
            kind=self.kind,
            round=_known(Round, self.round),
            special=self.special,
            due=_known(Due, self.due),
            who=_known(Holder, self.who),
            name=person_name(self.name) if is_long_enough(self.name) else "",
            order=_known(Order, self.order) or Order.TIME,
        )
        return wanted.turned if self.state == DONE else wanted

    @property
    def faults(self) -> list[Fault]:
        """What cannot be looked for."""
        return [SHORT] if person_name(self.name) and not is_long_enough(self.name) else []


Asked = Annotated[Asking, Depends()]


def _known(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None
