"""What the pages make of values: forms that were typed, sections that were sealed, words for states."""

from dataclasses import replace
from datetime import UTC, datetime

from starlette.datastructures import FormData

from contracts.application import Verdict
from services.review.examination.domain.decisions import Proposal, relevant
from services.review.examination.domain.items import Finding, Mark
from services.review.examination.web.decision import proposal_of
from services.review.examination.web.findings import findings_of
from services.review.reasons.domain import Named

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)


def test_a_proposal_takes_the_reasons_that_belong_to_its_verdict() -> None:
    form = FormData(
        [
            ("verdict", "returned"),
            ("text-photo", "换照片"),
            ("reasons-basic", "a"),
            ("reasons-basic", "b"),
            ("reasons-basic", "a"),
            ("text-basic", " 补材料 "),
            ("reasons-nonsense", "a"),
            ("reason_refused", "不够"),
            ("codes", "c"),
        ]
    )
    named = (Named(item="basic", codes=("a", "b"), text="补材料"), Named(item="photo", text="换照片"))
    assert relevant(proposal_of(form)) == Proposal(verdict=Verdict.RETURNED, named=named)
    refused = relevant(replace(proposal_of(form), verdict=Verdict.REFUSED))
    assert refused == Proposal(verdict=Verdict.REFUSED, reason="不够", codes=("c",))
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
