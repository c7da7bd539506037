"""What each office examines."""

import pytest

from contracts.case import Role
from services.review.examination.domain.items import (
    Finding,
    Mark,
    all_fulfilled,
    by_item,
    examined,
    items_for,
)

SUBMITTED = ["基本信息", "业绩档案", "申报信息", "附件", "证件照"]
QUALIFICATION = ["资历与年限", "年度考核", "继续教育"]


@pytest.mark.parametrize(
    ("role", "kind", "names"),
    [
        (Role.EMPLOYER, "public_institution", SUBMITTED),
        (Role.DEPARTMENT, "enterprise", SUBMITTED + QUALIFICATION),
        (Role.DEPARTMENT, "public_institution", [*SUBMITTED, *QUALIFICATION, "评聘结合"]),
        (Role.HR, "public_institution", [*SUBMITTED, *QUALIFICATION, "评聘结合"]),
        (Role.HR, "non_public", SUBMITTED + QUALIFICATION),
        (Role.COMMITTEE, "public_institution", [*SUBMITTED, "资历与年限"]),
    ],
)
def test_items_depend_on_the_office_and_on_the_employer(role: Role, kind: str, names: list[str]) -> None:
    items = items_for(role, kind)
    assert [item.name for item in items] == names
    assert all(item.parts and item.question for item in items)
    assert len({item.code for item in items}) == len(items)


@pytest.mark.rule("E4.1")
def test_every_item_has_a_finding_even_before_it_was_examined() -> None:
    items = items_for(Role.EMPLOYER, "enterprise")
    findings = by_item(items, [Finding("basic", Mark.OK, "已核对"), Finding("unknown", Mark.OK)])
    assert list(findings) == ["basic", "records", "form", "attachments", "photo"]
    assert findings["basic"].remark == "已核对"
    assert examined(findings) == 1
    assert not all_fulfilled(findings)


@pytest.mark.parametrize(("mark", "fulfilled"), [(Mark.OK, True), (Mark.UNCLEAR, False), (Mark.UNMET, False)])
def test_all_is_fulfilled_only_when_every_item_is(mark: Mark, *, fulfilled: bool) -> None:
    items = items_for(Role.EMPLOYER, "enterprise")
    marks = [Finding(item.code, Mark.OK) for item in items[1:]]
    assert all_fulfilled(by_item(items, [Finding(items[0].code, mark), *marks])) is fulfilled
