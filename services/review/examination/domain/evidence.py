"""The files beside an item: what proves the records, and what is enclosed, that the item is about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cities.plan import ACHIEVEMENTS
from contracts.sections.archive import File
from contracts.sections.parts import Submission
from services.review.examination.domain.items import (
    APPRAISAL,
    ATTACHMENTS,
    BASIC,
    EDUCATION,
    FORM,
    POST_FIT,
    RECORDS,
    SENIORITY,
    Item,
)

# Kinds of records, and codes of attachments; what stands here nowhere is among the attachments.
PROVING: Mapping[str, Collection[str]] = {
    BASIC.code: ("education", "work", "title", "certificate", "exam"),
    RECORDS.code: ACHIEVEMENTS,
    SENIORITY.code: ("education", "work", "title"),
    APPRAISAL.code: ("appraisal",),
    EDUCATION.code: ("training",),
}
PAGES_BESIDE = 6  # of a file; all of them are on a page of its own
ENCLOSED: Mapping[str, Collection[str]] = {
    BASIC.code: ("title", "appointment", "insurance", "schooling"),
    RECORDS.code: ("writings", "landmark"),
    FORM.code: ("landmark", "experts", "recommendation", "skilled"),
    SENIORITY.code: ("title", "appointment", "experience"),
    EDUCATION.code: ("education",),
    POST_FIT.code: ("post", "appointment"),
}


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A file, and what it is there for."""

    of: str
    file: File


def proofs_of(item: Item, submission: Submission) -> tuple[Proof, ...]:
    """The files of an item, each under everything that it proves."""
    return tuple(_proofs(item, submission))


def _proofs(item: Item, submission: Submission) -> Iterator[Proof]:
    for record in submission.archive.records:
        if record.kind in PROVING.get(item.code, ()):
            yield from (Proof(of=f"{record.kind_name}：{record.title}", file=file) for file in record.files)
    for one in submission.declaration.attachments:
        if item is ATTACHMENTS or one.code in ENCLOSED.get(item.code, ()):
            yield from (Proof(of=one.name, file=file) for file in one.files)
