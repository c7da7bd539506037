"""Who is asked what is stuck: one activity of each service that knows of some kinds."""

from temporalio import activity

from contracts.stuck import Found, Question


class DeclarationStuck:
    """Signatures of declaration's activities about what is stuck."""

    @activity.defn(name="declaration.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Whose period is over, and nothing followed."""
        raise NotImplementedError


class ReviewStuck:
    """Signatures of review's activities about what is stuck."""

    @activity.defn(name="review.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Which offices are late, and which of their decisions no workflow has taken."""
        raise NotImplementedError


class PaymentStuck:
    """Signatures of payment's activities about what is stuck."""

    @activity.defn(name="payment.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Which fees were paid, and no workflow has taken it."""
        raise NotImplementedError


class NotificationStuck:
    """Signatures of notification's activities about what is stuck."""

    @activity.defn(name="notification.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        """Which messages did not arrive."""
        raise NotImplementedError
