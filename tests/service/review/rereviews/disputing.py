"""An applicant asks for a re-review, as declaration tells it."""

from contracts.rereview import Enclosed, Request, ReReviewAsked
from kit.adapters import adapter
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import transaction
from kit.ids import new_id
from services.review.rereviews import operations
from tests.service.review.results.electing import Elected
from tests.service.review.world import World

REASON = "会议没有评议第二项主要业绩，附验收意见。"
ANSWER = {"finding": "upheld", "answer": "经复核评审材料和会议记录，评审程序符合规定。"}
PAGE = "/review/re-reviews"


async def asked(world: World, lost: Elected, reason: str = REASON) -> ReReviewAsked:
    cipher: FieldCipher = world.app.state.cipher
    enclosed = Enclosed(file_id=new_id(), name="验收意见.pdf", pages=2, sha256="0" * 64)
    request = adapter(Request).dump_json(Request(reason=reason, files=(enclosed,))).decode()
    event = ReReviewAsked(
        id=new_id(),
        about=lost.case.id,
        at=now(),
        application_id=lost.case.id,
        re_review_id=new_id(),
        request_encrypted=cipher.encrypt(request),
    )
    for _ in range(2):
        async with transaction(world.pool) as conn:
            await operations.take_in(conn, cipher, event)
    return event
