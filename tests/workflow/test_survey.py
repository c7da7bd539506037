"""A survey asks everybody, compares what the engine says with what people are shown, and waits for nobody."""

import pytest
from temporalio.testing import WorkflowEnvironment

from contracts.operations import Source
from tests.workflow.surveys import KINDS, Operations, found, surveyed


async def test_everybody_s_answer_is_kept(env: WorkflowEnvironment) -> None:
    operations = Operations()
    await surveyed(env, operations)
    assert operations.kept == {source: found(kind) for source, kind in KINDS.items()}


@pytest.mark.parametrize("silent", ["review", "payment", "notification"])
async def test_who_does_not_answer_is_noted_and_holds_up_nobody(
    env: WorkflowEnvironment, silent: str
) -> None:
    operations = Operations()
    await surveyed(env, operations, [silent])
    assert operations.kept == {
        source: None if source == silent else found(kind) for source, kind in KINDS.items()
    }


async def test_without_the_engine_nothing_is_compared(env: WorkflowEnvironment) -> None:
    operations = Operations(is_away=True)
    await surveyed(env, operations)
    assert {source for source, answer in operations.kept.items() if answer is None} == {
        Source.ENGINE,
        Source.READ_MODEL,
    }
