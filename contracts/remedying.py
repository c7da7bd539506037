"""Who is asked when operators act on a stuck case: one activity of each service that has a part in it."""

from collections.abc import Sequence
from uuid import UUID

from temporalio import activity

from contracts.application import derived_id
from contracts.declaration import Progress
from contracts.remedies import CaseResult, Code, OneCase

PROGRESS = "progress"  # the workflow's query: a `RemedyProgress`


def hold_of(act_id: UUID, case_id: UUID) -> UUID:
    """The id of the hold that an act places on a case."""
    return derived_id(case_id, "hold", act_id)


def joined(case_id: UUID, results: Sequence[CaseResult]) -> CaseResult:
    """What came of a case where several had a part in it: the first that said no, else all that was done."""
    for result in results:
        if not result.is_done:
            return result
    code = next((one.code for one in results if one.code != Code.UNCHANGED), Code.UNCHANGED)
    words = "；".join(one.words.removesuffix("。") for one in results)
    return CaseResult(case_id=case_id, is_done=True, code=code, words=f"{words}。")


class DeclarationRemedies:
    """Hold, release, extend, nudge, and the read model built again."""

    @activity.defn(name="declaration.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a case, once; what refuses it is the answer."""
        raise NotImplementedError


class ReviewRemedies:
    """Reassign, nudge."""

    @activity.defn(name="review.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a case, once; what refuses it is the answer."""
        raise NotImplementedError


class PaymentRemedies:
    """Nudge."""

    @activity.defn(name="payment.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a case, once; what refuses it is the answer."""
        raise NotImplementedError


class NotificationRemedies:
    """Redeliver."""

    @activity.defn(name="notification.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Act on a message, or on those of a case, once; what refuses it is the answer."""
        raise NotImplementedError


class WorkflowRemedies:
    """What is asked of the engine: it knows what a case was told, and can begin again where it was right."""

    @activity.defn(name="workflows.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        """Reset a case whose history the present code cannot go on with, once; or why not."""
        raise NotImplementedError

    @activity.defn(name="workflows.moves_told")
    async def moves_told(self, case_id: UUID) -> tuple[Progress, ...]:
        """What the workflow of a case told declaration, in order, as far as its histories are kept."""
        raise NotImplementedError
