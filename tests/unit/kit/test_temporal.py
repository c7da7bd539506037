import base64

import pytest
from temporalio.api.common.v1 import Payload

from kit.crypto import Keys
from kit.temporal import EncryptionCodec


def codec(*numbers: int) -> EncryptionCodec:
    keys = [f"k{number}:{base64.b64encode(bytes([number]) * 32).decode()}" for number in numbers]
    return EncryptionCodec(Keys.parse(",".join(keys)))


PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'{"application_id": "secret"}')


async def test_payloads_are_unreadable_without_the_key_and_readable_with_it() -> None:
    (encrypted,) = await codec(1).encode([PLAIN])
    assert b"secret" not in encrypted.SerializeToString()
    assert await codec(1).decode([encrypted]) == [PLAIN]
    with pytest.raises(KeyError):
        await codec(2).decode([encrypted])


async def test_old_payloads_are_read_after_a_rotation() -> None:
    (encrypted,) = await codec(1).encode([PLAIN])
    assert await codec(2, 1).decode([encrypted]) == [PLAIN]


async def test_payloads_that_nobody_encrypted_pass_through() -> None:
    assert await codec(1).decode([PLAIN]) == [PLAIN]
