"""The registers' addresses."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Any

from cryptography.exceptions import InvalidTag
from fastapi import FastAPI, Request, Response

from deploy.simulators.registers.book import REGISTERS
from deploy.simulators.registers.settings import Settings
from kit.clock import now
from kit.crypto import FieldCipher
from kit.ids import new_id

TOLERANCE_SECONDS = 300
LONG = 30
OLD = timedelta(hours=1)


class Spoilt(StrEnum):
    """What may be wrong with an answer, for drills."""

    AWAY = "away"  # the register is out of order
    SLOW = "slow"  # it answers in half a minute
    FORGED = "forged"  # not its signature
    STALE = "stale"  # signed an hour ago
    REPLAYED = "replayed"  # the answer to another question
    ANOTHER = "another"  # about another person
    MALFORMED = "malformed"  # signed nonsense
    UNSEALED = "unsealed"  # sealed with a key that nobody agreed on


class Desk:
    """Answers the one platform that may ask; each question once."""

    def __init__(self, settings: Settings) -> None:
        self._client_id = settings.client_id
        self._cipher = FieldCipher(
            settings.keys.get_secret_value(), fingerprint_key=settings.signing_key.get_secret_value()
        )
        self._answered: set[str] = set()
        self.fault: Spoilt | None = None

    def read(self, request: Request, body: str, at: datetime) -> dict[str, Any] | None:
        """What is asked, once it is sure who asks, now, and for the first time."""
        stamp = request.headers.get("x-timestamp", "")
        signed = self._cipher.fingerprint(f"{request.method}\n{request.url.path}\n{stamp}\n{body}")
        is_client = request.headers.get("x-client-id") == self._client_id
        if not is_client or not compare_digest(signed, request.headers.get("x-signature", "")):
            return None
        asked: dict[str, Any] = json.loads(body)
        if abs(at.timestamp() - int(stamp)) > TOLERANCE_SECONDS or asked["nonce"] in self._answered:
            return None
        self._answered.add(asked["nonce"])
        try:
            return {**asked, **json.loads(self._cipher.decrypt(asked["sealed"]))}
        except InvalidTag:
            return None

    async def answer(self, register: str, asked: dict[str, Any]) -> Response:
        """What is known, or nothing, spoiled if that was asked for."""
        fault, self.fault = self.fault, None
        if fault is Spoilt.AWAY:
            return Response(status_code=503)
        if fault is Spoilt.SLOW:
            await asyncio.sleep(LONG)
        found = await asyncio.to_thread(REGISTERS[register], asked["id_number"])
        content = "" if found is None else self._cipher.encrypt(json.dumps(found))
        if fault is Spoilt.UNSEALED:
            content = content[:-8] + "AAAAAAA="
        who = f"{asked['name']}\n{'another' if fault is Spoilt.ANOTHER else asked['id_number']}"
        nonce = new_id().hex if fault is Spoilt.REPLAYED else asked["nonce"]
        told = {
            "nonce": nonce,
            "subject": self._cipher.fingerprint(f"{nonce}\n{who}"),
            "content": content,
        }
        body = "[nonsense" if fault is Spoilt.MALFORMED else json.dumps(told)
        stamp = int((now() - (OLD if fault is Spoilt.STALE else timedelta())).timestamp())
        signature = self._cipher.fingerprint(f"200\n{stamp}\n{body}")
        if fault is Spoilt.FORGED:
            signature = signature[::-1]
        headers = {"x-timestamp": str(stamp), "x-signature": signature}
        return Response(body, 200, headers, "application/json")


@dataclass(frozen=True)
class Registers:
    """The app, and the desk behind it."""

    app: FastAPI
    desk: Desk


def create(settings: Settings) -> Registers:
    """Wire the addresses."""
    app = FastAPI(title="registers", docs_url=None, redoc_url=None, openapi_url=None)
    desk = Desk(settings)

    @app.post("/v1/{register}")
    async def ask(register: str, request: Request) -> Response:
        asked = desk.read(request, (await request.body()).decode(), now())
        if asked is None or register not in REGISTERS:
            return Response(status_code=401 if asked is None else 404)
        return await desk.answer(register, asked)

    @app.post("/drills/{fault}", status_code=204)
    async def drill(fault: Spoilt) -> None:
        desk.fault = fault

    return Registers(app, desk)
