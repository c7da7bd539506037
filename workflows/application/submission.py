"""What a submission asks: every owner seals its part, and nothing is taken that was not shown.

A press is worked on for as long as a draft outlives its deadline, though its page waits for seconds only:
given up and pressed again, a queue of hundreds would only grow.
"""

import asyncio
from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import declaration, identity
    from contracts.application import Start
    from contracts.case import Manifest, RouteRequest, SealRequest, SectionRef, Stop
    from contracts.commands import Answer, Command
    from workflows.application.domain import Case
    from workflows.application.table import ON_ITS_WAY
    from workflows.asking import ask_briefly, seal_sections


async def submit(case: Case, command: Command, start: Start) -> tuple[Answer, Case]:
    """The answer, and the case with what was sealed for good and the offices on its way."""
    number = case.round + 1
    request = SealRequest(
        application_id=start.application_id,
        person_id=start.person_id,
        employer_id=start.employer_id,
        city=start.city,
        plan=start.plan,
        round=number,
        terms=start.terms,
    )
    # After a restore an owner may have forgotten what the sealed sections still say.
    sealed = Answer(manifest=command.previewed)
    answer = sealed if command.is_again else await seal_sections(request, ON_ITS_WAY)
    if answer.problems:
        return answer, case
    if command.previewed and _digests(command.previewed) != _digests(answer.manifest):
        return replace(answer, is_changed=True), case
    listed, stops = await asyncio.gather(
        _seal_manifest(start, number, answer.manifest, case.head), _route(case, start)
    )
    for section in answer.manifest:
        case = case.with_section(section, is_chained=False)
    return answer, replace(case.with_section(listed, is_chained=True), stops=stops, submitted=command.id)


def _digests(sections: Manifest) -> set[str]:
    return {section.sha256 for section in sections}


async def _seal_manifest(start: Start, number: int, sections: Manifest, previous: str) -> SectionRef:
    """The link of the chain that covers this round's sections."""
    request = declaration.SealManifest(
        application_id=start.application_id, round=number, sections=sections, previous=previous
    )
    return await ask_briefly(
        declaration.TASK_QUEUE,
        declaration.Declaration.seal_manifest,
        request,
        f"封存第{number}次提交的目录",
        city=start.city,
        limit=ON_ITS_WAY,
    )


async def _route(case: Case, start: Start) -> tuple[Stop, ...]:
    """The offices of this case, in order, with their duties; frozen at the first submission."""
    if case.stops:
        return case.stops
    request = RouteRequest(
        application_id=start.application_id,
        employer_id=start.employer_id,
        city=start.city,
        plan=start.plan,
        terms=start.terms,
    )
    route = await ask_briefly(
        identity.TASK_QUEUE,
        identity.Identity.resolve_route,
        request,
        "确定审查路线",
        city=start.city,
        limit=ON_ITS_WAY,
    )
    return route.stops
