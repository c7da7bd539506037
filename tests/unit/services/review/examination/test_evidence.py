"""Which files stand beside which item."""

from dataclasses import replace

import pytest

from contracts.sections.parts import Submission
from services.review.examination.domain.evidence import proofs_of
from services.review.examination.domain.items import ITEMS
from services.review.examination.domain.submission import has_file
from tests.unit.sections.written import evidence
from tests.unit.services.review.submissions import in_order, with_records

pytestmark = pytest.mark.rule("E4.1")
FILE = in_order().declaration.attachments[0].files[0]


def proven() -> Submission:
    """Every record has a file."""
    return with_records(in_order(), lambda record: replace(record, files=(FILE,)))


def of(code: str, submission: Submission) -> list[str]:
    return [proof.of for proof in proofs_of(ITEMS[code], submission)]


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("basic", ["学习经历", "工作经历", "专业技术职务", "证书", "考试"]),
        ("records", ["工作业绩", "获奖", "荣誉", "论文", "著作", "专利和软件著作权", "技术报告"]),
        ("seniority", ["学习经历", "工作经历", "专业技术职务"]),
        ("appraisal", ["年度考核"] * 3),
        ("education", ["继续教育"] * 3),
        ("post_fit", []),
        ("photo", []),
    ],
)
def test_records_stand_beside_the_items_that_are_about_them(code: str, kinds: list[str]) -> None:
    assert [one.split("：")[0] for one in of(code, proven()) if "：" in one] == kinds


def test_every_file_of_a_case_stands_somewhere() -> None:
    submission = proven()
    shown = {proof.file.id for item in ITEMS.values() for proof in proofs_of(item, submission)}
    records = {one.of for item in ITEMS.values() for one in proofs_of(item, submission)}
    assert all(has_file(submission, file) for file in shown)
    assert {f"{one.kind_name}：{one.title}" for one in submission.archive.records} <= records
    assert {one.name for one in submission.declaration.attachments if one.files} <= records


def test_what_is_enclosed_stands_beside_its_item_and_among_the_attachments() -> None:
    submission = in_order()
    assert of("post_fit", submission) == ["聘任证书", "事业单位人员职称申报岗位信息表"]
    assert of("attachments", submission) == [one.name for one in submission.declaration.attachments]
    assert evidence().id in [proof.file.id for proof in proofs_of(ITEMS["records"], submission)]
