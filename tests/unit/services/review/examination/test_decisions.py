"""The decision rules as a table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from cities import Reason
from contracts.application import Verdict
from contracts.case import Role
from services.review.examination.domain.decisions import (
    ATTESTATION,
    Decision,
    Proposal,
    Standing,
    faults_of,
    relevant,
    standard_opinion,
)
from services.review.examination.domain.items import Finding, Mark, items_for
from services.review.reasons.domain import Named, in_words, mends_of
from services.review.tasks.domain import Phase, word

CATALOGUE = (
    Reason(code="unclear", words="不清晰", item="records", verdicts=("returned",), remedy="重新上传。"),
    Reason(code="role", words="作用不明", item="records", verdicts=("returned",), remedy="写明作用。"),
    Reason(code="photo", words="不是近照", item="photo", verdicts=("returned",), remedy="换照片。"),
    Reason(code="few", words="学时不足", item="education", verdicts=("returned",), remedy="补学时。"),
    Reason(code="too-short", words="年限不足", item="form", verdicts=("refused",)),
)
ITEMS = items_for(Role.EMPLOYER, "enterprise")
ALL_OK: Mapping[str, Finding] = {item.code: Finding(item.code, Mark.OK) for item in ITEMS}
READY = Standing(
    role=Role.EMPLOYER,
    items=ITEMS,
    findings=ALL_OK,
    signer="王 五",
    catalogue=CATALOGUE,
    publicity=Phase.RECORDED,
    publicity_until=" 2022年10月11日 24:00",
)
PASS = Proposal(
    verdict=Verdict.PASSED,
    opinion="经审核，符合申报条件，同意报送。",
    signature="王五",
    is_attested=True,
)
NAMED = Named(item="records", codes=("unclear",), text="聘任证书缺页，请补充")
RETURN = Proposal(verdict=Verdict.RETURNED, named=(NAMED,))
REFUSE = Proposal(verdict=Verdict.REFUSED, reason="任现职年限不足四年", codes=("too-short",))
SOMEBODY, ANOTHER = UUID(int=1), UUID(int=2)


def named(**changes: Any) -> Proposal:
    """A return of one item."""
    return replace(RETURN, named=(replace(NAMED, **changes),))


def fields(proposal: Proposal, standing: Standing = READY) -> list[str]:
    return [fault.field for fault in faults_of(proposal, standing)]


def messages(proposal: Proposal, standing: Standing = READY) -> str:
    return "\n".join(fault.message for fault in faults_of(proposal, standing))


def found(mark: Mark | None) -> Standing:
    return replace(READY, findings={**ALL_OK, "records": Finding("records", mark)})


@pytest.mark.rule("E4.4")
@pytest.mark.parametrize("proposal", [PASS, RETURN, REFUSE])
def test_a_complete_decision_has_no_fault(proposal: Proposal) -> None:
    assert faults_of(proposal, READY) == []


def test_a_verdict_must_be_chosen() -> None:
    assert fields(Proposal(verdict=None)) == ["verdict"]


@pytest.mark.parametrize(
    ("mark", "words"),
    [(None, "还没有审查"), (Mark.UNCLEAR, "材料不清，不能通过"), (Mark.UNMET, "不符合要求，不能通过")],
)
@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.DEPARTMENT, Role.HR, Role.COMMITTEE])
def test_nothing_passes_with_an_item_that_is_not_fulfilled(role: Role, mark: Mark | None, words: str) -> None:
    assert f"“业绩档案”{words}" in messages(PASS, replace(found(mark), role=role))


@pytest.mark.rule("E4.4", "E4.5")
@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.UNPOSTED, "还没有公示"),
        (Phase.COUNTING, "正在计算截止时间，期满前不能通过"),
        (Phase.RUNNING, "公示至 2022年10月11日 24:00，期满前不能通过"),
        (Phase.OVER, "请先登记公示结果"),
    ],
)
def test_an_employer_passes_only_with_a_recorded_publicity(phase: Phase, words: str) -> None:
    assert words in messages(PASS, replace(READY, publicity=phase))


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.HR, Role.COMMITTEE])
def test_authorities_have_no_publicity(role: Role) -> None:
    standing = replace(READY, role=role, publicity=Phase.UNPOSTED)
    assert faults_of(replace(PASS, is_attested=False), standing) == []


def test_an_employer_attests_that_it_checked() -> None:
    assert fields(replace(PASS, is_attested=False)) == ["attested"]
    assert "真实性、准确性" in ATTESTATION


@pytest.mark.rule("B3.3")
@pytest.mark.parametrize(
    ("signature", "words"),
    [("", "请填写您的姓名"), ("赵六", "应与登录账号的姓名一致：王 五"), ("王　五", "")],
)
def test_an_opinion_is_signed_with_the_examiners_own_name(signature: str, words: str) -> None:
    assert words in messages(replace(PASS, signature=signature))
    assert bool(words) == bool(faults_of(replace(PASS, signature=signature), READY))


@pytest.mark.rule("B3.3")
@pytest.mark.parametrize("dot", "\u00b7\u2022\u30fb\u22c5\u2219\uff65\ufe52.")
def test_the_dot_of_a_name_is_the_one_that_the_keyboard_has(dot: str) -> None:
    ready = replace(READY, signer="阿卜杜拉·买买提")
    assert faults_of(replace(PASS, signature=f"阿卜杜拉{dot}买买提\u200b"), ready) == []
    assert faults_of(replace(PASS, signature="阿卜杜拉买买提"), ready)


@pytest.mark.rule("E4.4", "B3.3")
@pytest.mark.parametrize(
    ("opinion", "words"),
    [("", "请填写审查意见"), ("同意", "至少 10 个字"), ("意" * 1001, "最多 1000 个字，现有 1001 个字")],
)
def test_a_pass_needs_an_opinion(opinion: str, words: str) -> None:
    assert words in messages(replace(PASS, opinion=opinion))


@pytest.mark.rule("E4.3", "B3.2")
@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (named(text=""), ["text-records"]),
        (named(text="缺"), ["text-records"]),
        (named(text="缺" * 1001), ["text-records"]),
        (named(codes=()), ["reasons-records"]),
        (named(codes=("unclear", "nonsense")), ["reasons-records"]),
        (named(codes=("photo",)), ["reasons-records"]),  # of another item
        (named(codes=("too-short",)), ["reasons-records"]),  # for a refusal
        (named(remedy="改" * 501), ["remedy-records"]),
        (named(item="education", codes=("few",)), ["named"]),  # no employer examines it
        (named(codes=(), text="", remedy="改"), ["reasons-records", "text-records"]),
        (Proposal(verdict=Verdict.RETURNED), ["named"]),
    ],
)
def test_a_return_says_why_and_what_to_change(proposal: Proposal, expected: list[str]) -> None:
    assert fields(proposal) == expected


@pytest.mark.rule("E4.3", "B3.2", "C2.2")
@pytest.mark.parametrize("mark", [Mark.UNCLEAR, Mark.UNMET])
def test_a_return_tells_all_at_once_that_was_found_not_in_order(mark: Mark) -> None:
    photo = Named(item="photo", codes=("photo",), text="照片是十年前的")
    assert fields(replace(RETURN, named=(photo,)), found(mark)) == ["reasons-records"]
    assert fields(Proposal(verdict=Verdict.RETURNED), found(mark)) == ["reasons-records"]
    assert fields(replace(RETURN, named=(NAMED, photo)), found(mark)) == []


@pytest.mark.rule("E4.3", "B3.2")
@pytest.mark.parametrize(("left", "expected"), [(None, []), (2, []), (1, []), (0, ["verdict"])])
def test_a_case_is_not_returned_more_often_than_its_plan_allows(
    left: int | None, expected: list[str]
) -> None:
    standing = replace(READY, returns_left=left)
    assert fields(RETURN, standing) == expected
    assert fields(PASS, standing) == []
    assert fields(REFUSE, standing) == []


@pytest.mark.rule("E4.2", "B3.1")
@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (replace(REFUSE, reason=""), ["reason_refused"]),
        (replace(REFUSE, codes=()), ["codes"]),
        (replace(REFUSE, codes=("nonsense",)), ["codes"]),
        (replace(REFUSE, codes=("too-short", "unclear")), ["codes"]),
        (Proposal(verdict=Verdict.REFUSED), ["codes", "reason_refused"]),
    ],
)
def test_a_refusal_says_why(proposal: Proposal, expected: list[str]) -> None:
    assert fields(proposal) == expected


@pytest.mark.rule("E4.2", "E4.3", "E4.5")
@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("proposal", [RETURN, REFUSE])
def test_returning_and_refusing_wait_for_nothing(proposal: Proposal, phase: Phase) -> None:
    assert faults_of(proposal, replace(found(None), publicity=phase)) == []


def test_all_faults_are_told_at_once() -> None:
    standing = Standing(
        role=Role.EMPLOYER,
        items=ITEMS,
        findings={item.code: Finding(item.code) for item in ITEMS},
        signer="王五",
    )
    told = fields(Proposal(verdict=Verdict.PASSED), standing)
    assert told == ["verdict"] * (len(ITEMS) + 1) + ["opinion", "attested", "signature"]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.EMPLOYER, ["通过", "退回", "不通过"]),
        (Role.DEPARTMENT, ["审查通过", "退回修改", "评审不通过"]),
        (Role.HR, ["审查通过", "退回修改", "评审不通过"]),
        (Role.COMMITTEE, ["审查通过", "退回修改", "评审不通过"]),
    ],
)
def test_each_office_has_its_own_words(role: Role, words: list[str]) -> None:
    assert [word(role, verdict) for verdict in Verdict] == words


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.DEPARTMENT, Role.HR, Role.COMMITTEE])
def test_the_standard_opinion_can_be_signed_as_it_is(role: Role) -> None:
    opinion = standard_opinion(role, "于2022年9月28日至2022年10月11日进行了5个工作日的公示，无异议。")
    assert faults_of(replace(PASS, opinion=opinion), replace(READY, role=role)) == []


def test_what_belongs_to_another_verdict_is_dropped() -> None:
    everything = replace(REFUSE, opinion="意见", signature="王五", is_attested=True, named=(NAMED,))
    assert relevant(replace(everything, verdict=Verdict.RETURNED)) == RETURN
    assert relevant(everything) == REFUSE
    assert relevant(replace(everything, verdict=Verdict.PASSED)) == Proposal(
        verdict=Verdict.PASSED, opinion="意见", signature="王五", is_attested=True
    )


@pytest.mark.parametrize(
    ("proposal", "account", "same"),
    [
        (RETURN, SOMEBODY, True),
        (RETURN, ANOTHER, False),
        (named(text="别的理由别的理由"), SOMEBODY, False),
        (named(codes=("unclear", "role")), SOMEBODY, False),
        (named(remedy="重新上传。"), SOMEBODY, True),  # the catalogue's own words
        (named(remedy="不必上传。"), SOMEBODY, False),
        (replace(RETURN, named=(NAMED, NAMED)), SOMEBODY, False),
        (REFUSE, SOMEBODY, False),
    ],
)
def test_only_the_same_persons_same_decision_is_a_second_click(
    proposal: Proposal, account: UUID, *, same: bool
) -> None:
    mends = mends_of(CATALOGUE, RETURN.named, {"records": "业绩档案"})
    made = Decision(
        id=UUID(int=9),
        task_id=UUID(int=8),
        verdict=Verdict.RETURNED,
        reason=in_words(mends),
        opinion="",
        changes=("records",),
        mends=mends,
        attestation="",
        signed_by="王五",
        account_id=SOMEBODY,
        decided_at=datetime(2022, 10, 12, tzinfo=UTC),
    )
    assert made.answers(proposal, account) is same
