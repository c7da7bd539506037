"""What is enclosed, as it is sealed with the declaration."""

from collections.abc import Iterator

from contracts.sections.declaration import Attachment
from contracts.sections.entries import Entry, Shape
from services.declaration.attachments.domain.wanted import Enclosures
from services.declaration.drafting.domain.years import in_words

APPRAISALS = "appraisals"  # 单位考核情况, as rosters and forms print it (M2.3)
YES_NO = {True: "是", False: "否"}
SEALED_AS = {"public_post": "事业编制人员", "insured_elsewhere": "社会保险在省外缴纳"}


def particulars(enclosures: Enclosures) -> tuple[Entry, ...]:
    """What was found year by year, and what the applicant said."""
    return tuple(_particulars(enclosures))


def _particulars(enclosures: Enclosures) -> Iterator[Entry]:
    if told := in_words(enclosures.appraisals, enclosures.plan.appraised_years):
        yield Entry(code=APPRAISALS, label="单位考核情况", value=told)
    if hours := tuple(f"{line.year} 年度 {line.told}" for line in enclosures.education if line.told):
        yield Entry(code="education", label="继续教育", shape=Shape.LIST, value=hours)
    if enclosures.concerns_insurance and (insured := enclosures.said.insured):
        facts = (*(f"{name}：{value}" for name, value in insured.facts), f"摘要：{insured.sha256}")
        disputed = ("申报人认为记录不对，另附证明",) if enclosures.said.is_disputed else ()
        yield Entry(code="insurance", label="社会保险", shape=Shape.LIST, value=(*facts, *disputed))
    for one in enclosures.questions:
        answer = enclosures.said.said(one)
        if answer is not None:
            yield Entry(code=one.field, label=SEALED_AS[one.field], value=YES_NO[answer])


def attachments(enclosures: Enclosures) -> tuple[Attachment, ...]:
    """Everything that was wanted or given; what is not there although it might be is left out."""
    return tuple(
        Attachment(
            code=one.row.code,
            name=one.row.name,
            why=one.why,
            archived=one.archived,
            files=tuple(one.files),
        )
        for one in enclosures.wanted
        if one.files or one.archived or one.row.required
    )
