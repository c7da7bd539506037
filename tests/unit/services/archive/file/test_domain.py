"""What of a file counts as verified, and what is sealed of it."""

from dataclasses import replace
from uuid import UUID

import pytest

from contracts.sections.entries import Entry, Shape
from kit.ids import derived
from services.archive.file.domain import (
    Item,
    State,
    Version,
    readiness,
    records_of,
    section,
    waiting,
)
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Value
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS

EMPLOYER = UUID(int=1)
PAPER = KINDS["paper"]


def a_version(state: State, number: int = 1, **values: Value) -> Version:
    return Version(id=derived("version", state, number, values), number=number, state=state, values=values)


def an_item(
    kind: Kind, state: State, *, verified: Version | None = None, is_deleted: bool = False, **values: Value
) -> Item:
    current = a_version(state, 2, **values)
    if state is State.VERIFIED:
        verified = current
    return Item(
        id=derived(kind.code, values),
        person_id=UUID(int=2),
        kind=kind,
        revision=1,
        is_deleted=is_deleted,
        current=current,
        verified=verified,
    )


def ready(*items: Item) -> tuple[bool, bool]:
    found = readiness(EMPLOYER, items)
    return found.has_basic, found.has_records


@pytest.mark.rule("A2.3")
@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_nothing_counts_before_the_employer_verified_it(state: State) -> None:
    assert ready(an_item(BASIC, state), an_item(PAPER, state)) == (False, False)
    assert ready() == (False, False)


@pytest.mark.rule("A2.3")
def test_basic_information_and_records_count_each_for_itself() -> None:
    basic, paper = an_item(BASIC, State.VERIFIED), an_item(PAPER, State.VERIFIED, name="一")
    assert ready(basic) == (True, False)
    assert ready(paper) == (False, True)
    assert ready(basic, paper) == (True, True)


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_a_verified_version_counts_while_a_newer_one_waits(state: State) -> None:
    paper = an_item(PAPER, state, verified=a_version(State.VERIFIED, name="旧"), name="新")
    assert ready(paper) == (False, True)
    assert paper.has_older_verified


def test_what_differs_is_held_against_the_version_that_was_judged_last() -> None:
    judged = a_version(State.RETURNED, name="旧", journal="环境监测")
    paper = replace(an_item(PAPER, State.SUBMITTED, name="新", journal="环境监测"), judged=judged)
    found = [
        (one.label, one.before and one.before.value, one.after and one.after.value) for one in paper.changes
    ]
    assert found == [(PAPER.label("name"), "旧", "新")]
    assert an_item(PAPER, State.SUBMITTED, name="新").changes == ()


def test_a_deleted_record_does_not_count() -> None:
    paper = an_item(PAPER, State.VERIFIED, is_deleted=True, name="一")
    assert ready(paper) == (False, False)
    assert records_of([paper]) == []


def test_only_drafts_that_are_not_deleted_can_be_submitted() -> None:
    draft = an_item(PAPER, State.DRAFT, name="一")
    others = [an_item(PAPER, state, name="二") for state in State if state is not State.DRAFT]
    deleted = an_item(PAPER, State.DRAFT, is_deleted=True, name="三")
    assert waiting([draft, *others, deleted]) == [draft]


def test_records_are_listed_by_kind_the_latest_first() -> None:
    early = an_item(PAPER, State.DRAFT, name="早", published_on="201901")
    late = an_item(PAPER, State.DRAFT, name="晚", published_on="202101")
    work = an_item(KINDS["work"], State.DRAFT, unit="单位")
    assert records_of([early, work, late]) == [work, late, early]


def test_the_section_tells_what_is_verified_and_nothing_else() -> None:
    old = a_version(State.VERIFIED, name="旧题", published_on="202001")
    items = [
        an_item(BASIC, State.VERIFIED, ethnicity="汉族", years=12),
        an_item(PAPER, State.DRAFT, verified=old, name="新题", published_on="202002"),
        an_item(PAPER, State.SUBMITTED, name="未核验", published_on="202001"),
        an_item(PAPER, State.VERIFIED, is_deleted=True, name="已删除", published_on="202001"),
    ]
    sealed = section(items, "绍兴市环境监测中心")
    assert [(entry.code, entry.label, entry.value) for entry in sealed.basic] == [
        ("employer", "现工作单位", "绍兴市环境监测中心"),
        ("ethnicity", "民族", "汉族"),
        ("years", "专业工作年限", 12),
    ]
    (record,) = sealed.records
    assert (record.title, record.start, record.end) == ("《旧题》", "202001", "202001")
    assert record.entries == (
        Entry(code="name", label="论文题目", value="旧题"),
        Entry(code="published_on", label="发表时间", shape=Shape.MONTH, value="202001"),
    )
