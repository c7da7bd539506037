"""What the survey asks of operations."""

from temporalio import activity

from contracts import operations as contract
from contracts.operations import Answer, EngineFound, SurveyRequest
from kit.db import Pool, transaction
from services.operations import operations
from services.operations.gateway import Engine


class Activities(contract.Operations):
    """The engine's own answer, and keeping everybody's."""

    def __init__(self, pool: Pool, engine: Engine) -> None:
        self._pool = pool
        self._engine = engine

    @activity.defn(name="operations.find_stuck")
    async def find_stuck(self, request: SurveyRequest) -> EngineFound:
        """What the engine itself knows to be stuck."""
        return await self._engine.find(request)

    @activity.defn(name="operations.keep_answer")
    async def keep_answer(self, answer: Answer) -> None:
        """Keep what was found; what is not found any more is over."""
        async with transaction(self._pool) as conn:
            await operations.keep(conn, answer)
