"""The running platform as the demo finds it: addresses, passwords, the workflow engine."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from dotenv import dotenv_values
from temporalio.client import Client

from contracts.application import workflow_id
from deploy.demo.phone import Phone
from kit.temporal import connect
from workflows.settings import Settings

ADMIN, OPERATOR = "admin", "operator"


@dataclass(frozen=True)
class House:
    """One running stack, read from the `env` file in its state folder."""

    state: Path
    variables: Mapping[str, str]

    @classmethod
    def at(cls, state: Path) -> "House":
        """The stack of this folder."""
        values = dotenv_values(state / "env", interpolate=False)
        if not values:
            raise FileNotFoundError(f"no stack was brought up in {state}: run `make up` first")
        house = cls(state, {name: value or "" for name, value in values.items()})
        Phone.lies_in(house.url, state, house.sms_url)
        return house

    @property
    def url(self) -> str:
        """The gateway."""
        return self.variables["ZHICHENG_PUBLIC_URL"]

    @property
    def sms_url(self) -> str:
        """The simulated SMS centre, which shows what it sent."""
        return f"http://127.0.0.1:{self.variables['SMS_CENTRE_PORT']}"

    @property
    def channel_url(self) -> str:
        """The simulated payment channel."""
        return self.variables["PAYMENT_CHANNEL_URL"]

    def password(self, person: str) -> str:
        """The password of an assigned account: a standing one's is known, others follow from one."""
        known = self.variables.get(f"DEMO_{person}_PASSWORD".upper())
        return known or f"Zc-{_drawn(self.password(ADMIN), person)}-7"

    def case_link(self, application_id: UUID) -> str:
        """Where an operator sees the case."""
        namespace = self.variables["WORKFLOWS_TEMPORAL_NAMESPACE"]
        ui = self.variables["ZHICHENG_TEMPORAL_UI_URL"]
        return f"{ui}/namespaces/{namespace}/workflows/{workflow_id(application_id)}"

    async def temporal(self) -> Client:
        """A client of the workflow engine."""
        prefix = "WORKFLOWS_"
        values = {
            name.removeprefix(prefix).lower(): value
            for name, value in self.variables.items()
            if name.startswith(prefix)
        }
        return await connect(Settings.model_validate(values))


def _drawn(secret: str, person: str) -> str:
    return hmac.digest(secret.encode(), person.encode(), "sha256").hex()[:10]
