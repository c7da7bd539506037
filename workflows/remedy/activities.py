"""What the engine is asked: what a case was told, and to begin it again where the present code can go on."""

from uuid import UUID

from temporalio import activity
from temporalio.client import Client

from contracts.declaration import Progress
from contracts.remedies import CaseResult, OneCase
from contracts.remedying import WorkflowRemedies
from kit.temporal import reached
from workflows.remedy import resetting
from workflows.remedy.telling import moves_told


class Activities(WorkflowRemedies):
    """The engine's side of the contract."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @activity.defn(name="workflows.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Reset a case whose history the present code cannot go on with, once; or why not."""
        with reached():
            return await resetting.reset(self._client, one)

    @activity.defn(name="workflows.moves_told")
    async def moves_told(self, case_id: UUID) -> tuple[Progress, ...]:
        """What the workflow of a case told declaration, in order, as far as its histories are kept."""
        with reached():
            return await moves_told(self._client, case_id)
