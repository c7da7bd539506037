"""A submission as people read it: its parts in their order, each as headed lists of entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.registers import Register
from contracts.sections import registered
from contracts.sections.archive import ArchiveSection
from contracts.sections.assessment import SelfAssessment
from contracts.sections.blocks import Block, record_blocks
from contracts.sections.declaration import DeclarationSection
from contracts.sections.entries import Entry, Shape, entries_of
from contracts.sections.identity import IdentitySection
from contracts.sections.registered import SCHOOLINGS
from contracts.sections.verified import differences, sealed_facts


class Part(StrEnum):
    """A part of what was submitted."""

    PERSON = "person"
    EMPLOYER = "employer"
    BASIC = "basic"
    RECORDS = "records"
    DECLARED = "declared"
    STATEMENT = "statement"
    ATTACHMENTS = "attachments"
    PHOTO = "photo"  # a picture: nothing to be read


PART_NAMES: Mapping[Part, str] = {
    Part.PERSON: "申报人",
    Part.EMPLOYER: "用人单位",
    Part.BASIC: "个人基本信息",
    Part.RECORDS: "业绩档案",
    Part.DECLARED: "申报信息",
    Part.STATEMENT: "本人述职",
    Part.ATTACHMENTS: "附件",
    Part.PHOTO: "证件照",
}

DIFFERENT = "与用人单位核验的个人基本信息不同"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """The opened sections of a submission; the photo stays sealed until somebody looks at it."""

    identity: IdentitySection
    archive: ArchiveSection
    declaration: DeclarationSection


def blocks_of(submission: Submission) -> dict[Part, tuple[Block, ...]]:
    """What each part says."""
    section = submission.declaration
    declared = section.declared
    statement = Entry(
        code="statement", label=PART_NAMES[Part.STATEMENT], shape=Shape.LONG, value=declared.statement
    )
    return {
        Part.PERSON: (Block(entries=entries_of(submission.identity.person)),),
        Part.EMPLOYER: (Block(entries=entries_of(submission.identity.employer)),),
        Part.BASIC: (Block(entries=submission.archive.basic),),
        Part.RECORDS: _recorded(submission),
        Part.DECLARED: (
            Block(entries=(*entries_of(section.plan), *entries_of(declared), *_besides(section))),
            *_experts(section),
            *_assessed(section.assessment),
            *_different(submission),
        ),
        Part.STATEMENT: (Block(entries=(statement,)),),
        Part.ATTACHMENTS: tuple(_enclosed(submission.declaration)),
        Part.PHOTO: (),
    }


def _besides(section: DeclarationSection) -> Iterator[Entry]:
    """The remark of the roster, the landmark achievement; why more was changed than a return named."""
    if section.remarks:
        yield Entry(code="remarks", label="备注", shape=Shape.LIST, value=section.remarks)
    if section.landmark:
        yield Entry(code="landmark", label="标志性业绩", shape=Shape.LONG, value=section.landmark)
    yield from (one.entry for one in section.reopened)


def _experts(section: DeclarationSection) -> Iterator[Block]:
    for number, _ in enumerate(section.recommendations, 1):
        yield Block(heading=f"推荐专家{number}", entries=section.told_by(number), code=f"expert-{number}")


def _assessed(found: SelfAssessment | None) -> Iterator[Block]:
    if found is None:
        return
    score = f"{found.total.normalize():f} 分（须达到 {found.minimum} 分）"
    gates = tuple(f"{one}：符合" for one in found.gates)
    stated = (
        Entry(code="score", label="自评总分", value=score),
        Entry(code="gates", label="控制项", shape=Shape.LIST, value=gates),
    )
    yield Block(heading="自评", entries=stated, code="assessment")
    for number, one in enumerate(found.explained, 1):
        yield Block(heading=f"自评 · {one.heading}", entries=one.entries, code=f"assessment-{number}")


def _recorded(submission: Submission) -> tuple[Block, ...]:
    """Every record; what a register told of schoolings stands behind those of them."""
    records, found = submission.archive.records, record_blocks(submission.archive)
    verified = [one.entries for one in records if one.kind == SCHOOLINGS]
    told = [one for one in submission.declaration.registered if one.register is Register.EDUCATION]
    there = max((place for place, one in enumerate(records, 1) if one.kind == SCHOOLINGS), default=0)
    beside = [block for one in told for block in registered.blocks_of(one, verified)]
    return (*found[:there], *beside, *found[there:])


def _enclosed(section: DeclarationSection) -> Iterator[Block]:
    if section.particulars:
        yield Block(entries=section.particulars)
    for told in section.registered:
        if told.register is not Register.EDUCATION:
            yield from registered.blocks_of(told, ())
    for one in section.attachments:
        yield Block(heading=one.name, entries=one.entries, files=one.files)


def _different(submission: Submission) -> tuple[Block, ...]:
    """Where what is declared is not what the employer verified: every reader is told, with the reason."""
    declaration = submission.declaration
    found = [
        Entry(
            code=f"{one.field}_differs",
            label=one.label,
            shape=Shape.LIST,
            value=(f"申报：{one.declared}", f"已核验：{one.verified}"),
        )
        for one in differences(sealed_facts(submission.archive.basic), declaration.declared)
    ]
    if not found:
        return ()
    why = Entry(
        code="difference", label="不同的原因", shape=Shape.LONG, value=declaration.difference or "没有说明"
    )
    return (Block(heading=DIFFERENT, entries=(*found, why), code="different"),)
