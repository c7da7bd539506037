"""The case file held against itself: every section is there, unchanged, and names the one before."""

from dataclasses import dataclass, field

from contracts.case import Manifest, SectionRef
from contracts.sections.kinds import KINDS
from contracts.sections.names import PAPERS, SUBMITTED, SectionKind, SectionName
from contracts.sections.submission import SubmissionSection
from kit.blobs import BlobMissing
from kit.sealed import Broken, CaseFile, Envelope, KeyMissing, WrittenLater, unwrapped
from services.declaration.drafting.domain.declarations import Record

COVERED = "原件仍在，但其上被写入了别的内容或被删除"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One section, and what is wrong with it (nothing when it is as it was sealed)."""

    ref: SectionRef
    wrong: tuple[str, ...] = ()


@dataclass
class _Chain:
    """How far the chain was followed: its last link, and the sections that the next list must cover."""

    head: str = ""
    uncovered: list[SectionRef] = field(default_factory=list)


async def verify(case_file: CaseFile, record: Record) -> list[Checked]:
    """Check every sealed section of a case in order."""
    chain = _Chain()
    return [Checked(ref=ref, wrong=await _wrong(case_file, record, ref, chain)) for ref in record.sections]


async def _wrong(case_file: CaseFile, record: Record, ref: SectionRef, chain: _Chain) -> tuple[str, ...]:
    name = SectionName.read(ref.name)
    if name is None:
        return ("名称不明",)
    try:
        plain = await case_file.open_bytes(record.id, ref)
        covered = (COVERED,) if await case_file.is_covered(ref) else ()
        if name.kind in PAPERS:
            return covered
    except BlobMissing:
        return ("对象不存在", *_links(name, ref, None, chain))
    except KeyMissing:
        return ("案件密钥不存在，无法解密", *_links(name, ref, None, chain))
    except Broken as error:
        words = "无法解密" if error.__cause__ else "内容与登记的校验值不一致"
        return (words, *_links(name, ref, None, chain))
    section, unread = _read(name, plain)
    return (*covered, *unread, *_links(name, ref, section, chain))


def _read(name: SectionName, plain: bytes) -> tuple[Envelope | None, list[str]]:
    """The section, and whether it can still be read as what it is."""
    section = None
    try:
        section = unwrapped(plain)
        section.read(KINDS[name.kind])
    except WrittenLater as error:
        return section, [str(error.__doc__)]
    except Broken:
        return section, ["内容不符合这类材料的格式"]
    return section, []


def _links(name: SectionName, ref: SectionRef, section: Envelope | None, chain: _Chain) -> list[str]:
    """What is wrong with a section's place in the chain; an unreadable one still is a link."""
    found: list[str] = []
    if name.kind in PAPERS:
        return found
    if name.kind in SUBMITTED:
        chain.uncovered.append(ref)
        expected = ""
    else:
        expected, chain.head = chain.head, ref.sha256
    if section is not None and section.section != ref.name:
        found.append(f"封存时的名称是“{section.section}”")
    if section is not None and section.previous != expected:
        found.append("没有指向前一份材料")
    if name.kind is SectionKind.SUBMISSION:
        if section is not None and not _covers(section, tuple(chain.uncovered)):
            found.append("所列材料与本次提交的不一致")
        chain.uncovered.clear()
    return found


def _covers(section: Envelope, refs: Manifest) -> bool:
    try:
        listed = section.read(SubmissionSection).data.sections
    except (Broken, WrittenLater):
        return False
    return [(one.name, one.sha256) for one in listed] == [(ref.name, ref.sha256) for ref in refs]
