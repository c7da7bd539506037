"""Asking a register, signed and sealed; what is not signed, fresh and of this person is not believed."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Mapping
from hmac import compare_digest
from http import HTTPStatus
from typing import Any

import httpx2
import structlog
from cryptography.exceptions import InvalidTag

from contracts.registers import RECORDS, Record, Register
from kit.adapters import adapter
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import without_connection
from kit.ids import new_id
from kit.outside import authorities
from services.identity.settings import Settings

TOLERANCE_SECONDS = 300
MOST_BYTES = 4 * 1024 * 1024

log = structlog.get_logger()


class Away(Exception):
    """No answer, or not in time."""


class Unbelievable(Exception):
    """An answer that is forged, old, of another question, about somebody else, or no answer at all."""


class Registers:
    """The registers, under one platform's name."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.registers_url
        self._client_id = settings.registers_client_id
        self._seconds = settings.registers_seconds
        self._cipher = FieldCipher(
            settings.registers_keys.get_secret_value(),
            fingerprint_key=settings.registers_signing_key.get_secret_value(),
        )

    async def photo(self, *, name: str, id_number: str) -> bytes | None:
        """The photo on the ID card, or none; what it is, is looked at where photos are."""
        found = await self._ask(Register.PHOTO, name, id_number)
        try:
            return None if found is None else b64decode(found["photo"], validate=True)
        except (KeyError, ValueError, TypeError) as error:
            raise _unbelievable(Register.PHOTO, "content") from error

    async def record(self, register: Register, *, name: str, id_number: str) -> Record | None:
        """What a register has in words about somebody, or none."""
        found = await self._ask(register, name, id_number)
        try:
            return None if found is None else adapter(RECORDS[register]).validate_python(found)
        except ValueError as error:
            raise _unbelievable(register, "content") from error

    async def _ask(self, register: Register, name: str, id_number: str) -> Mapping[str, Any] | None:
        without_connection("asking a register")
        path, nonce, stamp = f"/v1/{register}", new_id().hex, int(now().timestamp())
        sealed = self._cipher.encrypt(json.dumps({"name": name, "id_number": id_number}))
        body = json.dumps({"nonce": nonce, "sealed": sealed})
        headers = {
            "content-type": "application/json",
            "x-client-id": self._client_id,
            "x-timestamp": str(stamp),
            "x-signature": self._cipher.fingerprint(f"POST\n{path}\n{stamp}\n{body}"),
        }
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx2.AsyncClient(base_url=self._url, verify=authorities()) as client,
                client.stream("POST", path, content=body, headers=headers) as answer,
            ):
                if answer.status_code != HTTPStatus.OK:
                    log.warning("register_away", register=register, status=answer.status_code)
                    raise Away
                text = await _read(register, answer)
        except (httpx2.HTTPError, OSError) as error:  # a timeout is one of the latter
            log.warning("register_away", register=register, error=type(error).__name__)
            raise Away from error
        subject = self._cipher.fingerprint(f"{nonce}\n{name}\n{id_number}")
        try:
            return self._believed(register, answer.headers, text, nonce=nonce, subject=subject)
        except (ValueError, KeyError, TypeError, InvalidTag) as error:
            raise _unbelievable(register, "form") from error

    def _believed(
        self, register: Register, headers: Mapping[str, str], text: str, *, nonce: str, subject: str
    ) -> Mapping[str, Any] | None:
        """What an answer says, once it is sure who says it, when, and about whom."""
        stamp = headers.get("x-timestamp", "")
        signature = self._cipher.fingerprint(f"{int(HTTPStatus.OK)}\n{stamp}\n{text}")
        if not compare_digest(signature.encode(), headers.get("x-signature", "").encode()):
            raise _unbelievable(register, "signature")
        if abs(now().timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            raise _unbelievable(register, "time")
        told = json.loads(text)
        if told["nonce"] != nonce:
            raise _unbelievable(register, "nonce")
        if told["subject"] != subject:
            raise _unbelievable(register, "subject")
        if not told["content"]:
            return None
        found: Mapping[str, Any] = json.loads(self._cipher.decrypt(told["content"]))
        return found


async def _read(register: Register, answer: httpx2.Response) -> str:
    data = bytearray()
    async for piece in answer.aiter_bytes():
        data += piece
        if len(data) > MOST_BYTES:
            raise _unbelievable(register, "size")
    return data.decode(errors="replace")


def _unbelievable(register: Register, why: str) -> Unbelievable:
    """Nobody's data is in the log, only what was wrong."""
    log.error("register_answer_refused", register=register, why=why)
    return Unbelievable(why)
