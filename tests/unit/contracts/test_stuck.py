"""What was found is counted, listed and called incomplete in one way, whoever found it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from contracts.stuck import Count, Finding, Found, Kind
from tests.fixtures.stuck import a_question

AT = datetime(2022, 9, 28, 4, tzinfo=UTC)
LATE, UNHEARD = Kind.WAITS_TOO_LONG, Kind.DECISION_NOT_DELIVERED


def a_finding(hours: int, city: str = "shaoxing", kind: Kind = LATE) -> Finding:
    """Since so many hours."""
    since = AT - timedelta(hours=hours)
    return Finding(kind=kind, city=city, case_id=None, subject_id=UUID(int=hours), party="系统", since=since)


def test_of_each_city_and_kind_the_oldest_are_listed_and_all_are_counted() -> None:
    one, two, three = (a_finding(hours) for hours in (1, 2, 3))
    other_city, other_kind = a_finding(1, city="xinhai"), a_finding(4, kind=UNHEARD)
    found = Found.of([one, other_city, three, other_kind, two], limit=2)
    assert found.findings == (other_kind, three, two, other_city)
    assert set(found.counts) == {
        Count(city="shaoxing", kind=LATE, count=3, oldest=three.since),
        Count(city="xinhai", kind=LATE, count=1, oldest=other_city.since),
        Count(city="shaoxing", kind=UNHEARD, count=1, oldest=other_kind.since),
    }
    assert len(Found.of([one, two, three]).findings) == 3


def test_an_answer_is_incomplete_when_no_more_was_read_whatever_the_city() -> None:
    read = [a_finding(1), a_finding(2), a_finding(3, city="xinhai")]
    for most, city, count, capped in (
        (4, "", 3, ()),
        (3, "", 3, (LATE,)),
        (3, "xinhai", 1, (LATE,)),
        (4, "xinhai", 1, ()),
    ):
        found = Found.answering(a_question(AT, most=most, city=city), LATE, read)
        assert (len(found.findings), sum(one.count for one in found.counts)) == (count, count)
        assert found.capped == capped, (most, city)
    few = Found.answering(a_question(AT, limit=1), LATE, read)
    assert [one.city for one in few.findings] == ["xinhai", "shaoxing"]


def test_where_many_cities_have_some_fewer_of_each_are_listed_and_none_is_left_out() -> None:
    read = [a_finding(hours, city=f"city-{hours % 3}") for hours in range(30)]
    question = a_question(AT, limit=6, room=9)
    found = Found.answering(question, LATE, read)
    assert len(found.findings) == question.room
    assert {(one.city, one.count) for one in found.counts} == {(f"city-{n}", 10) for n in range(3)}
    full = Found.answering(a_question(AT, limit=6, room=2), LATE, read)
    assert sorted(one.city for one in full.findings) == ["city-0", "city-1", "city-2"]
