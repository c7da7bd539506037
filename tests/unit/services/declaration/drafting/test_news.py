"""What changed in an archive, as its owner is told."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.sections.verified import VerifiedRecord
from services.declaration.drafting.domain.news import What, changed, news_of, not_taken, words

AT = datetime(2022, 8, 3, tzinfo=UTC)
pytestmark = pytest.mark.rule("A7.1")


def record(number: int, title: str = "文", version: str = "a") -> VerifiedRecord:
    return VerifiedRecord(id=UUID(int=number), kind="paper", title=title, files=1, version=version)


def test_what_came_went_and_became_another_is_named_once() -> None:
    before = (record(1, "旧"), record(2, "留"), record(3, "改"))
    after = (record(2, "留"), record(3, "改", version="b"), record(4, "新"))

    news = news_of(before, after, AT)

    assert {(one.title, one.what) for one in news} == {
        ("改", What.CHANGED),
        ("新", What.ADDED),
        ("旧", What.REMOVED),
    }
    assert not news_of(after, after, AT)
    taken = [UUID(int=2), UUID(int=3)]
    assert not_taken(news, taken) == ["新"]
    assert changed(news, taken) == ["更新：改", "删除：旧"]


def test_what_was_told_without_versions_is_no_news_by_them_alone() -> None:
    assert not news_of((replace(record(1), version=""),), (record(1),), AT)
    assert news_of((replace(record(1), version=""),), (record(1, "另题"),), AT)


def test_of_many_the_newest_three_are_named_and_long_titles_are_cut() -> None:
    news = news_of((), [record(number, f"第{number}篇") for number in range(1, 6)], AT)
    assert words(news) == "新核验“第5篇”、新核验“第4篇”、新核验“第3篇”等 5 项"
    assert words(news_of((), [record(1, "长" * 30)], AT)) == f"新核验“{'长' * 23}…”"
