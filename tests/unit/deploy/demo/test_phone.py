"""The demo's people read a code off their phone as people do: the one that just came."""

import asyncio
from pathlib import Path

from deploy.demo.phone import Phone, sent_code
from deploy.simulators.sms_centre.sent import Sent, Sms
from deploy.simulators.sms_centre.web import create
from tests.fixtures.running import listening, serving, url_of

SITE, MOBILE = "http://a.site", "13800001234"


def sms(code: str) -> Sms:
    text = f"【12333】验证码 {code}，10 分钟内有效。"
    return Sms(id=code, mobile=MOBILE, text=text, sign="12333", at="2022-09-28T04:00:00+00:00")


async def test_a_code_that_was_typed_before_is_not_taken_for_the_one_that_is_on_its_way(
    tmp_path: Path,
) -> None:
    sent, own = Sent(tmp_path / "sent.jsonl"), listening()
    Phone.lies_in(SITE, tmp_path, url_of(own))
    async with serving(create(sent), own):
        sent.add(sms("111111"))
        assert await sent_code(SITE, MOBILE) == "111111"
        asked = asyncio.create_task(sent_code(SITE, MOBILE))
        done, _ = await asyncio.wait([asked], timeout=0.5)
        assert not done
        sent.add(sms("222222"))
        assert await asked == "222222"
