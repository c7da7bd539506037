"""A workflow of before a submission is given the command again, and takes none but that."""

from dataclasses import replace
from uuid import UUID

import pytest

from cli.retelling import is_obeyed, submitted
from contracts.application import Status
from contracts.commands import Command
from kit.ids import new_id
from tests.workflow.fakes import World
from tests.workflow.life import Life


async def _again(life: Life, command: Command, update: str = "submit") -> bool:
    return await is_obeyed(life.env.client, life.start.application_id, update, command)


async def test_what_declaration_has_as_submitted_is_submitted_once(life: Life, world: World) -> None:
    other = await Life.begin(life.env, world)  # what a workflow that was not lost made of it
    await other.submit()
    shown = (await other.until_status(Status.EXAMINING)).sections
    world.looks = "other"  # the services were restored as well, and have forgotten
    command = Command(id=new_id(), previewed=submitted(shown, 1), is_again=True)
    assert await _again(life, command)
    case = await life.until_status(Status.EXAMINING)
    assert [ref.sha256 for ref in submitted(case.sections, 1)] == [ref.sha256 for ref in command.previewed]
    assert await _again(life, command)  # told twice it is told once
    assert not await _again(life, replace(command, id=new_id()))
    assert (await life.case()).round == 1


async def test_an_applicant_submits_nothing_but_what_was_shown(life: Life, world: World) -> None:
    other = await Life.begin(life.env, world)
    await other.submit()
    shown = (await other.until_status(Status.EXAMINING)).sections
    world.looks = "other"
    assert not await _again(life, Command(id=new_id(), previewed=submitted(shown, 1)))
    assert (await life.case()).status is Status.DRAFTING


@pytest.mark.parametrize("case_id", [None, UUID(int=1)])
async def test_a_withdrawal_ends_what_there_is(life: Life, case_id: UUID | None) -> None:
    is_there = case_id is None
    found = case_id or life.start.application_id
    assert await is_obeyed(life.env.client, found, "withdraw", Command(id=new_id())) is is_there
    assert (await life.case()).status is (Status.WITHDRAWN if is_there else Status.DRAFTING)
