"""Ended sessions as a process knows them: told twice, late, wrongly; forgotten when they cannot matter."""

import asyncio
import json
import subprocess
import sys
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from kit import revocations
from kit.bus import KEPT
from kit.clock import now
from kit.ids import new_id
from kit.revocations import BEHIND_AFTER_SECONDS, DOUBT_AFTER_SECONDS, Revocation, Revocations
from kit.session import Session
from kit.settings import LONGEST_SESSION

NOW = now()


class Ticks:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def followed(ticks: Ticks) -> Revocations:
    """A process that knows everything, and has just heard a mark."""
    known = Revocations(ticks)
    known.begin()
    known.mark(is_current=True)
    known.hear_mark(NOW)
    return known


def a_session(*, signed_ago: timedelta = timedelta(hours=1), decides: bool = True) -> Session:
    return Session(
        account_id=new_id(),
        session_id=new_id(),
        role="clerk",
        decides=decides,
        name="张三",
        city="shaoxing",
        signed_at=NOW - signed_ago,
    )


def ended(session: Session, *, ago: timedelta = timedelta(0)) -> Revocation:
    return Revocation(session_id=session.session_id, at=NOW - ago)


def test_one_session_ends_and_its_neighbour_does_not() -> None:
    known, session, neighbour = Revocations(), a_session(), a_session()
    known.hear(ended(session))
    assert known.cover(session)
    assert not known.cover(neighbour)


def test_order_and_repetition_make_no_difference() -> None:
    known, session = Revocations(), a_session()
    for told in (ended(session), ended(session, ago=timedelta(hours=2)), ended(session)):
        known.hear(told)
    assert known.cover(session)


def test_what_would_have_ended_by_itself_is_forgotten() -> None:
    known, old, young = Revocations(), a_session(), a_session()
    known.hear(ended(old, ago=LONGEST_SESSION + timedelta(hours=1)))
    known._tidied_at -= timedelta(hours=1)
    known.hear(ended(young))
    assert not known.cover(old)
    assert known.cover(young)


def test_the_broker_keeps_them_longer_than_any_session_lives() -> None:
    assert KEPT > LONGEST_SESSION


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"session_id": 1, "at": "2022-09-01T00:00:00+00:00"}',
        b'{"session_id": "x", "at": "2022-09-01T00:00:00+00:00"}',
        b'{"session_id": null, "at": "2022-09-01T00:00:00+00:00"}',
        json.dumps({"session_id": str(new_id()), "at": "2022-09-01T00:00:00"}).encode(),
        json.dumps({"session_id": str(new_id()), "at": "9999-01-01T00:00:00Z"}).encode(),
    ],
)
def test_a_forged_or_broken_event_is_none(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        Revocation.read(body)


@pytest.mark.parametrize("wrong", [timedelta(minutes=10), timedelta(hours=23)])
def test_whose_clock_is_wrong_still_hears_that_a_session_ended(wrong: timedelta) -> None:
    told = ended(a_session(), ago=-wrong)
    body = {"session_id": str(told.session_id), "at": told.at.isoformat()}
    assert Revocation.read(json.dumps(body).encode()) == told


def test_an_event_as_it_travels_is_understood() -> None:
    told = ended(a_session())
    body = {"session_id": str(told.session_id), "at": told.at.isoformat()}
    assert Revocation.read(json.dumps(body).encode()) == told


def test_without_marks_a_process_is_behind_until_it_hears_one(followed: Revocations, ticks: Ticks) -> None:
    ticks.pass_(BEHIND_AFTER_SECONDS)
    assert followed.is_current
    ticks.pass_(1)
    assert not followed.is_current
    followed.hear_mark(NOW + timedelta(seconds=ticks.at))
    assert followed.is_current


def test_only_who_follows_shows_whether_it_is_behind(followed: Revocations) -> None:
    shown = "import prometheus_client as p, kit.revocations; print(p.generate_latest().decode())"
    only_imported = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert "python_info" in only_imported.stdout
    assert "revocations_current" not in only_imported.stdout
    assert REGISTRY.get_sample_value("revocations_current") == followed.is_current


def test_a_broker_that_came_back_is_no_relay_that_came_back(followed: Revocations, ticks: Ticks) -> None:
    followed.mark(is_current=False)
    ticks.pass_(BEHIND_AFTER_SECONDS + 1)
    followed.hear_mark(NOW - timedelta(hours=1))  # read again
    followed.mark(is_current=True)
    assert not followed.is_current


def test_who_decides_is_asked_again_after_a_minute_of_silence(followed: Revocations, ticks: Ticks) -> None:
    session = a_session()
    ticks.pass_(DOUBT_AFTER_SECONDS)
    assert not followed.doubt(session)
    ticks.pass_(1)
    assert followed.doubt(session)
    followed.hear_mark(NOW + timedelta(seconds=61))
    assert not followed.doubt(session)


def test_who_was_asked_is_believed_for_a_minute(followed: Revocations, ticks: Ticks) -> None:
    asked = a_session(signed_ago=timedelta(seconds=-100))
    ticks.pass_(155)
    assert not followed.doubt(asked)
    ticks.pass_(10)
    assert followed.doubt(asked)


def test_who_decides_nothing_is_not_asked(followed: Revocations, ticks: Ticks) -> None:
    ticks.pass_(3600)
    assert not followed.doubt(a_session(decides=False))


def test_nobody_is_asked_where_nobody_follows(ticks: Ticks) -> None:
    known = Revocations(ticks)
    ticks.pass_(3600)
    assert not known.doubt(a_session())


def test_a_clock_that_lags_behind_the_marks_is_not_asked(
    followed: Revocations, ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = timedelta(minutes=10)
    monkeypatch.setattr(revocations, "now", lambda: NOW - late)
    ticks.pass_(30)
    assert followed.time() == NOW + timedelta(seconds=30)
    monkeypatch.setattr(revocations, "now", lambda: NOW + late)
    assert followed.time() == NOW + late


def test_a_process_that_heard_no_mark_has_its_own_clock_only(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Revocations(ticks)
    known.begin()
    ticks.pass_(30)
    monkeypatch.setattr(revocations, "now", lambda: NOW - timedelta(hours=1))
    assert known.time() == NOW - timedelta(hours=1)


async def test_who_is_asked_to_stop_in_the_moment_in_which_all_is_known_stops() -> None:
    known = Revocations()
    waiting = asyncio.create_task(known.catch_up())
    for _ in range(3):
        await asyncio.sleep(0)
    known.mark(is_current=True)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
