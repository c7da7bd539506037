"""OPERATIONS_*."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from contracts.stuck import Kind
from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What operations needs besides what every service needs: how patient one is with each kind."""

    model_config = SettingsConfigDict(env_prefix="OPERATIONS_", frozen=True, extra="ignore")

    late_after: timedelta = timedelta(hours=1)  # a period is over, or an office's days are
    unheard_after: timedelta = timedelta(minutes=10)  # a decision or a payment, and no workflow took it
    retrying_after: timedelta = timedelta(minutes=10)
    behind_after: timedelta = timedelta(minutes=5)
    undelivered_after: timedelta = timedelta(hours=1)
    attempts: int = Field(default=5, ge=1)  # of an activity, before it counts as retrying
    survey_every: timedelta = Field(default=timedelta(minutes=1), ge=timedelta(seconds=10))
    results_within: timedelta = timedelta(seconds=10)  # of an act; longer, its page is looked at again
    temporal_ui_url: str = ""  # where operators find a case in the engine; empty: nowhere

    def patience(self) -> Mapping[Kind, timedelta]:
        """Of each kind."""
        return {
            Kind.WAITS_TOO_LONG: self.late_after,
            Kind.RETRYING: self.retrying_after,
            Kind.DECISION_NOT_DELIVERED: self.unheard_after,
            Kind.PAID_NOT_ADVANCED: self.unheard_after,
            Kind.READ_MODEL_BEHIND: self.behind_after,
            Kind.REPLAY_BROKEN: timedelta(),
            Kind.MESSAGE_UNDELIVERED: self.undelivered_after,
        }
