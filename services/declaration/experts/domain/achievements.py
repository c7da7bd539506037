"""The achievements that a declaration takes, as an expert reads them, and what changed since one signed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from cities.plan import ACHIEVEMENTS
from cities.scoring import PROVING
from contracts.archive import Picked
from contracts.career import in_words
from contracts.sections.blocks import REPRESENTATIVE, Block
from contracts.sections.entries import Entry
from contracts.sections.verified import VerifiedRecord


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Which achievement an expert read, in which version: versions are never written over."""

    id: UUID
    version: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An achievement that the declaration takes."""

    record: VerifiedRecord
    is_representative: bool = False

    @property
    def shown(self) -> Shown:
        """What is kept of it once it was read."""
        return Shown(id=self.record.id, version=self.record.version, title=self.record.title)

    @property
    def block(self) -> Block:
        """What an expert reads: category and title, when, the part in it, the main contribution."""
        return Block(
            entries=tuple(self._entries()), heading=f"{PROVING[self.record.kind]}：{self.record.title}"
        )

    def _entries(self) -> Iterator[Entry]:
        start, end = self.record.start, self.record.end
        if start:
            until = "" if start == end else f"至{in_words(end) if end else '今'}"
            yield Entry(code="period", label="时间", value=f"{in_words(start)}{until}")
        yield from self.record.entries
        if self.is_representative:
            yield Entry(code="representative", label=REPRESENTATIVE, value="是")


def taken(
    records: Sequence[VerifiedRecord], picks: Sequence[Picked], *, plan: str, application: UUID, since: str
) -> tuple[Taken, ...]:
    """What archive would seal by what it told: of what is since the title, what was picked, or all of it."""
    mine = [one for one in picks if one.plan == plan and one.fixed_for in (None, application)]
    marked = {one.item_id: one.is_representative for one in mine}
    return tuple(
        Taken(record=one, is_representative=marked.get(one.id, False))
        for one in records
        if one.kind in ACHIEVEMENTS and not (one.end and one.end < since) and (one.id in marked or not mine)
    )


def changes(before: Sequence[Shown], now: Sequence[Taken]) -> str:
    """What is other than an expert read it, in words; empty when nothing is."""
    old, new = {one.id: one for one in before}, {one.record.id: one.shown for one in now}
    found = {
        "新增": [one for one in new.values() if one.id not in old],
        "移除": [one for one in before if one.id not in new],
        "修改": [one for one in new.values() if one.id in old and old[one.id].version != one.version],
    }
    return "；".join(
        f"{what}{'、'.join(f'“{one.title}”' for one in those)}" for what, those in found.items() if those
    )
