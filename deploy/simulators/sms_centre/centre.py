"""The centre itself: from the queue into the world, and a receipt back."""

import json

import structlog
from aio_pika.abc import AbstractRobustExchange
from pydantic import ValidationError

from deploy.simulators.sms_centre.sent import Sent, Sms
from kit import bus
from kit.adapters import adapter
from kit.clock import now
from kit.crypto import FieldCipher

log = structlog.get_logger()


class Centre:
    """Sends what it is handed, each id once, and says what became of it each time it is asked."""

    def __init__(self, sent: Sent, receipts: AbstractRobustExchange, cipher: FieldCipher) -> None:
        self._sent = sent
        self._receipts = receipts
        self._cipher = cipher

    async def take(self, _: str, body: dict[str, object]) -> None:
        """Send a message and give the receipt; what is no message is logged and left.

        One that is sealed with a key that we do not have stays with the broker: it fails, and is kept apart.
        """
        letter = json.loads(self._cipher.decrypt(str(body.get("sealed"))))
        try:
            sms = adapter(Sms).validate_python({**letter, "at": now().isoformat()})
        except ValidationError as error:
            log.warning("sms_unreadable", faults=error.error_count())
            return
        sms = self._sent.add(sms)
        receipt = {"id": sms.id, "state": sms.state, "at": sms.at}
        await bus.publish(self._receipts, "", receipt, message_id=sms.id)
        log.info("sms_sent", message_id=sms.id, state=sms.state)
