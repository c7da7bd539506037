"""A plan that was opened is frozen: another version has its reason, and tells what is different."""

import shutil
from datetime import date, datetime, time
from pathlib import Path

import pytest

import cities
from cities import Change, Plan, frozen_fault, revisions
from cities.versions import BOOKKEEPING, LABELS
from kit.clock import SHANGHAI
from tests.unit.services.declaration.plans import a_plan

OURS = Path(cities.__file__).parent
PLAN = a_plan()
BEFORE, AT = (datetime(2022, 7, 1, hour, tzinfo=SHANGHAI) for hour in (8, 9))
LONGER = Change(on=date(2022, 7, 20), reason="平台检修，申报时间延长")


def test_every_field_of_a_plan_has_a_name_that_people_read() -> None:
    assert set(Plan.model_fields) - BOOKKEEPING - LABELS.keys() == set(), "name it in cities/versions.py"


def test_until_it_opens_a_plan_is_changed_and_deleted_freely() -> None:
    assert not frozen_fault(PLAN, a_plan(closes_on=date(2022, 9, 1)), BEFORE)
    assert not frozen_fault(PLAN, None, BEFORE)


def test_from_the_second_on_at_which_it_opens_a_change_needs_a_new_version_with_a_reason() -> None:
    changed = {"closes_on": date(2022, 9, 1)}

    assert "[[change]]" in frozen_fault(PLAN, a_plan(**changed), AT)
    assert not frozen_fault(PLAN, a_plan(**changed, change=(LONGER,)), AT)
    assert not frozen_fault(PLAN, a_plan(), AT)
    assert "不能删除" in frozen_fault(PLAN, None, AT)


def test_what_was_recorded_of_a_change_stays_as_it_was() -> None:
    second = a_plan(change=(LONGER,))
    rewritten = LONGER.model_copy(update={"reason": "另一理由"})

    for record in ((), (rewritten,), (rewritten, LONGER)):
        assert "不能改动或删除" in frozen_fault(second, a_plan(change=record, payment_days=20), AT)
    assert "[[change]]" in frozen_fault(second, a_plan(change=(LONGER,), payment_days=20), AT)
    assert not frozen_fault(second, a_plan(change=(LONGER, LONGER), payment_days=20), AT)


def test_what_differs_is_told_in_words() -> None:
    regular, transfer = PLAN.kind[:2]
    asked = PLAN.requirement[0]
    other = a_plan(
        closes_on=date(2022, 9, 10),
        closes_at=None,
        payment_at=time(17),
        reminders=(5, 1),
        achievements={**PLAN.achievements, "paper": 8},
        photo=PLAN.photo.model_copy(update={"background": "any"}),
        kind=(transfer, regular.model_copy(update={"options": ()}), *PLAN.kind[2:]),
        requirement=(
            asked.model_copy(update={"text": asked.text.replace("核对无误后", "核对后")}),
            *PLAN.requirement[1:-1],
        ),
        change=(LONGER,),
    )

    told = list(revisions(PLAN, other))

    assert "申报截止日期：2022年8月31日 → 2022年9月10日" in told
    assert "申报截止时刻：17:00 → 无" in told
    assert "缴费截止时刻：无 → 17:00" in told
    assert "缴费提醒（截止前天数）：3、1 → 5、1" in told
    assert "业绩项数上限“paper”：6 → 8" in told
    assert "证件照·background：white → any" in told
    assert f"申报方式“regular”·选项：{'、'.join(regular.options)} → 无" in told
    assert "申报方式：顺序有变化" in told
    assert "申报要求：删除“缴费与报送”" in told
    assert any("核对无误后" in line and "→ …" in line and len(line) < 130 for line in told)
    assert len(told) == 10
    assert not list(revisions(PLAN, a_plan(change=(LONGER,))))


def test_a_field_that_a_later_release_adds_is_no_other_version() -> None:
    without_it = {name: value for name, value in PLAN.model_dump(mode="json").items() if name != "payment_at"}

    assert Plan.model_validate(without_it).version == PLAN.version
    assert a_plan(payment_at=time(17)).version != PLAN.version
    assert a_plan(change=(LONGER,)).version != PLAN.version
    assert (PLAN.number, a_plan(change=(LONGER,)).number) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "general_hours = 18",
            "general_hours = 31",
            "continuing_education.hours：应不少于专业科目与公需科目",
        ),
        ("\n[photo]", '\n[[change]]\non = 2022-07-20\nreason = " "\n\n[photo]', "change[1].reason：请写明"),
        (
            "\n[photo]",
            "".join(f'\n[[change]]\non = 2022-07-{day}\nreason = "延长"' for day in (20, 19)) + "\n[photo]",
            "change[2].on：早于上一次变更（2022-07-20）",
        ),
    ],
)
def test_a_fault_of_hours_and_of_the_record_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    folder = Path(shutil.copytree(OURS / "shaoxing", tmp_path / "shaoxing"))
    plan = folder / "plans" / "2022-engineer.toml"
    assert old in plan.read_text()
    plan.write_text(plan.read_text().replace(old, new, 1))

    _, faults = cities.check(folder)

    assert [fault in str(one) for one in faults] == [True]
