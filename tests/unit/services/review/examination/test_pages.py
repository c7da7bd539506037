"""What the pages make of values: forms that were typed, sections that were sealed, words for states."""

from datetime import UTC, datetime

from starlette.datastructures import FormData

from contracts.application import Verdict
from services.review.examination.domain.decisions import Proposal
from services.review.examination.domain.items import Finding, Mark
from services.review.examination.web.decision import proposal_of
from services.review.examination.web.findings import findings_of

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)


def test_a_proposal_takes_the_reason_that_belongs_to_its_verdict() -> None:
    form = FormData(
        [
            ("verdict", "returned"),
            ("reason_returned", "补材料"),
            ("reason_refused", "不够"),
            ("changes", "a"),
            ("changes", "b"),
        ]
    )
    assert proposal_of(form) == Proposal(verdict=Verdict.RETURNED, reason="补材料", changes=("a", "b"))
    assert proposal_of(FormData([("verdict", "everything")])).verdict is None


def test_findings_are_read_for_every_item() -> None:
    form = FormData([("mark-basic", "ok"), ("mark-photo", "nonsense"), ("remark-photo", "背景偏灰")])
    found = findings_of(form)
    assert found == [
        Finding("basic", Mark.OK),
        Finding("records"),
        Finding("form"),
        Finding("attachments"),
        Finding("photo", None, "背景偏灰"),
        *map(Finding, ("seniority", "appraisal", "education", "post_fit")),
    ]
