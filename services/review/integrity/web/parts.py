"""What the pages of both sides need: how files come and are shown, and what the city says."""

from collections.abc import Sequence
from uuid import UUID

from cities import City
from contracts.files import (
    EVIDENCE_TYPES,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    Receipt,
    UploadGrant,
)
from kit.clock import day_in_words, now
from kit.errors import NotFound
from kit.session import Session
from services.review.integrity.domain import PURPOSE, RESULT_NAMES, Entry, Paper, Part, State, today_at
from services.review.integrity.operations.entering import Terms
from services.review.web.parts import Means

TONES = {State.RUNNING: "bad", State.OVER: "neutral", State.REVOKED: "good", State.REPAIRED: "good"}


class NoPaper(NotFound):
    """这条记录没有这份文件。"""


def terms_of(desk: Means, city: City) -> Terms:
    """What the city says of entries."""
    return Terms(
        years=city.integrity.years,
        objection_days=city.integrity.objection_days,
        answer_days=city.objection_days,
        calendar=desk.calendar,
    )


def upload_page(desk: Means, who: Session, back: str, most: int = 1) -> str:
    """Where files are uploaded that come back to this page."""
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PURPOSE,
        accepts=EVIDENCE_TYPES,
        most=most,
        back=back,
    )
    return f"{UPLOAD_PAGE}?grant={desk.grants.seal(grant, lasts=UPLOAD_LASTS)}"


def received(desk: Means, who: Session, receipts: Sequence[str], part: Part) -> list[Paper]:
    """The files that these receipts tell of: uploaded by this person for the register, or nothing."""
    own = {"account_id": who.account_id, "purpose": PURPOSE}
    found = [desk.grants.open(Receipt, receipt, **own) for receipt in receipts]
    return [
        Paper(
            file_id=one.file_id, part=part, name=one.name, pages=one.pages, sha256=one.sha256, added_at=now()
        )
        for one in found
    ]


def of_part(papers: Sequence[Paper], part: Part) -> list[Paper]:
    """The files of one kind."""
    return [one for one in papers if one.part is part]


def refuse_unless_there(papers: Sequence[Paper], file_id: UUID) -> None:
    """Only files of the entry are shown."""
    if all(one.file_id != file_id for one in papers):
        raise NoPaper


def tag_of(entry: Entry) -> tuple[str, str]:
    """Where an entry stands today, as a tag shows it."""
    state = entry.state(today_at(now()))
    return state.value, TONES[state]


def rows_of(entry: Entry) -> list[tuple[str, object]]:
    """What an entry says, to everybody who reads it."""
    rows: list[tuple[str, object]] = [
        ("失信事实", entry.why.split("\n")),
        ("依据", f"《{entry.source}》（{entry.number}）"),
        ("记录期限", f"{day_in_words(entry.from_on)}至{day_in_words(entry.until_on)}"),
    ]
    return rows


def answered_rows(entry: Entry) -> list[tuple[str, object]]:
    """What was objected and answered, and how it ended early."""
    rows: list[tuple[str, object]] = []
    if entry.objection:
        rows.append(("本人的异议", entry.objection.split("\n")))
    if entry.result is not None:
        rows += [("核查结果", RESULT_NAMES[entry.result]), ("核查情况和答复", entry.answer.split("\n"))]
    if entry.state(today_at(now())) is State.REPAIRED:
        rows.append(("信用修复", entry.ended_why.split("\n")))
    return rows
