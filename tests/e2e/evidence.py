"""What whole-platform tests look at from outside: histories in the clear, text messages, the case file."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from temporalio.api.common.v1 import Payload

from contracts.application import workflow_id
from deploy.demo.house import House
from deploy.demo.journey import Journey

PATIENCE_SECONDS = 90
CHECKOUT = Path(__file__).parents[2]


async def text_messages(house: House, mobile: str, *, at_least: int, saying: str = "") -> list[str]:
    """The texts that the simulated SMS centre sent to a number, those that say this."""
    async with httpx2.AsyncClient(base_url=house.sms_url) as client, asyncio.timeout(PATIENCE_SECONDS):
        while True:
            wanted = {"mobile": mobile}
            answer = await client.get("/messages", params=wanted, headers={"accept": "application/json"})
            texts = [message["text"] for message in answer.json() if saying in message["text"]]
            if len(texts) >= at_least:
                return texts
            await asyncio.sleep(0.3)


async def histories(journey: Journey) -> list[str]:
    """Every payload of the histories of all runs of the application, decrypted."""
    codec = journey.client.data_converter.payload_codec
    assert codec is not None
    texts = []
    async for run in journey.client.list_workflows(f"WorkflowId = '{workflow_id(journey.application_id)}'"):
        handle = journey.client.get_workflow_handle(run.id, run_id=run.run_id)
        async for event in handle.fetch_history_events():
            decoded = await codec.decode(_payloads(event))
            texts += [payload.data.decode(errors="replace") for payload in decoded]
            texts.append(str(event))
    return texts


def _payloads(message: object) -> list[Payload]:
    """All payloads anywhere inside a protobuf message."""
    if isinstance(message, Payload):
        return [message]
    found: list[Payload] = []
    for field, value in getattr(message, "ListFields", list)():
        if field.message_type is None:
            continue
        many = value.values() if hasattr(value, "values") else value
        for one in many if hasattr(many, "__iter__") else [value]:
            found += _payloads(one)
    return found


def verify(house: House, application_id: UUID) -> bool:
    """Whether `zhicheng case verify` finds the sealed file whole."""
    return bool(verified(house, application_id)["ok"])


def verified(house: House, application_id: UUID) -> dict[str, Any]:
    """What `zhicheng case verify` says of the sealed file."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "case", "verify", str(application_id), "--json"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**house.variables, "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
