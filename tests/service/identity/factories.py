"""People and employers of the tests, with defaults that are right."""

import json
import re
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pyotp
from fastapi import FastAPI
from joserfc.jwk import KeySet

from contracts.files import RECEIPT_LASTS, Receipt
from contracts.review import QueueChanged
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from kit.session import COOKIE, Session, read_token
from services.identity.access.domain import notice
from services.identity.access.domain.second_factor import PERIOD
from services.identity.settings import Settings
from tests.service.identity.browser import Browser

PASSWORD = "Zc-0123456789-7"
NUMBER = "330603198503151236"
CLERK_NUMBER = "330602198001010015"
OTHER_NUMBER = "330602199001010028"
MOBILE = "13800138000"
CODE = "91110000600037341L"
OTHER_CODE = "12330600471234567U"


def a_person(**changes: str) -> dict[str, str]:
    typed = {"name": "王喆", "id_number": NUMBER, "mobile": MOBILE, "password": PASSWORD, "agreed": "yes"}
    return typed | changes


def an_employer(**changes: str) -> dict[str, str]:
    typed = {
        "employer_name": "绍兴市环境监测中心",
        "credit_code": CODE,
        "legal_representative": "周立新",
        "kind": "public_institution",
        "department": "ecology",
    }
    return typed | changes


def a_clerk(**changes: str) -> dict[str, str]:
    typed = {
        "clerk_name": "李敏",
        "clerk_id_number": CLERK_NUMBER,
        "mobile": "13900139000",
        "login": "hr.jiance",
        "password": PASSWORD,
        "agreed": "yes",
    }
    return typed | changes


async def registered_employer(browser: Browser, pool: Pool, **changes: str) -> UUID:
    """An employer that waits for approval; the browser is its clerk's."""
    answer = await browser.register("/register/employer", **(an_employer() | a_clerk() | changes))
    assert answer.status_code == 303, browser.text
    await hand_in_letter(browser)
    code = (an_employer() | changes)["credit_code"]
    employer_id: UUID = await pool.fetchval("select id from employers where credit_code = $1", code)
    return employer_id


def a_receipt(browser: Browser, **changes: object) -> str:
    """What documents gives for a scan of the letter."""
    file_id = changes.get("file_id", new_id())
    told: dict[str, Any] = {
        "file_id": file_id,
        "purpose": "letter",
        "name": "委托证明.pdf",
        "media_type": "application/pdf",
        "bytes": 20_000,
        "pages": 1,
        "sha256": sha256(str(file_id).encode()).hexdigest(),
        "fingerprint": "0" * 64,
    }
    receipt = Receipt(**(told | changes))
    token: str = browser.app.state.parts.grants.seal(receipt, lasts=RECEIPT_LASTS)
    return token


async def hand_in_letter(browser: Browser) -> None:
    """The clerk uploads a scan and submits it."""
    account_id = session_of(browser, browser.app.state.parts.settings).account_id
    token = a_receipt(browser, account_id=account_id)
    await browser.open(f"/employers/mine/letter/uploaded?receipt={token}")
    answer = await browser.fill("/employers/mine/letter")
    assert answer.headers["location"] == "/employers/mine/letter", browser.text


async def request_of(pool: Pool, employer_id: UUID) -> str:
    """The administrator's page of what was asked last for an employer."""
    query = "select id from requests where employer_id = $1 order by created_at desc limit 1"
    return f"/admin/requests/{await pool.fetchval(query, employer_id)}"


FURTHER = {
    "clerk_name": "孙芳",
    "clerk_id_number": CLERK_NUMBER,
    "mobile": "13700137000",
    "login": "hr.second",
}


async def second_of(chief: Browser, other: Browser) -> Browser:
    """A further clerk, added by the chief clerk and signed in."""
    answer = await chief.fill("/employers/mine/clerks", **FURTHER)
    assert answer.status_code == 200, chief.text
    code = re.search(r"启用码：([0-9A-Z]{5}-[0-9A-Z]{5})", chief.text)
    assert code is not None
    await other.fill("/activate", login="hr.second", code=code[1], password=PASSWORD, agreed="yes")
    return await signed_in(other, "hr.second")


async def an_operator(pool: Pool, app: FastAPI, *, login: str = "operator.zj", city: str = "") -> UUID:
    account_id = await an_admin(pool, app, login=login, city=city)
    await pool.execute("update accounts set role = 'operator', name = '运维人员' where id = $1", account_id)
    return account_id


async def an_admin(pool: Pool, app: FastAPI, *, login: str = "admin.zj", city: str = "") -> UUID:
    parts = app.state.parts
    account_id = new_id()
    await pool.execute(
        """
        insert into accounts (id, city, role, name, login_fingerprint, password_hash)
        values ($1, $2, 'admin', '管理员', $3, $4)
        """,
        account_id,
        city,
        parts.cipher.fingerprint(f"login:{login}"),
        await parts.passwords.hash(PASSWORD, None),
    )
    await pool.execute(
        "insert into consents (account_id, version, city, agreed_at) values ($1, $3, $2, now())",
        account_id,
        city,
        notice.VERSION,
    )
    return account_id


async def signed_in(browser: Browser, login: str, **values: str) -> Browser:
    answer = await browser.fill("/sign-in", login=login, password=PASSWORD, **values)
    assert answer.status_code == 303, browser.text
    return await proven(browser, login)


async def proven(browser: Browser, login: str) -> Browser:
    """The second factor, where one is asked for: bound on the first time."""
    if not browser.seen.headers.get("location", "").startswith("/sign-in/code"):
        return browser
    answer = await browser.open(browser.seen.headers["location"])
    if answer.status_code == 303:
        await browser.open(answer.headers["location"])
        assert browser.soup.find(id="secret") is not None, browser.text
    path = browser.seen.url.path
    answer = await browser.send(path, **browser.hidden(path), code=await code_of(browser, login))
    assert answer.status_code in {200, 303}, browser.text
    return browser


async def code_of(browser: Browser, login: str) -> str:
    """What somebody's authenticator shows; the last code was used long ago, so that nobody waits."""
    parts = browser.app.state.parts
    step = int(now().timestamp()) // PERIOD
    secret: str = await parts.pool.fetchval(
        """
        update second_factors set last_step = least(last_step, $2) from accounts
        where accounts.id = second_factors.id and login_fingerprint = $1 returning secret_encrypted
        """,
        parts.cipher.fingerprint(f"login:{login.lower()}"),
        step - 1,
    )
    return pyotp.TOTP(parts.cipher.decrypt(secret)).generate_otp(step)


async def events(pool: Pool, topic: str) -> list[dict[str, object]]:
    rows = await pool.fetch("select body from outbox where topic = $1 order by position", topic)
    return [row["body"] for row in rows]


def session_of(browser: Browser, settings: Settings) -> Session:
    """What the browser's cookie tells."""
    session = read_token(
        browser.client.cookies[COOKIE], KeySet.import_key_set(json.loads(settings.session_keys))
    )
    assert session is not None
    return session


def queue_changed(office_id: UUID, waiting: int, *, at: datetime, **told: Any) -> QueueChanged:
    """What review tells when something else waits at a desk."""
    return QueueChanged(
        id=new_id(), about=office_id, at=at, office_id=office_id, city="shaoxing", waiting=waiting, **told
    )
