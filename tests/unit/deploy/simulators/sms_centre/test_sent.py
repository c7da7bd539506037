from pathlib import Path

import httpx2
import pytest

from deploy.simulators.sms_centre.sent import Sent, Sms
from deploy.simulators.sms_centre.web import create


def _sms(number: int, mobile: str = "13800001234", text: str = "【12333】您好") -> Sms:
    return Sms(id=str(number), mobile=mobile, text=text, sign="12333", at="2022-09-28T04:00:00+00:00")


def test_an_id_is_sent_once(tmp_path: Path) -> None:
    sent = Sent(tmp_path / "sent.jsonl")

    first = sent.add(_sms(1))
    second = sent.add(_sms(1, text="again"))

    assert second == first
    assert sent.to() == [first]


def test_what_was_sent_survives_the_process_even_a_line_that_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "state" / "sent.jsonl"
    sent = Sent(file)
    sent.add(_sms(1))
    sent.add(_sms(2))
    file.write_text(file.read_text()[:-20])

    after = Sent(file)

    assert after.to() == [_sms(1)]
    assert after.add(_sms(2)) == _sms(2)
    assert Sent(file).to() == [_sms(1), _sms(2)]


def test_a_number_that_ends_in_four_zeros_cannot_be_reached() -> None:
    assert (_sms(1).state, _sms(2, "13800000000").state) == ("delivered", "failed")


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    sent = Sent(tmp_path / "sent.jsonl")
    sent.add(_sms(1))
    sent.add(_sms(2, "13800000000", "<b>粗体</b>"))
    return sent


async def test_tests_ask_for_the_messages_of_a_number(sent: Sent) -> None:
    async with _browser(sent) as browser:
        one = (await browser.get("/messages", params={"mobile": "13800001234"})).json()
        everything = (await browser.get("/messages")).json()

    assert one == [
        {
            "id": "1",
            "mobile": "13800001234",
            "text": "【12333】您好",
            "sign": "12333",
            "at": "2022-09-28T04:00:00+00:00",
            "state": "delivered",
        }
    ]
    assert [message["state"] for message in everything] == ["delivered", "failed"]


async def test_people_see_the_newest_first_and_texts_stay_texts(sent: Sent) -> None:
    async with _browser(sent) as browser:
        page = (await browser.get("/")).text
        narrowed = (await browser.get("/", params={"mobile": "13800001234"})).text

    assert page.index("&lt;b&gt;") < page.index("您好")
    assert "无法送达" in page
    assert "&lt;b&gt;" not in narrowed


def _browser(sent: Sent) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(create(sent)), base_url="http://test")
