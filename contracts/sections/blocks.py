"""A headed list of entries, and records as such."""

from dataclasses import dataclass

from contracts.sections.archive import VISIBILITY_NAMES, ArchiveSection, File, Record, Visibility
from contracts.sections.entries import Entry

REPRESENTATIVE = "代表作（代表性业绩）"
FILES, NO_FILES = "佐证材料", "files"  # the label; the code of the entry that says that there are none


@dataclass(frozen=True, kw_only=True)
class Block:
    """A list of entries, under a heading of its own where a part has several; `code` is which of them."""

    entries: tuple[Entry, ...]
    heading: str = ""
    code: str = ""
    files: tuple[File, ...] = ()


def record_blocks(archive: ArchiveSection) -> tuple[Block, ...]:
    """Every record; one that was marked as representative says so."""
    marked = set(archive.representative)
    return tuple(block_of(one, is_representative=one.id in marked) for one in archive.records)


def block_of(record: Record, *, is_representative: bool = False) -> Block:
    """A record with what proves it."""
    entries = record.entries
    if is_representative:
        entries = (*entries, Entry(code="representative", label=REPRESENTATIVE, value="是"))
    if record.visibility is Visibility.OFFICES:
        shown = Entry(code="visibility", label="公示范围", value=VISIBILITY_NAMES[record.visibility])
        entries = (*entries, shown)
    if not record.files:
        entries = (*entries, Entry(code=NO_FILES, label=FILES, value="没有上传"))
    heading = f"{record.kind_name}：{record.title}"
    return Block(entries=entries, heading=heading, code=str(record.id), files=record.files)
