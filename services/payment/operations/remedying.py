"""What operators do about a case that paid and does not go on: it is told again."""

from dataclasses import asdict

from contracts.events import LISTENERS
from contracts.remedies import CaseResult, OneCase
from kit import acts, outbox
from kit.acts import Unneeded
from kit.bus import topics_of
from kit.crypto import FieldCipher
from kit.db import Connection, Pool


class Remedies:
    """The act that is payment's part."""

    def __init__(self, pool: Pool, cipher: FieldCipher) -> None:
        self._pool = pool
        self._cipher = cipher

    async def remedy(self, one: OneCase) -> CaseResult:
        """Do it once."""

        async def tell_again(conn: Connection) -> str:
            number = await outbox.tell_again(conn, one.case_id, topics_of(LISTENERS, "workflows"))
            if not number:
                raise Unneeded("payment：0 个事件将重新发送")
            return f"payment：{number} 个事件将重新发送"

        outcome = await acts.once(self._pool, self._cipher, one, one.case_id, tell_again)
        return CaseResult(case_id=one.case_id, **asdict(outcome))
