"""Cookies of a site with TLS: named so that nobody else can give them, plain for whoever reads them here."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.testclient import TestClient
from joserfc.jwk import OKPKey

from kit.cookies import OF_THE_SITE
from kit.http import create_app
from kit.session import Anyone

KEY = OKPKey.generate_key("Ed25519", {"kid": "t", "use": "sig"})
NAMES = sorted(name.decode() for name in OF_THE_SITE)
HSTS = "strict-transport-security"
router = APIRouter()


@router.get("/given")
async def given(_: Anyone) -> Response:
    response = Response()
    for name in (*NAMES, "step"):
        response.set_cookie(name, "ours", httponly=True, secure=True, samesite="lax")
    response.delete_cookie("session", httponly=True, secure=True, samesite="lax")
    return response


@router.get("/read")
async def read(request: Request, _: Anyone) -> dict[str, str]:
    return dict(request.cookies)


def a_client(public_url: str) -> TestClient:
    settings: Any = SimpleNamespace(
        session_keys=json.dumps({"keys": [KEY.as_dict(private=False)]}),
        public_url=public_url,
        requests_per_address=2,
        cities=Path("no-cities"),
        requests_per_second=100,
        field_cipher=lambda: None,
    )
    return TestClient(create_app("test", [router], settings=settings, state={"pool": None}), public_url)


def test_a_site_with_tls_names_its_cookies_for_this_host_alone() -> None:
    sent = a_client("https://testserver").get("/given").headers.get_list("set-cookie")
    assert [one.partition("=")[0] for one in sent] == [
        *(f"__Host-{name}" for name in NAMES),
        "step",
        "__Host-session",
    ]
    for one in sent:
        parts = {part.strip().lower() for part in one.split(";")}
        assert {"path=/", "secure", "httponly"} <= parts
        assert "domain" not in one.lower()


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_name_is_somebody_elses_there(name: str) -> None:
    client = a_client("https://testserver")
    cookies = f"{name}=theirs; __Host-{name}=ours; step=one;{name}=theirs;  other=two"
    assert client.get("/read", headers={"cookie": cookies}).json() == {
        name: "ours",
        "step": "one",
        "other": "two",
    }
    assert client.get("/read", headers={"cookie": f"{name}=theirs"}).json() == {}


def test_a_site_without_tls_has_plain_names() -> None:
    client = a_client("http://testserver")
    sent = client.get("/given").headers.get_list("set-cookie")
    assert [one.partition("=")[0] for one in sent] == [*NAMES, "step", "session"]
    assert client.get("/read", headers={"cookie": "session=ours"}).json() == {"session": "ours"}


def test_only_a_site_with_tls_asks_to_be_asked_by_it() -> None:
    assert a_client("https://testserver").get("/read").headers[HSTS] == "max-age=31536000"
    assert a_client("https://testserver").get("/nowhere").headers[HSTS] == "max-age=31536000"
    assert HSTS not in a_client("http://testserver").get("/read").headers
