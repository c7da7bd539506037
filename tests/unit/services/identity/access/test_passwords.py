import asyncio
import os
import threading
from base64 import b64encode

from kit.crypto import FieldCipher
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.passwords import NICENESS, Passwords
from services.identity.settings import Settings

SECONDS = 60
PASSWORD = "Zc-0123456789-7"
CIPHER = FieldCipher(f"one:{b64encode(bytes(32)).decode()}")


class Gated(Passwords):
    """Whoever says "slow" is looked at until the gate opens."""

    def __init__(self) -> None:
        super().__init__(
            Settings.model_construct(
                password_time_cost=1, password_memory_kib=8, password_parallelism=1, password_threads=2
            )
        )
        self.gate = threading.Event()

    def _verify(self, stored: str, password: str) -> bool:
        if password == "slow":
            self.gate.wait(SECONDS)
        return super()._verify(stored, password)


async def test_a_stored_password_costs_what_rfc_9106_recommends() -> None:
    fields = Settings.model_fields.items()
    given = {name: field.default for name, field in fields if name.startswith("password")}
    passwords, visitor = Passwords(Settings.model_construct(**given)), Visitor.at("10.0.0.1", CIPHER)
    stored = await passwords.hash(PASSWORD, visitor)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.verify(stored, PASSWORD, visitor)


async def test_one_address_with_many_passwords_keeps_nobody_else_waiting() -> None:
    passwords = Gated()
    many, other = (Visitor.at(address, CIPHER) for address in ("10.0.0.1", "10.0.0.2"))
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as group:
        tries = [group.create_task(passwords.verify(None, "slow", many)) for _ in range(16)]
        await asyncio.sleep(0)
        stored = await passwords.hash(PASSWORD, other)
        assert await passwords.verify(stored, PASSWORD, other)
        assert not any(one.done() for one in tries)
        passwords.gate.set()
    assert not any(one.result() for one in tries)


class Weighed(Gated):
    """Notes how willingly each look at a password gives way."""

    def __init__(self) -> None:
        super().__init__()
        self.niceness: list[int] = []

    def _verify(self, stored: str, password: str) -> bool:
        self.niceness.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return super()._verify(stored, password)


async def test_who_is_signing_in_goes_before_who_changes_a_password() -> None:
    passwords, visitor = Weighed(), Visitor.at("10.0.0.1", CIPHER)
    ours = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    for to_sign_in in (False, True, False, True):
        await passwords.verify(None, PASSWORD, visitor, to_sign_in=to_sign_in)
    gives_way = min(ours + NICENESS, 19)
    assert passwords.niceness == [gives_way, ours, gives_way, ours]
