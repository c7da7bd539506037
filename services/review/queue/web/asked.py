"""What of a list somebody asks for; it stands in the address alone."""

from dataclasses import dataclass, replace
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends

from contracts.normal.names import employer_name, person_name
from kit.clock import now
from kit.db import Connection
from kit.errors import Fault
from kit.session import Session
from kit.stretch import Mark
from services.review.queue import store
from services.review.queue.domain import Due, Holder, Order, Round, Wanted
from services.review.queue.store import Search
from services.review.tasks.domain import Task
from services.review.tasks.store.names import is_long_enough
from services.review.web.parts import Means

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


async def next_of_list(conn: Connection, desk: Means, who: Session, asked: Asking, task: Task) -> UUID | None:
    """The task after this one in the list from which somebody came; from the list's begin when it is over."""
    if who.org_id is None:
        return None
    await store.plan_anew(conn)
    plans = await store.plans(conn, who.org_id)
    wanted = replace(asked.wanted, is_done=False)
    search = Search.of(desk.cipher, who.org_id, plans, wanted, now(), who)
    return await store.following(conn, search, task.id, Mark(task.opened_at, task.id))


def _known(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None
