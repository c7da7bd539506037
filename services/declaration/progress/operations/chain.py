"""The case file held against itself: every section is there, unchanged, and names the one before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.case import Manifest, SectionRef
from kit.blobs import BlobMissing
from kit.sealed import Broken, CaseFile, KeyMissing
from services.declaration.drafting.domain.declarations import Record

OWNED = frozenset({"identity", "archive", "declaration", "documents"})
SUBMISSION = "submission-"
PAPERS = ("publicity-sheet-", "review-form")  # PDFs: sealed, but no links of the chain


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
    try:
        plain = await case_file.open_bytes(record.id, ref)
    except BlobMissing:
        return ("对象不存在", *_links(ref, None, chain))
    except KeyMissing:
        return ("案件密钥不存在，无法解密", *_links(ref, None, chain))
    except Broken as error:
        words = "无法解密" if error.__cause__ else "内容与登记的 SHA-256 不一致"
        return (words, *_links(ref, None, chain))
    section = None if ref.name.startswith(PAPERS) else json.loads(plain)
    return tuple(_links(ref, section, chain))


def _links(ref: SectionRef, section: Mapping[str, Any] | None, chain: _Chain) -> list[str]:
    """What is wrong with a section's place in the chain; an unreadable one still is a link."""
    found: list[str] = []
    if ref.name.startswith(PAPERS):
        return found
    if ref.name in OWNED:
        chain.uncovered.append(ref)
        expected = ""
    else:
        expected, chain.head = chain.head, ref.sha256
    if section is not None and section.get("section") != ref.name:
        found.append(f"封存时的名称是“{section.get('section')}”")
    if section is not None and section.get("previous") != expected:
        found.append("没有指向前一份材料")
    if ref.name.startswith(SUBMISSION):
        if section is not None and not _covers(section, tuple(chain.uncovered)):
            found.append("所列材料与本次提交的不一致")
        chain.uncovered.clear()
    return found


def _covers(section: Mapping[str, Any], refs: Manifest) -> bool:
    listed = [(one.get("name"), one.get("sha256")) for one in section.get("data", {}).get("sections", ())]
    return listed == [(ref.name, ref.sha256) for ref in refs]
