"""Yesterday's histories run with today's code; one of another workflow, or of another table, does not."""

from dataclasses import replace
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from contracts.application import Status
from contracts.case import Role
from tests.unit.workflows.application.cases import CHARGING, EMPLOYER, a_stop
from tests.unit.workflows.application.events import a_life
from workflows.application.rows import Ask
from workflows.application.table import TABLE
from workflows.kinds import WORKFLOWS
from workflows.kinds import replayer as replayer_of

FOLDER = Path(__file__).parent / "histories"
RECORDED = sorted(FOLDER.glob("*.json"))
STOPS = (
    a_stop("employer", Role.EMPLOYER, *EMPLOYER),
    a_stop("department", Role.DEPARTMENT),
    a_stop("hr", Role.HR),
    a_stop("committee", Role.COMMITTEE, *CHARGING),
)


def history(name: str) -> WorkflowHistory:
    return WorkflowHistory.from_json("recorded", (FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def replayer() -> Replayer:
    return replayer_of(pydantic_data_converter)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    await replayer().replay_workflow(history(path.stem))


def test_every_workflow_has_a_history() -> None:
    names = {
        history(path.stem).events[0].workflow_execution_started_event_attributes.workflow_type.name
        for path in RECORDED
    }
    assert names == {workflow.__name__ for workflow in WORKFLOWS}


def test_what_is_computed_from_the_table_is_what_is_recorded() -> None:
    """An upper bound, and not far from the truth: results that come together share a workflow task."""
    for name, returned_at in (("accepted", ()), ("returned_and_accepted", (1,))):
        computed = a_life(STOPS, returned_at).runs
        recorded = [len(history(f"{name}_{number}").events) for number in range(1, len(computed) + 1)]
        assert not (FOLDER / f"{name}_{len(computed) + 1}.json").exists()
        for most, events in zip(computed, recorded, strict=True):
            assert 0.75 * most <= events <= most


async def test_a_history_that_asks_something_else_is_noticed() -> None:
    text = (FOLDER / "accepted_2.json").read_text(encoding="utf-8")
    changed = text.replace("payment.request_fee", "payment.request_fine")
    with pytest.raises(NondeterminismError):
        await replayer().replay_workflow(WorkflowHistory.from_json("recorded", changed))


async def test_a_row_that_asks_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of the sandbox, which would read the table anew."""
    changed = replace(TABLE[Status.PAID], asks=((Ask.SEAL_SETTLEMENT,), (Ask.RENDER_FORM,)), then=())
    outside = replayer_of(pydantic_data_converter, workflow_runner=UnsandboxedWorkflowRunner())
    await outside.replay_workflow(history("accepted_2"))
    monkeypatch.setitem(TABLE, Status.PAID, changed)
    with pytest.raises(NondeterminismError):
        await outside.replay_workflow(history("accepted_2"))
