"""What is enclosed, as it is sealed with the declaration."""

from collections.abc import Iterator

from contracts.sections.declaration import Attachment
from contracts.sections.entries import Entry, Shape
from contracts.sections.registered import Registered
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
    for one in enclosures.questions:
        answer = enclosures.said.said(one)
        if answer is not None:
            yield Entry(code=one.field, label=SEALED_AS[one.field], value=YES_NO[answer])


def registered(enclosures: Enclosures) -> tuple[Registered, ...]:
    """What registers told of what the plan goes by."""
    return tuple(one.found for one in enclosures.looked_up if one.found)


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
