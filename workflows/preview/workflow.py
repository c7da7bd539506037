"""One preview: a workflow of its own, so that looking at a page adds nothing to the history of a case."""

from temporalio import workflow
from temporalio.common import VersioningBehavior
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from contracts import preview as contract
    from contracts.case import SealRequest
    from contracts.commands import Answer
    from workflows.asking import AWAY, seal_sections


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Preview:
    """Drafts of all sections, or everything that stands against a submission."""

    @workflow.run
    async def run(self, request: SealRequest) -> Answer:
        """Ask every owner once."""
        try:
            return await seal_sections(request)
        except ActivityError:
            workflow.logger.warning("preview_waited_in_vain")
            return AWAY
