"""The letter of commission (评审委托书): once of each unit that sends to the office that accepts (M1.1).

review knows who is on it and hands documents, which prints it, the facts in grants: more people than fit into
an address go as fields of a form.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from contracts.events import Event

PAPER_PAGE = "/documents/commission-letter.pdf"  # a form with `facts` (Facts) and `people` (People), repeated
FACTS, PEOPLE = "facts", "people"
LASTS = timedelta(hours=1)
OF_A_PART = 40  # people that one grant holds


@dataclass(frozen=True, kw_only=True)
class Person:
    """A line of the list: who, of which unit, applies for what; who is in charge of the unit."""

    name: str
    employer: str
    department: str  # 归口主管部门; the HR agency of a unit that has none
    title_applied: str
    specialty: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the letter says, for whoever is to print it. Its list comes in as many `parts`."""

    letter_id: UUID
    account_id: UUID
    printed_on: date
    platform: str
    committee: str  # to whom it is addressed; empty: to be written in by hand
    unit: str
    plan: str
    basis: str
    contact: str
    telephone: str
    total: int
    parts: int


@dataclass(frozen=True, kw_only=True)
class People:
    """One part of the list."""

    letter_id: UUID
    number: int  # from 0
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class FilesKept(Event):
    """What somebody uploaded belongs to a record of review: a letter of commission, proof of a posting.

    What strangers enclose with an objection has the objection as account, and goes with `person_id`, about
    whose case it is.
    """

    topic: ClassVar[str] = "review.files_kept"
    account_id: UUID
    file_ids: tuple[UUID, ...]
    person_id: UUID | None = None
