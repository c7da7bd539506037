"""What changed in a person's archive, record by record, as its owner is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.sections.verified import VerifiedRecord

MOST_KEPT = 20
MOST_TOLD = 3
LONGEST = 24  # a title stays part of a line


class What(StrEnum):
    """What became of a record; the value is the word for it."""

    ADDED = "新核验"
    CHANGED = "更新"
    REMOVED = "删除"


@dataclass(frozen=True, kw_only=True)
class News:
    """One record that changed."""

    record_id: UUID
    title: str
    what: What
    at: datetime


def news_of(before: Sequence[VerifiedRecord], after: Sequence[VerifiedRecord], at: datetime) -> list[News]:
    """What is other than it was told before."""
    old, new = ({one.id: one for one in records} for records in (before, after))

    def walk() -> Iterator[tuple[VerifiedRecord, What]]:
        for record_id, one in new.items():
            if record_id not in old:
                yield one, What.ADDED
            elif _differs(old[record_id], one):
                yield one, What.CHANGED
        yield from ((one, What.REMOVED) for record_id, one in old.items() if record_id not in new)

    return [News(record_id=one.id, title=one.title, what=what, at=at) for one, what in walk()]


def _differs(old: VerifiedRecord, new: VerifiedRecord) -> bool:
    """Records that were told before they had versions are compared by what was told of them."""
    if old.version and new.version:
        return old.version != new.version
    return (old.title, old.files) != (new.title, new.files)


def words(news: Sequence[News]) -> str:
    """The newest of them by name; of the others how many."""
    told = [f"{one.what}“{_short(one.title)}”" for one in news[: -MOST_TOLD - 1 : -1]]
    more = f"等 {len(news)} 项" if len(news) > MOST_TOLD else ""
    return "、".join(told) + more


def changed(news: Sequence[News], taken: Sequence[UUID]) -> list[str]:
    """What of it is taken in another version than at first, and what is gone."""
    there = set(taken)
    found = {one.record_id: one for one in news}
    return [
        f"{one.what}：{_short(one.title)}"
        for one in found.values()
        if one.what is What.REMOVED or (one.what is What.CHANGED and one.record_id in there)
    ]


def not_taken(news: Sequence[News], taken: Sequence[UUID]) -> list[str]:
    """The titles of what was verified since and is not taken."""
    there = set(taken)
    found = {one.record_id: one for one in news}  # the newest word about each
    return [
        _short(one.title)
        for one in found.values()
        if one.what is not What.REMOVED and one.record_id not in there
    ]


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
