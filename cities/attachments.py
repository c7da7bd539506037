"""What an applicant encloses (附件, A8.1 to A8.7): when it is wanted, what of the archive will do."""

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from cities.rows import Row, Slug, Text

# Who has a current title, is a skilled worker, has a public post (事业编制), is insured elsewhere, calls
# wrong what a register told of their schooling, or has an expert who signed on paper and not on the phone.
Concerns = Literal[
    "everybody", "titled", "skilled", "public_post", "insured_elsewhere", "schooling", "on_paper"
]
# What of the verified archive does as well, once files prove it there.
Archived = Literal["title", "appointment", "work", "writings", "training"]
Rule = Annotated[str, Field(pattern=r"^[A-Z][0-9]+\.[0-9]+$")]


class Attachment(Row):
    """One thing to enclose, as scans. Without kinds it is wanted for every way to declare (申报方式)."""

    code: Slug
    name: Text
    rule: Rule
    hint: str = Field(default="", max_length=200)
    required: bool = True  # else it is enclosed where there is any (有则提供)
    concerns: Concerns = "everybody"
    kinds: tuple[Slug, ...] = ()
    archived: Archived | None = None
    most: int = Field(default=20, ge=1, le=20)  # files


def attachment_faults(rows: Collection[Attachment], kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with a plan's attachments."""
    for row in rows:
        for kind in row.kinds:
            if kind not in kinds:
                yield "attachment", f"“{row.name}”的申报方式“{kind}”不在本计划的申报方式之中，请改正"
