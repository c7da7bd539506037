"""A workflow in the place of an application's that asks for one thing; alone, for it runs in the sandbox."""

from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from contracts.application import TYPE, Start


@activity.defn(name="test.open_task")
async def open_task() -> None:
    """What a workflow asks for."""


@workflow.defn(name=TYPE)
class Asking:
    @workflow.run
    async def run(self, _: Start, __: None) -> None:
        await workflow.execute_activity(open_task, start_to_close_timeout=timedelta(seconds=20))
