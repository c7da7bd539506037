"""What was submitted, as a list of cases shows it and as a file of it is looked for."""

from collections.abc import Iterator
from uuid import UUID

from contracts.sections.archive import File
from contracts.sections.parts import Submission
from services.review.tasks.domain import Summary


def summary_of(submission: Submission) -> Summary:
    """What a list shows."""
    identity, declared = submission.identity, submission.declaration.declared
    records = submission.archive.records
    return Summary(
        applicant=identity.person.name,
        employer=identity.employer.name,
        employer_kind=identity.employer.kind,
        plan_title=submission.declaration.plan.title,
        title_applied=declared.title_applied,
        category=declared.category,
        specialty=declared.specialty,
        kind=declared.kind_name,
        records=len(records),
        files=len({file.id for file in _files(submission)}),
        bare=sum(not record.files for record in records),
        remarks=submission.declaration.remarks,
        department=identity.employer.department,
    )


def has_file(submission: Submission, file_id: UUID) -> bool:
    """Whether a file proves one of the submitted records, or is attached."""
    return any(file.id == file_id for file in _files(submission))


def _files(submission: Submission) -> Iterator[File]:
    for record in submission.archive.records:
        yield from record.files
    for attachment in submission.declaration.attachments:
        yield from attachment.files
