"""What an applicant did and no event tells is read from the timeline and the sealed sections."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.retelling import next_command, submitted
from contracts.application import Status, Turn
from contracts.case import Manifest, Role, SectionRef
from kit.ids import new_id
from services.declaration.drafting.domain.declarations import Record
from services.declaration.progress.domain.records import Move
from workflows.application.domain import Case

AT = datetime(2026, 3, 1, tzinfo=UTC)
TURN = Turn(who=Role.APPLICANT, name="", why="", since=AT, until=None, is_provisional=False)
PARTS = ("identity", "archive", "declaration", "documents")


def sections(*names: str) -> Manifest:
    return tuple(SectionRef(name=name, key=f"{n}", sha256=f"{n}") for n, name in enumerate(names))


TWICE = sections(*PARTS, "submission-1", "publicity-sheet-1", "decision-1-employer", *PARTS, "submission-2")


def a_record(manifest: Manifest) -> Record:
    return Record(
        id=new_id(),
        city="shaoxing",
        person_id=new_id(),
        employer_id=new_id(),
        plan="2022-engineer",
        plan_version="v1",
        started_at=AT,
        closes_at=AT + timedelta(days=60),
        status=Status.EXAMINING,
        stage="employer",
        round=2,
        position=4,
        turn=TURN,
        sections=manifest,
    )


def moves(*events: str) -> list[Move]:
    return [
        Move(
            position=number,
            at=AT + timedelta(days=number),
            event=event,
            status=Status.EXAMINING,
            stage="",
            round=0,
            turn=TURN,
        )
        for number, event in enumerate(events, 1)
    ]


def a_case(**known: Any) -> Case:
    return Case(since=AT, **known)


def test_the_very_sections_of_a_round_are_submitted_again() -> None:
    told = moves("started", "submitted", "returned", "held", "submitted")
    asked = next_command(a_case(position=3, round=1), a_record(TWICE), told)
    assert asked is not None
    update, command = asked
    assert (update, command.previewed, command.at) == ("submit", TWICE[-5:-1], AT + timedelta(days=5))
    assert command.is_again


def test_a_withdrawal_is_asked_again() -> None:
    asked = next_command(a_case(position=1), a_record(()), moves("started", "withdrawn"))
    assert asked is not None
    assert asked[0] == "withdraw"


@pytest.mark.parametrize(
    ("position", "events"),
    [(2, ("started", "submitted")), (1, ("started", "reminded")), (1, ("started", "passed", "submitted"))],
)
def test_what_an_office_or_nobody_did_is_not_asked(position: int, events: tuple[str, ...]) -> None:
    assert next_command(a_case(position=position), a_record(TWICE), moves(*events)) is None


@pytest.mark.parametrize(
    ("manifest", "number", "found"),
    [
        (TWICE, 1, TWICE[:4]),
        (TWICE, 2, TWICE[-5:-1]),
        (TWICE, 3, ()),
        (sections("archive", "declaration", "documents", "submission-1"), 1, ()),
        ((), 1, ()),
    ],
)
def test_only_whole_submissions_are_found(manifest: Manifest, number: int, found: Manifest) -> None:
    assert submitted(manifest, number) == found
