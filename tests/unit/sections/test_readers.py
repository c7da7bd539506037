"""What the real writers wrote reaches every reader: the preview, the offices' page, the papers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from contracts.case import RenderRequest
from contracts.sections.archive import Visibility
from contracts.sections.entries import Entry, Shape, entries_of, told_of
from contracts.sections.kinds import KINDS
from contracts.sections.names import SUBMITTED, SectionKind
from contracts.sections.parts import PART_NAMES, Part, Submission, blocks_of
from kit.sealed import unwrapped
from kit.web.shapes import SHAPES, shown
from kit.web.templating import environment
from services.archive.file.domain import section as archive_writes
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import text
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import RECORD_KINDS
from services.documents.papers.domain.case import Case
from services.documents.papers.domain.paper import Kind as PaperKind
from services.documents.papers.operations import section_name
from services.documents.papers.publicity_sheet.content import content as publicity_sheet
from services.documents.papers.review_form.content import content as review_form
from services.review.examination.domain.submission import has_file, summary_of
from services.review.examination.web.views import decided_before
from tests.unit.sections.record import SAMPLES
from tests.unit.sections.written import (
    CASE,
    ID_NUMBER,
    MOBILE,
    UNIT,
    an_item,
    archive,
    decision,
    declaration,
    documents,
    evidence,
    identity,
    settlement,
    submitted,
)

ROOT = Path(__file__).parents[3]
OLD = "旧"


def written() -> Case:
    """A case by the writers of today."""
    return Case(
        identity=identity(),
        archive=archive(),
        declaration=declaration(),
        documents=documents(),
        decisions=(decision(),),
        settlements=(settlement(),),
    )


def recorded() -> Iterator[Case]:
    """The same from the samples: of every kind each form in turn, the others as they are today."""
    for path in sorted(SAMPLES.glob("*.json")):
        kind = SectionKind(path.name.split(".")[0])
        if kind not in {SectionKind.SUBMISSION, SectionKind.RESULT, SectionKind.RE_REVIEW}:
            read: Any = unwrapped(path.read_bytes()).read(KINDS[kind]).data
            several = kind in {SectionKind.DECISION, SectionKind.SETTLEMENT}
            change: dict[str, Any] = {f"{kind}s": (read,)} if several else {str(kind): read}
            yield replace(written(), **change)


def pages(submission: Submission) -> tuple[str, str]:
    """The applicant's preview and the offices' page, as far as they show what was submitted."""
    preview = environment([ROOT / "services/declaration/submission/templates"])
    office = environment([ROOT / "services/review/examination/templates"])
    blocks = blocks_of(submission)
    parts: Any = office.get_template("examination/_parts.html").module
    macros: Any = preview.get_template("ui/facts.html").make_module({})
    first = "".join(macros.blocks(blocks[part]) for part in Part)
    second = "".join(parts.part(part.value, blocks, PART_NAMES, "/review/1") for part in Part)
    return first, second


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in strings(part)]
    if isinstance(value, list):
        return [one for part in value for one in strings(part)]
    return [str(value)]


def test_every_shape_is_read_by_the_pages() -> None:
    assert {*SHAPES} == {*Shape}


def test_both_pages_show_every_label_and_every_value() -> None:
    submission = submitted()
    for page in pages(submission):
        for part, blocks in blocks_of(submission).items():
            for block in blocks:
                for entry in block.entries:
                    assert entry.label in page or entry.shape is Shape.LONG, (part, entry)
                    said = shown(entry)
                    for line in [said] if isinstance(said, str) else said:
                        assert line in page, (part, entry)
        assert evidence().name in page
        assert ID_NUMBER not in page
        assert MOBILE not in page


@pytest.mark.rule("P1.1")
@pytest.mark.rule("P2.1")
def test_a_provincial_unit_is_called_by_its_name_on_both_pages() -> None:
    for page in pages(submitted()):
        assert "省直单位或企业集团" in page
        assert "省级单位" in page
        assert "provincial" not in page
        assert "province" not in page


def test_the_review_form_leaves_nothing_of_a_record_out() -> None:
    told = "".join(strings(review_form(written())))
    for record in archive().records:
        for entry in record.entries:
            if entry.shape is Shape.MONTH:
                continue  # a span: 201601—202006
            assert str(entry.value) in told, (record.kind, entry)


def test_the_publicity_sheet_tells_of_every_public_kind_it_has_a_place_for() -> None:
    told = "".join(strings(publicity_sheet(written())))
    for record in archive().records:
        named = f"{record.kind_name}之" in told
        assert named is (
            record.visibility is Visibility.PUBLIC and record.kind not in {"title", "training", "appraisal"}
        )


@pytest.mark.parametrize("case", [*recorded()])
def test_every_reader_reads_every_form(case: Case) -> None:
    submission = Submission(identity=case.identity, archive=case.archive, declaration=case.declaration)
    assert all(pages(submission))
    assert summary_of(submission).employer == UNIT
    assert has_file(submission, evidence().id)
    assert not has_file(submission, UUID(int=0))
    assert decided_before(case.decisions)[0]["publicity"]
    assert review_form(case)["payment"]
    assert publicity_sheet(case)["unit"] == UNIT


@pytest.mark.rule("A6.3")
@pytest.mark.rule("M2.2")
def test_the_landmark_achievement_and_the_remark_reach_every_reader() -> None:
    section = declaration()
    section = replace(
        section,
        declared=replace(section.declared, kind="landmark"),
        landmark="主持建成走航监测系统。\n列为省级指南。",
    )
    for page in pages(replace(submitted(), declaration=section)):
        assert "标志性业绩" in page
        assert "列为省级指南。" in page
        assert "专家举荐" in page
    assert "主持建成走航监测系统。" in review_form(replace(written(), declaration=section))["landmark"]


def test_a_second_publicity_in_one_round_has_a_sheet_of_its_own() -> None:
    def sheet(*names: str) -> str:
        refs: Any = tuple(SimpleNamespace(name=name) for name in names)
        request = RenderRequest(application_id=CASE, city="", plan="", manifest=refs)
        return str(section_name(PaperKind.PUBLICITY_SHEET, request))

    first = (*SUBMITTED, "submission-1")
    assert sheet(*first) == "publicity-sheet-1"
    assert sheet(*first, "publicity-sheet-1", "decision-1-employer") == "publicity-sheet-1.2"
    assert sheet(*first, "publicity-sheet-1", "submission-2") == "publicity-sheet-2"


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.code)
def test_a_field_that_is_added_to_a_kind_is_shown_everywhere(kind: Kind) -> None:
    """Nothing but the kind changes: one file, and its test."""
    more = replace(kind, fields=(*kind.fields, text("added", "新增栏目")))
    section = archive_writes([an_item(BASIC), an_item(more)], UNIT)
    submission = replace(submitted(), archive=section)
    said = f"{kind.name}之新增栏目"
    for page in pages(submission):
        assert "新增栏目" in page
        assert said in page
    assert said in "".join(strings(review_form(replace(written(), archive=section))))


def test_what_people_are_told_of_a_part_stands_beside_its_fields() -> None:
    person = identity().person
    assert [entry.code for entry in entries_of(person)] == [code for code, _ in told_of(type(person))]
    assert entries_of(declaration().declared)[2] == Entry(
        code="options", label="特殊情形", shape=Shape.LIST, value=declaration().declared.options
    )
    untitled = replace(declaration().declared, current_title="无", current_title_on="", options=())
    told = {entry.code: entry.value for entry in entries_of(untitled)}
    assert (told["current_title_on"], told["options"]) == ("无", "无")
