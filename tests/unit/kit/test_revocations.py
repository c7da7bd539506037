"""Ended sessions as a process knows them: told twice, late, wrongly; forgotten when they cannot matter."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from kit.bus import KEPT
from kit.clock import now
from kit.ids import new_id
from kit.revocations import Revocation, Revocations
from kit.session import LONGEST, Session

NOW = now()
ACCOUNT, OTHER = new_id(), new_id()


def a_session(*, account_id: UUID = ACCOUNT, signed_ago: timedelta = timedelta(hours=1)) -> Session:
    return Session(
        account_id=account_id,
        session_id=new_id(),
        role="clerk",
        name="张三",
        city="shaoxing",
        signed_at=NOW - signed_ago,
    )


def ended(session: Session | None = None, *, ago: timedelta = timedelta(0)) -> Revocation:
    session_id = session.session_id if session else None
    return Revocation(account_id=ACCOUNT, session_id=session_id, at=NOW - ago)


def test_one_session_ends_and_its_neighbour_does_not() -> None:
    known, session, neighbour = Revocations(), a_session(), a_session()
    known.hear(ended(session))
    assert known.cover(session)
    assert not known.cover(neighbour)


def test_everything_signed_before_ends_and_what_is_signed_after_does_not() -> None:
    known = Revocations()
    known.hear(ended())
    assert known.cover(a_session())
    assert not known.cover(a_session(account_id=OTHER))
    assert not known.cover(a_session(signed_ago=timedelta(0)))


def test_order_and_repetition_make_no_difference() -> None:
    known = Revocations()
    for told in (ended(), ended(ago=timedelta(hours=2)), ended()):
        known.hear(told)
    assert known.cover(a_session())


def test_what_would_have_ended_by_itself_is_forgotten() -> None:
    known, old, young = Revocations(), a_session(), a_session()
    known.hear(ended(old, ago=LONGEST + timedelta(hours=1)))
    known._tidied_at -= timedelta(hours=1)
    known.hear(ended(young))
    assert not known.cover(old)
    assert known.cover(young)


def test_the_broker_keeps_them_longer_than_any_session_lives() -> None:
    assert KEPT > LONGEST


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"account_id": 1, "session_id": null, "at": "2022-09-01T00:00:00+00:00"}',
        b'{"account_id": "x", "session_id": null, "at": "2022-09-01T00:00:00+00:00"}',
        json.dumps({"account_id": str(ACCOUNT), "session_id": None, "at": "2022-09-01T00:00:00"}).encode(),
        json.dumps({"account_id": str(ACCOUNT), "session_id": None, "at": "9999-01-01T00:00:00Z"}).encode(),
    ],
)
def test_a_forged_or_broken_event_is_none(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        Revocation.read(body)


def test_an_event_as_it_travels_is_understood() -> None:
    told = ended(a_session())
    body = {"account_id": str(told.account_id), "session_id": str(told.session_id), "at": told.at.isoformat()}
    assert Revocation.read(json.dumps(body).encode()) == told
