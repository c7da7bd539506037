"""What two versions of the same lists of facts say differently: for whoever examines something once more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from contracts.sections.archive import File
from contracts.sections.blocks import FILES, NO_FILES, Block
from contracts.sections.entries import Entry, Shape, Value

ADDED, REMOVED = "新增", "已删除"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One fact as it was and as it is; none where there was nothing, or nothing is left."""

    label: str
    before: Entry | None
    after: Entry | None
    heading: str = ""


def changes(before: Iterable[Block], after: Iterable[Block]) -> tuple[Change, ...]:
    """Every fact that differs, in the order of what is there now; then what is gone."""
    old, new = {one.code: one for one in before}, {one.code: one for one in after}
    found = [change for code, one in new.items() for change in _of_block(old.get(code), one)]
    return (*found, *(_gone(one) for code, one in old.items() if code not in new))


def _of_block(before: Block | None, after: Block) -> Iterator[Change]:
    if before is None:
        yield Change(label=after.heading, before=None, after=_word(ADDED))
        return
    old, new = (
        {entry.code: entry for entry in block.entries if entry.code != NO_FILES} for block in (before, after)
    )
    for code in dict.fromkeys((*new, *old)):
        if _value(old.get(code)) != _value(new.get(code)):
            label = (new.get(code) or old[code]).label
            yield Change(label=label, before=old.get(code), after=new.get(code), heading=after.heading)
    if [one.sha256 for one in before.files] != [one.sha256 for one in after.files]:
        yield _of_files(before.files, after.files, after.heading)


def _of_files(before: tuple[File, ...], after: tuple[File, ...], heading: str) -> Change:
    """The names of both; which of them are not what was seen before."""
    known = {one.sha256 for one in before}
    told = tuple(one.name if one.sha256 in known else f"{one.name}（{ADDED}）" for one in after)
    return Change(
        label=FILES,
        before=_names(tuple(one.name for one in before)),
        after=_names(told),
        heading=heading,
    )


def _gone(block: Block) -> Change:
    return Change(label=block.heading, before=None, after=_word(REMOVED))


def _value(entry: Entry | None) -> Value | None:
    """What counts: a label that is worded anew says nothing else."""
    return entry.value if entry else None


def _names(names: tuple[str, ...]) -> Entry | None:
    return replace(_word(""), shape=Shape.LIST, value=names) if names else None


def _word(word: str) -> Entry:
    return Entry(code="", label="", value=word)
