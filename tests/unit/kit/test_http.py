"""The app that every API is: who may, what is too much, what is said when something is wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated
from urllib.parse import urljoin

import httpx2
import pytest
from fastapi import APIRouter, Depends, Form, Request
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from starlette import requests
from starlette.types import Message, Receive

from kit.arrival import Bodies
from kit.blobs import NotStored
from kit.clock import now
from kit.errors import Fault, Invalid, NotFound, Unavailable
from kit.http import create_app
from kit.ids import new_id
from kit.lanes import Lanes, TooMany
from kit.reference import typed_stem
from kit.revocations import Revocation, Revocations
from kit.session import ALGORITHM, COOKIE, Anyone, Session, read_token, require
from kit.web.assets import ASK_AGAIN, FOR_EVER, edition, static

KEY = OKPKey.generate_key("Ed25519", {"kid": "t", "use": "sig"})
OTHER = OKPKey.generate_key("Ed25519", {"kid": "t", "use": "sig"})
Clerk = Annotated[Session, Depends(require("clerk"))]
PAGE = {"accept": "text/html"}
router = APIRouter()


@router.get("/open")
async def open_to_all(request: Request, _: Anyone) -> dict[str, str]:
    return {"id": request.state.request_id}


@router.get("/desk")
async def desk(who: Clerk) -> dict[str, str]:
    return {"role": who.role}


@router.post("/desk/notes")
async def say_at_desk(who: Clerk, text: Annotated[str, Form()]) -> dict[str, str]:
    return {"role": who.role, "text": text}


@router.post("/say")
async def say(_: Anyone, text: Annotated[str, Form()]) -> dict[str, int]:
    return {"length": len(text)}


@router.get("/wrong/{kind}")
async def wrong(_: Anyone, kind: str) -> None:
    if kind == "invalid":
        name, age = Fault(field="name", message="请填写姓名"), Fault(field="age", message="请填写年龄")
        raise Invalid(faults=[name, age])
    if kind == "missing":
        raise NotFound
    if kind == "away":
        raise Unavailable
    if kind == "full":
        raise NotStored from OSError("no space left on device")
    if kind == "disk":
        raise OSError(ENOSPC, "No space left on device")
    raise KeyError(kind)


@pytest.fixture
def client() -> Iterator[TestClient]:
    keys = json.dumps({"keys": [KEY.as_dict(private=False)]})
    app = create_app(
        "test",
        [router],
        settings=SimpleNamespace(  # type: ignore[arg-type]  # all that the app reads
            session_keys=keys,
            public_url="http://testserver",
            requests_per_address=2,
            cities=Path("no-cities"),
            requests_per_second=100,
            field_cipher=lambda: None,
        ),
        state={"pool": None},
        bodies=Bodies(most=1000, patience=0.05),
    )
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def token(role: str, *, key: OKPKey = KEY, lasts: timedelta = timedelta(hours=1)) -> dict[str, str]:
    session = Session(
        account_id=new_id(), session_id=new_id(), role=role, name="张三", city="shaoxing", signed_at=now()
    )
    claims = {**session.claims(), "exp": int((now() + lasts).timestamp())}
    signed = jwt.encode({"alg": ALGORITHM, "kid": "t"}, claims, key, algorithms=[ALGORITHM])
    return {"cookie": f"{COOKIE}={signed}"}


def test_a_guest_is_sent_to_sign_in_and_comes_back(client: TestClient) -> None:
    answer = client.get("/desk?page=2", headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/desk%3Fpage%3D2"
    assert client.get("/desk").status_code == 401


def test_a_signed_session_opens_its_role_and_no_other(client: TestClient) -> None:
    assert client.get("/desk", headers=token("clerk")).json() == {"role": "clerk"}
    assert client.get("/desk", headers=token("applicant")).status_code == 403


@pytest.mark.parametrize(
    "headers", [token("clerk", key=OTHER), token("clerk", lasts=timedelta(hours=-1))], ids=["forged", "old"]
)
def test_a_forged_or_old_session_is_none(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get("/desk", headers=headers).status_code == 401


@pytest.mark.parametrize("is_ended", [True, False])
async def test_a_session_that_ended_while_the_body_came_is_none(
    client: TestClient, *, is_ended: bool
) -> None:
    headers = token("clerk")
    session = read_token(headers["cookie"].partition("=")[2], KeySet([KEY]))
    assert session

    async def body() -> AsyncIterator[bytes]:
        yield b"text="
        if is_ended:
            known: Revocations = client.app.state.revocations  # type: ignore[attr-defined]
            known.hear(Revocation(session_id=session.session_id, at=now()))
        yield b"a"

    transport = httpx2.ASGITransport(client.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as browser:
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = await browser.post("/desk/notes", content=body(), headers={**headers, **form})
    assert answer.status_code == (401 if is_ended else 200)


def test_a_session_is_over_by_the_clock_of_the_marks(client: TestClient) -> None:
    headers = token("clerk", lasts=timedelta(minutes=5))
    assert client.get("/desk", headers=headers).status_code == 200
    known: Revocations = client.app.state.revocations  # type: ignore[attr-defined]
    known.mark(is_current=True)
    known.hear_mark(now() + timedelta(minutes=5))
    assert client.get("/desk", headers=headers).status_code == 401


def test_a_token_without_signature_is_none(client: TestClient) -> None:
    head, body, _ = token("clerk")["cookie"].split(".")
    assert client.get("/desk", headers={"cookie": f"{head}.{body}."}).status_code == 401
    assert KeySet([KEY]) is not None


def test_an_error_page_leads_to_the_page_from_which_somebody_came(client: TestClient) -> None:
    came_from = PAGE | {"referer": "http://testserver/open?of=2"}
    answer = client.post("/say", data={}, headers=came_from)
    assert answer.status_code == 422
    assert 'href="/open?of=2"' in answer.text
    assert 'href="/desk"' in client.post("/desk", headers=PAGE).text  # a form that is no longer there
    assert 'href="/open"' in client.get("/open/nothing", headers=PAGE).text
    for referer in ("https://evil.example/open", "http://testserver/say", "http://["):
        answer = client.get("/wrong/missing", headers=PAGE | {"referer": referer})
        assert answer.status_code == 404
        assert "重新打开刚才的页面" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_changes_from_another_site_are_refused(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/say", data={"text": "a"}, headers=headers).status_code == status


def test_a_body_that_is_too_large_is_refused_in_plain_words(client: TestClient) -> None:
    answer = client.post("/say", data={"text": "x" * 2000}, headers=PAGE)
    assert answer.status_code == 413
    assert "过大" in answer.text


def test_a_body_that_hides_its_size_is_refused_too(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"text="
        for _ in range(50):
            yield b"x" * 100

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/say", content=chunks(), headers=headers).status_code == 413


def test_everything_that_is_wrong_is_told_at_once(client: TestClient) -> None:
    answer = client.get("/wrong/invalid")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["field"] for fault in answer.json()["errors"]] == ["name", "age"]
    page = client.get("/wrong/invalid", headers=PAGE)
    assert "请填写姓名" in page.text
    assert "请填写年龄" in page.text


@pytest.mark.parametrize(("kind", "status"), [("missing", 404), ("away", 503), ("disk", 503), ("bug", 500)])
def test_each_kind_of_no_has_its_status_and_a_number_to_tell(
    client: TestClient, kind: str, status: int
) -> None:
    answer = client.get(f"/wrong/{kind}", headers=PAGE)
    assert answer.status_code == status
    number = answer.headers["x-request-id"]
    assert typed_stem(number) is not None
    assert f'编号 <span class="zc-code">{number}</span>' in answer.text
    assert "Traceback" not in answer.text


def test_a_full_disk_is_told_truly(client: TestClient) -> None:
    answer = client.get("/wrong/disk", headers=PAGE)
    assert "没有保存" in answer.text
    assert answer.headers["retry-after"]


def test_every_answer_has_its_guards(client: TestClient) -> None:
    headers = client.get("/open").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/desk", headers=token("clerk")).headers["cache-control"] == "no-store"


def test_browsers_keep_style_sheets_and_scripts_until_they_change(client: TestClient) -> None:
    ours, theirs = static("enhance.js"), static("enhance.js").replace(edition(), "0123456789ab")
    known = token("clerk")  # whose pages no browser keeps
    whose = {address: client.get(address, headers=known) for address in (ours, theirs, "/static/enhance.js")}

    assert [answer.headers["cache-control"] for answer in whose.values()] == [FOR_EVER, ASK_AGAIN, ASK_AGAIN]
    assert len({answer.content for answer in whose.values()}) == 1
    beside = urljoin(ours, "./count.js")  # as the script names it
    assert client.get(beside, headers=known).headers["cache-control"] == FOR_EVER
    assert client.get(static("absent.css")).status_code == 404


def test_a_page_that_does_not_exist_says_so(client: TestClient) -> None:
    assert client.get("/nowhere", headers=PAGE).status_code == 404


@pytest.mark.parametrize(
    ("kind", "told"), [("away", "刚才的操作可能没有完成"), ("full", "文件没有保存：存储服务暂时不能写入")]
)
def test_what_is_not_done_is_not_said_to_be(client: TestClient, kind: str, told: str) -> None:
    for headers in (PAGE, {}):
        answer = client.get(f"/wrong/{kind}", headers=headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert told in answer.text
        assert "no space" not in answer.text


async def asked(client: TestClient, method: str, path: str, receive: Receive) -> Message:
    """The beginning of the answer to a request that arrives as no client of tests would send it."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"host", b"testserver")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    await client.app({**scope, "scheme": "http", "server": ("testserver", 80)}, receive, send)
    return said[0]


async def test_a_body_that_does_not_come_is_not_waited_for(client: TestClient) -> None:
    pieces: list[Message] = [{"type": "http.request", "body": b"text=", "more_body": True}]

    async def receive() -> Message:
        if not pieces:
            await asyncio.Event().wait()
        return pieces.pop()

    answer = await asked(client, "POST", "/say", receive)
    assert answer["status"] == 408
    assert (b"connection", b"close") in answer["headers"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"cookie": "session=" + "a" * 5000}, 200),
        ({"cookie": "session=" + "a" * 8200}, 431),
        ({"x-anything": "a" * 16400}, 431),
        ({"host": "evil.example"}, 421),
        ({"host": "testserver.evil.example"}, 421),
        ({"host": "testserver:8443"}, 200),
        ({"host": "TESTSERVER"}, 200),
        ({"host": "[::1"}, 421),
    ],
)
def test_foreign_hosts_and_large_headers_are_refused(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/open", headers=headers)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf-8", 200), ('"UTF-8"', 200), ("punycode", 415), ("utf-8; charset=punycode", 415), ("gbk", 415)],
)
def test_a_form_is_read_by_no_codec_of_its_client(client: TestClient, charset: str, status: int) -> None:
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    body = b'--b\r\ncontent-disposition: form-data; name="text"\r\n\r\nword\r\n--b--\r\n'
    answer = client.post("/say", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert (status == 200) == ("UTF-8" not in answer.text)


@pytest.mark.parametrize(("signs", "status"), [(20, 200), (21, 413)])
def test_a_form_of_empty_fields_is_not_parsed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, signs: int, status: int
) -> None:
    monkeypatch.setattr("kit.arrival.MOST_PAIRS", 20)
    kind = {"content-type": "Application/X-www-form-urlencoded"}
    assert client.post("/say", content=b"text=word" + b"&" * signs, headers=kind).status_code == status


def test_a_whole_network_of_one_holder_has_one_lane(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = list[str]()
    enter = Lanes.enter

    def noting(self: Lanes, address: str) -> AbstractContextManager[None]:
        lanes.append(address)
        return enter(self, address)

    monkeypatch.setattr("kit.middleware.Lanes.enter", noting)
    for host in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "192.0.2.7"):
        TestClient(client.app, client=(host, 1)).get("/open")
    assert lanes == ["2001:db8::/64", "2001:db8::/64", "2001:db8:0:1::/64", "192.0.2.7"]


def test_an_address_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.get("/open?q=" + "a" * 9000).status_code == 414


def test_whoever_watches_asks_by_address(client: TestClient) -> None:
    assert client.get("/health/live", headers={"host": "10.1.2.3:8000"}).status_code == 200


def test_only_visitors_are_counted_and_not_whoever_watches(client: TestClient) -> None:
    for address in ("/health/live", "/metrics", "/open"):
        client.get(address)
    told = client.get("/metrics").text
    assert 'http_request_seconds_count{method="GET",route="/open",status="200"}' in told
    assert 'route="/health' not in told
    assert 'route="/metrics' not in told


def test_a_full_lane_says_nothing_of_whether_a_process_lives(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise TooMany

    monkeypatch.setattr("kit.middleware.Lanes.enter", full)
    assert (client.get("/open").status_code, client.get("/health/live").status_code) == (429, 200)


def test_no_cookie_with_escapes_reaches_the_parser(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse, seen = requests.cookie_parser, list[str]()

    def noting(text: str) -> dict[str, str]:
        seen.append(text)
        return parse(text)

    monkeypatch.setattr(requests, "cookie_parser", noting)
    escapes = '"' + "\\" * 1500 + '"'
    known = token("clerk")["cookie"]
    assert client.get("/desk", headers={"cookie": f"a={escapes}; {known}; b={escapes}"}).status_code == 200
    assert client.get("/desk", headers={"cookie": f"a={escapes * 6}"}).status_code == 431
    assert seen
    assert not any("\\" in text for text in seen)
