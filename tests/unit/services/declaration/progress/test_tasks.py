from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.declaration.drafting.domain.news import News, What
from services.declaration.progress.domain.tasks import Known, Score, State, Task, tasks_of

CASE = UUID(int=7)
DRAFT = f"/declarations/{CASE}"
NOTHING = Known(has_photo=False, is_pledged=False, form_lacks=3, experts_lack=None, attachments_lack=2)
ALL = Known(has_photo=True, is_pledged=True, form_lacks=0, experts_lack=0, attachments_lack=0)


def tasks(known: Known = NOTHING, **changes: object) -> dict[str, Task]:
    found = tasks_of(CASE, "2022-engineer", replace(known, **changes))  # type: ignore[arg-type]  # of any field
    return {task.title: task for task in found}


def test_every_part_is_listed_in_the_order_of_the_notice() -> None:
    assert [*tasks()] == ["证件照", "签署真实性保证书", "申报信息", "提取业绩", "附件"]
    assert [*tasks(experts_lack=1)] == [
        "证件照",
        "签署真实性保证书",
        "申报信息",
        "推荐专家意见",
        "提取业绩",
        "附件",
    ]


def test_a_part_is_done_or_not() -> None:
    not_done, done = tasks(experts_lack=2), tasks(ALL)

    assert {task.state for title, task in not_done.items() if title != "提取业绩"} == {State.TODO}
    assert {task.state for title, task in done.items() if title != "提取业绩"} == {State.DONE}
    assert not_done["申报信息"].hint == "还有 3 项需要填写或改正"
    assert not done["申报信息"].hint


@pytest.mark.rule("A6.4")
def test_a_self_assessment_says_what_it_comes_to() -> None:
    found = tasks(score=Score(total="79.5", minimum=80, lacks=1))["自评"]

    assert (found.state, found.href) == (State.TODO, f"{DRAFT}/assessment")
    assert found.hint == "现在自评 79.5 分，达到 80 分才能提交"
    assert tasks(score=Score(total="80", minimum=80, lacks=0))["自评"].state is State.DONE
    assert "自评" not in tasks(ALL)


def test_nobody_need_choose_achievements() -> None:
    assert tasks()["提取业绩"].state is State.FREE


@pytest.mark.rule("A7.1")
def test_an_archive_that_changed_is_told_and_changes_nothing_that_was_chosen() -> None:
    at = datetime(2022, 8, 3, 17, tzinfo=UTC)
    one = News(record_id=UUID(int=1), title="《论水质》", what=What.ADDED, at=at)
    changed = tasks(ALL, archive_news=(one,))["提取业绩"]

    assert changed.hint == "档案在 8 月 4 日有变化：新核验“《论水质》”；已确定提取的业绩不会自动更改，请核对"
    assert changed.state is State.FREE
    assert "有变化" not in tasks(ALL)["提取业绩"].hint


@pytest.mark.rule("A8.8")
@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("/documents/photo", "证件照"),
        (f"{DRAFT}/pledge", "签署真实性保证书"),
        (f"{DRAFT}/form#kind", "申报信息"),
        (f"{DRAFT}/experts#name-1", "推荐专家意见"),
        (f"{DRAFT}/attachments/title", "附件"),
        ("/archive/extraction/2022-engineer", "提取业绩"),
        ("/archive/basic", "提取业绩"),
        ("/archive/employer", "提取业绩"),
    ],
)
def test_what_the_last_check_found_is_told_at_its_part_and_led_to(page: str, title: str) -> None:
    found = tasks(ALL, found=[page])

    assert [one for one, task in found.items() if task.state is State.WRONG] == [title]
    assert (found[title].href, found[title].hint) == (page, "检查发现 1 处问题")


def test_several_places_of_one_part_are_led_to_by_the_part() -> None:
    found = tasks(ALL, found=[f"{DRAFT}/form#kind", f"{DRAFT}/form#years"])["申报信息"]

    assert (found.state, found.href, found.hint) == (State.WRONG, f"{DRAFT}/form", "检查发现 2 处问题")


def test_a_place_that_is_no_part_s_changes_nothing() -> None:
    assert tasks(ALL, found=["", "/somewhere"]) == tasks(ALL)


@pytest.mark.rule("B3.2")
def test_what_a_return_did_not_name_is_told_and_leads_to_where_it_is_opened() -> None:
    found = tasks(ALL, closed={"form", "records", "photo"})

    assert {one: task.href for one, task in found.items() if task.state is State.CLOSED} == {
        "证件照": f"{DRAFT}/reopen/photo",
        "申报信息": f"{DRAFT}/reopen/form",
        "提取业绩": f"{DRAFT}/reopen/records",
    }


@pytest.mark.rule("B3.2", "A8.8")
def test_what_is_missing_is_told_though_no_return_named_it() -> None:
    lacking = tasks(ALL, closed={"form"}, form_lacks=1)["申报信息"]
    amiss = tasks(ALL, closed={"photo"}, found=[f"{DRAFT}/reopen/photo"])["证件照"]

    assert (lacking.state, lacking.href) == (State.TODO, f"{DRAFT}/form")
    assert (amiss.state, amiss.href) == (State.WRONG, f"{DRAFT}/reopen/photo")
