"""How a workflow asks a service: on its task queue, patiently or briefly, with the city's fair share."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import archive, declaration, documents, identity
    from contracts.case import Problem, Sealed, SealRequest
    from contracts.commands import Answer

# The world may be away for long: ask until it answers.
PATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
SHORT = timedelta(seconds=20)
# Somebody waits in front of a page: ask for a while, then say so.
BRIEF = RetryPolicy(initial_interval=timedelta(milliseconds=300), maximum_interval=timedelta(seconds=2))
BRIEF_LIMIT = timedelta(seconds=20)
AT_ONCE = 1  # before what nobody waits for, which has Temporal's usual 3
AWAY = Answer(problems=(Problem(rule="", page="", message="系统暂时繁忙，已填内容均已保存，请稍后再试。"),))

OWNERS = (
    (identity.TASK_QUEUE, identity.Identity.seal_section, "核对并封存：身份与单位"),
    (archive.TASK_QUEUE, archive.Archive.seal_section, "核对并封存：基本信息与业绩档案"),
    (declaration.TASK_QUEUE, declaration.Declaration.seal_section, "核对并封存：申报信息"),
    (documents.TASK_QUEUE, documents.Documents.seal_section, "核对并封存：证件照"),
)

Q = TypeVar("Q")
R = TypeVar("R")


async def ask(
    task_queue: str,
    method: Callable[[Any, Q], Awaitable[R]],
    request: Q,
    summary: str,
    *,
    city: str,
    limit: timedelta = SHORT,
) -> R:
    """What the service answers, however long it takes to come back."""
    return await workflow.execute_activity_method(
        method,
        request,
        task_queue=task_queue,
        start_to_close_timeout=limit,
        retry_policy=PATIENT,
        summary=summary,
        priority=Priority(fairness_key=city),
    )


async def ask_briefly(
    task_queue: str,
    method: Callable[[Any, Q], Awaitable[R]],
    request: Q,
    summary: str,
    *,
    city: str,
    limit: timedelta = BRIEF_LIMIT,
) -> R:
    """What the service answers, or an error when nobody is to wait for it any longer."""
    return await workflow.execute_activity_method(
        method,
        request,
        task_queue=task_queue,
        start_to_close_timeout=SHORT,
        schedule_to_close_timeout=limit,
        retry_policy=BRIEF,
        summary=summary,
        priority=Priority(priority_key=AT_ONCE, fairness_key=city),
    )


async def seal_sections(request: SealRequest, limit: timedelta = BRIEF_LIMIT) -> Answer:
    """Every owner checks and seals its part, side by side: the sections, or everything that is wrong."""
    sealed: list[Sealed] = await asyncio.gather(
        *(
            ask_briefly(queue, method, request, words, city=request.city, limit=limit)
            for queue, method, words in OWNERS
        )
    )
    problems = tuple(problem for part in sealed for problem in part.problems)
    applicant, _, declared, documented = sealed
    if applicant.bearer:
        problems += tuple(
            told(request)
            for part, told in ((documented, _pledged_by_another), (declared, _recommended_as_another))
            if part.bearer not in ("", applicant.bearer)
        )
    sections = tuple(part.section for part in sealed if part.section)
    return Answer(problems=problems, manifest=() if problems else sections)


def _pledged_by_another(request: SealRequest) -> Problem:
    """The pledge was signed under a name that was corrected since (A5.2)."""
    return Problem(
        rule="A5.2",
        page=f"/declarations/{request.application_id}/pledge",
        message="签署保证书时的姓名与您现在的姓名不同。请退出后重新登录，再重新签署保证书。",
    )


def _recommended_as_another(request: SealRequest) -> Problem:
    """The experts signed for a name that was corrected since (X1.1)."""
    return Problem(
        rule="X1.1",
        page=f"/declarations/{request.application_id}/experts",
        message="推荐专家签名时的申报人姓名与您现在的姓名不同。请退出后重新登录，请专家重新签署意见表，再重新保存专家意见。",
    )
