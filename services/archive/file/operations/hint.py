"""Notes about a file as it is, or as it would be with what is being typed."""

from collections.abc import Sequence
from datetime import datetime

from kit.clock import SHANGHAI
from kit.errors import Fault
from services.archive.file.domain import Item, State, known_of
from services.archive.file.operations.read import File
from services.archive.file.operations.save import Filled
from services.archive.kinds.domain.notes import Entry, Note, Whole, notes, order_of, years_worked

SEEN_BY_CLERK = frozenset({State.SUBMITTED, State.VERIFIED, State.RETURNED})


def notes_of(file: File, *, at: datetime, is_for_clerk: bool = False) -> list[Note]:
    """What is odd about a file; a clerk is told nothing of drafts."""
    items = [item for item in file.items if not item.is_deleted]
    seen = [item for item in items if item.state in SEEN_BY_CLERK or not is_for_clerk]
    return _found([entry(item) for item in seen], file, at)


def notes_while_typing(file: File, filled: Filled, *, at: datetime) -> tuple[list[Fault], list[Note]]:
    """What is wrong with what was typed so far, and what is odd about it; empty fields are still to come."""
    known = known_of(file.person, file.items, filled.kind, filled.item_id)
    values, faults = filled.kind.read(filled.typed, at.astimezone(SHANGHAI).date(), known)
    typed = {name.removesuffix("-year").removesuffix("-month") for name, text in filled.typed.items() if text}
    others = [entry(item) for item in file.items if not item.is_deleted and item.id != filled.item_id]
    found = _found([*others, Entry(id=filled.item_id, kind=filled.kind, values=values)], file, at)
    return [fault for fault in faults if fault.field in typed], [
        n for n in found if n.is_about(filled.item_id)
    ]


def years_of(file: File, *, at: datetime) -> int | None:
    """专业工作年限 as the work records tell it (M2.8)."""
    return years_worked(_whole([entry(item) for item in file.items if not item.is_deleted], file, at))


def entry(item: Item) -> Entry:
    """An item in its latest version, as far as the rules look at it."""
    return Entry(id=item.id, kind=item.kind, values=item.current.values)


def _found(entries: Sequence[Entry], file: File, at: datetime) -> list[Note]:
    return sorted(notes(_whole(entries, file, at)), key=order_of)


def _whole(entries: Sequence[Entry], file: File, at: datetime) -> Whole:
    return Whole(entries=entries, today=at.astimezone(SHANGHAI).date(), employer=file.employer.name)
