"""Which achievements an expert reads, and what is told of them once they change (X1.1)."""

from dataclasses import replace
from uuid import UUID

import pytest

from contracts.archive import Picked
from contracts.sections.verified import VerifiedRecord
from services.declaration.experts.domain.achievements import Taken, changes, taken

pytestmark = [pytest.mark.rule("X1.1"), pytest.mark.rule("A7.1")]
CASE, OTHER = UUID(int=1), UUID(int=2)
PROJECT = VerifiedRecord(
    id=UUID(int=10), kind="project", title="走航监测系统", files=1, version="1", start="201901", end=""
)
PAPER = replace(PROJECT, id=UUID(int=11), kind="paper", title="《论文》", start="202005", end="202005")
EARLY = replace(PROJECT, id=UUID(int=12), title="早年的项目", start="201201", end="201312")
TRAINING = replace(PROJECT, id=UUID(int=13), kind="training")
RECORDS = (PROJECT, PAPER, EARLY, TRAINING)


def ids(*picks: Picked) -> list[int]:
    found = taken(RECORDS, picks, plan="plan", application=CASE, since="201608")
    return [one.record.id.int for one in found]


def test_what_was_picked_is_read_or_else_all_that_may_be_taken() -> None:
    assert ids() == [10, 11]
    assert ids(Picked(plan="plan", item_id=PAPER.id)) == [11]
    assert ids(Picked(plan="another", item_id=PAPER.id)) == [10, 11]
    assert ids(Picked(plan="plan", item_id=EARLY.id)) == []  # before the title: archive takes it no more
    assert ids(Picked(plan="plan", item_id=PAPER.id, fixed_for=CASE)) == [11]
    assert ids(Picked(plan="plan", item_id=PAPER.id, fixed_for=OTHER)) == [10, 11]


def test_period_and_mark_are_told_with_it() -> None:
    block = Taken(record=PROJECT, is_representative=True).block
    assert block.heading == "工作业绩：走航监测系统"
    assert [one.value for one in block.entries] == ["2019年1月至今", "是"]
    assert Taken(record=PAPER).block.entries[0].value == "2020年5月"


def test_what_changed_is_told_by_name() -> None:
    before = [Taken(record=PROJECT).shown, Taken(record=PAPER).shown]
    assert changes(before, [Taken(record=PROJECT, is_representative=True), Taken(record=PAPER)]) == ""
    now = [Taken(record=replace(PROJECT, version="2")), Taken(record=EARLY)]
    assert changes(before, now) == "新增“早年的项目”；移除“《论文》”；修改“走航监测系统”"
