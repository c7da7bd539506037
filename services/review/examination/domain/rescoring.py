"""A self-assessment counted again from the sealed claims and tree, beside the sealed score (A6.4)."""

from collections.abc import Iterator, Mapping

from cities import Scoring
from cities.assessing import Assessment, assess, explained, words
from contracts.sections.assessment import SelfAssessment
from contracts.sections.blocks import Block
from contracts.sections.entries import Entry, Shape
from contracts.sections.parts import Part, Submission

HEADING = "系统重新计算自评分"
SAME = "与申报人员的自评分一致"
Blocks = Mapping[Part, tuple[Block, ...]]


def with_score(blocks: Blocks, submitted: Submission) -> Blocks:
    """What was submitted, and beside a self-assessment what it comes to when it is counted again."""
    found = submitted.declaration.assessment
    if found is None:
        return blocks
    again = counted_again(found, submitted)
    block = Block(heading=HEADING, entries=(_total(found, again), *_differing(found, again)), code="rescored")
    return {**blocks, Part.DECLARED: (*blocks[Part.DECLARED], block)}


def counted_again(found: SelfAssessment, submitted: Submission) -> Assessment:
    """Only what is proved by a record of the case counts."""
    records = {record.id for record in submitted.archive.records}
    return assess(Scoring.model_validate_json(found.scoring), found.claims, records)


def _total(found: SelfAssessment, again: Assessment) -> Entry:
    difference = again.total - found.total
    more = "多" if difference > 0 else "少"
    told = f"比申报人员的自评分{more} {words(abs(difference))} 分" if difference else SAME
    if again.total < found.minimum:
        told = f"{told}，没有达到 {found.minimum} 分"
    return Entry(code="rescored", label="重新计算", value=f"{words(again.total)} 分，{told}")


def _differing(found: SelfAssessment, again: Assessment) -> Iterator[Entry]:
    """Every line that reads otherwise now."""
    titles = {claim.record: claim.title for claim in found.claims if claim.record}
    now = {line.code: line for one in explained(again, titles) for line in one.lines}
    before = {entry.code: entry for one in found.explained for entry in one.entries}
    for code in [*before, *(code for code in now if code not in before)]:
        old = "；".join(_words(before[code])) if code in before else "无"
        new = "；".join(now[code].words) if code in now else "无"
        if old != new:
            label = before[code].label if code in before else now[code].label
            said = (f"自评：{old}", f"重新计算：{new}")
            yield Entry(code=code, label=label, shape=Shape.LIST, value=said)


def _words(entry: Entry) -> tuple[str, ...]:
    return entry.value if isinstance(entry.value, tuple) else (str(entry.value),)
