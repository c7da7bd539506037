"""Yesterday's histories still run with today's code; a history of another workflow does not."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from workflows.application.workflow import Application
from workflows.authorisation.workflow import Authorisation

FOLDER = Path(__file__).parent / "histories"
RECORDED = sorted(FOLDER.glob("*.json"))
MOST_EVENTS = 400


def history(text: str) -> WorkflowHistory:
    return WorkflowHistory.from_json("recorded", text)


def replayer() -> Replayer:
    return Replayer(workflows=[Application, Authorisation], data_converter=pydantic_data_converter)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    await replayer().replay_workflow(history(path.read_text(encoding="utf-8")))


def test_a_life_without_returns_stays_within_its_events() -> None:
    text = (FOLDER / "accepted.json").read_text(encoding="utf-8")
    assert len(history(text).events) <= MOST_EVENTS


async def test_a_history_that_asks_something_else_is_noticed() -> None:
    text = (FOLDER / "accepted.json").read_text(encoding="utf-8")
    with pytest.raises(NondeterminismError):
        await replayer().replay_workflow(history(text.replace("payment.request_fee", "payment.request_fine")))


def test_there_are_histories() -> None:
    assert len(RECORDED) >= 5
