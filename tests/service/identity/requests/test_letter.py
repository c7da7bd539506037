"""The letter of authorisation comes before everything else (E2.1)."""

from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from fastapi import FastAPI

from contracts.authorisation import Term
from contracts.files import FILE_PAGE, LETTER_PAGE, PDF, UPLOAD_PAGE, LetterFacts, UploadGrant, ViewGrant
from kit.clock import now
from kit.db import Pool, transaction
from services.identity.employers.operations.authorisation import end_term
from services.identity.requests.domain.letters import end_of_term
from services.identity.settings import Settings
from services.identity.web.parts import today
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CLERK_NUMBER,
    OTHER_CODE,
    a_clerk,
    a_receipt,
    an_admin,
    an_employer,
    events,
    hand_in_letter,
    registered_employer,
    request_of,
    session_of,
    signed_in,
)

LETTER = "/employers/mine/letter"

pytestmark = pytest.mark.rule("E2.1")


@pytest.fixture
async def clerk(browser: Browser) -> Browser:
    """Just registered: the letter is the one task."""
    answer = await browser.register("/register/employer", **(an_employer() | a_clerk()))
    assert answer.status_code == 303
    return browser


class Asked(NamedTuple):
    """A letter that was handed in, before the administrator who is signed in."""

    clerk: Browser
    admin: Browser
    employer_id: UUID
    page: str


@pytest.fixture
async def asked(browsers: Browsers, app: FastAPI, pool: Pool) -> Asked:
    clerk = browsers()
    employer_id = await registered_employer(clerk, pool)
    await an_admin(pool, app)
    admin = await signed_in(browsers(), "admin.zj")
    return Asked(clerk, admin, employer_id, await request_of(pool, employer_id))


def grant_in(location: str) -> str:
    return parse_qs(urlsplit(location).query)["grant"][0]


async def test_until_the_letter_is_approved_it_is_all_that_the_clerk_sees(
    clerk: Browser, settings: Settings, pool: Pool
) -> None:
    assert session_of(clerk, settings).org_id is None
    for path in ("/", "/employers/mine"):
        await clerk.open(path)
        assert "提交用人单位委托证明" in clerk.text
        assert clerk.soup.select_one(f'main a[href="{LETTER}"]') is not None
        assert not clerk.soup.select(".govuk-task-list__link")
    assert await pool.fetchval("select status from employers") == "pending_letter"


async def test_the_letter_is_filled_in_with_what_was_registered_and_the_whole_number(
    clerk: Browser, app: FastAPI
) -> None:
    location = (await clerk.open(f"{LETTER}/download")).headers["location"]
    assert location.startswith(f"{LETTER_PAGE}?grant=")
    facts = app.state.parts.grants.open(LetterFacts, grant_in(location))
    assert (facts.employer, facts.clerk, facts.department) == (
        "绍兴市环境监测中心",
        "李敏",
        "绍兴市生态环境局",
    )
    assert facts.id_number == CLERK_NUMBER
    assert facts.until_on.year - facts.from_on.year == 3


async def test_one_pdf_is_uploaded_and_submitted_and_pressing_twice_submits_once(
    clerk: Browser, app: FastAPI, settings: Settings, pool: Pool
) -> None:
    location = (await clerk.open(f"{LETTER}/upload")).headers["location"]
    assert location.startswith(f"{UPLOAD_PAGE}?grant=")
    grant = app.state.parts.grants.open(UploadGrant, grant_in(location))
    assert (grant.purpose, grant.accepts, grant.most) == ("letter", (PDF,), 1)
    assert grant.back == f"{LETTER}/uploaded"
    account_id = session_of(clerk, settings).account_id
    assert grant.account_id == account_id
    token = a_receipt(clerk, account_id=account_id)
    for _ in range(2):
        assert (await clerk.open(f"{grant.back}?receipt={token}")).headers["location"] == LETTER
    await clerk.open(LETTER)
    form = clerk.hidden(LETTER)
    for _ in range(2):
        assert (await clerk.send(LETTER, **form)).headers["location"] == LETTER
    assert "正在审核" in (await clerk.open("/employers/mine")).text
    assert await pool.fetchval("select count(*) from letters where submitted_at is not null") == 1
    (kept,) = await events(pool, "identity.files_kept")
    assert kept["account_id"] == str(account_id)
    assert kept["file_ids"] == [str(await pool.fetchval("select file_id from letters"))]


async def test_nothing_is_submitted_without_a_scan(clerk: Browser, pool: Pool) -> None:
    assert clerk.soup.find("form", action=LETTER) is None
    answer = await clerk.send(LETTER)
    assert answer.status_code == 422
    assert "还没有上传" in clerk.text
    assert await pool.fetchval("select status from employers") == "pending_letter"


@pytest.mark.parametrize("changes", [{"purpose": "evidence"}, {"account_id": UUID(int=7)}])
async def test_a_receipt_of_something_else_is_no_letter(
    clerk: Browser, settings: Settings, pool: Pool, changes: dict[str, object]
) -> None:
    own = {"account_id": session_of(clerk, settings).account_id}
    token = a_receipt(clerk, **(own | changes))
    assert (await clerk.open(f"{LETTER}/uploaded?receipt={token}")).status_code == 403
    assert await pool.fetchval("select count(*) from letters") == 0


async def test_other_details_need_another_letter_and_the_old_one_stays(asked: Asked, pool: Pool) -> None:
    clerk, admin, employer_id, request = asked
    page = f"/admin/employers/{employer_id}"
    await admin.fill(page, form=f"{request}/refuse", reason="公章不清晰，请重新盖章")
    await clerk.fill("/employers/mine/mend", **an_employer(employer_name="绍兴市生态环境监测中心"))
    assert clerk.seen.headers["location"] == LETTER
    assert (await clerk.send(LETTER)).status_code == 422
    await hand_in_letter(clerk)
    assert await pool.fetchval("select count(*) from letters where submitted_at is not null") == 2
    await admin.open(page)
    assert len(admin.soup.select(f'a[href^="{page}/letters/"]')) == 2


async def test_the_scan_is_shown_to_the_administrator_and_to_its_own_clerk_only(
    browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    clerk, other = browsers(), browsers()
    employer_id = await registered_employer(clerk, pool)
    await registered_employer(other, pool, credit_code=OTHER_CODE, login="hr.other")
    await an_admin(pool, app)
    admin = await signed_in(browsers(), "admin.zj")
    letter = await pool.fetchrow("select id, file_id from letters where employer_id = $1", employer_id)
    assert letter is not None
    paper = f"{await request_of(pool, employer_id)}/paper"
    for browser, path in (
        (admin, paper),
        (admin, f"/admin/employers/{employer_id}/letters/{letter['id']}"),
        (clerk, f"/employers/mine/letters/{letter['id']}"),
    ):
        location = (await browser.open(path)).headers["location"]
        assert location.startswith(f"{FILE_PAGE}/{letter['file_id']}/view?grant=")
        assert app.state.parts.grants.open(ViewGrant, grant_in(location)).file_id == letter["file_id"]
    assert (await other.open(f"/employers/mine/letters/{letter['id']}")).status_code == 404
    assert (await other.open(f"/admin/employers/{employer_id}/letters/{letter['id']}")).status_code == 403
    await an_admin(pool, app, login="admin.jx", city="jiaxing")
    stranger = await signed_in(browsers(), "admin.jx")
    assert (await stranger.open(paper)).status_code == 404
    assert (await stranger.open(f"/admin/employers/{employer_id}/letters/{letter['id']}")).status_code == 404


async def test_an_approval_holds_for_its_term_and_a_new_letter_is_needed_afterwards(
    asked: Asked, pool: Pool, settings: Settings
) -> None:
    clerk, admin, employer_id, page = asked
    assert (await admin.fill(page, form=f"{page}/approve", years="99")).status_code == 422
    assert (await admin.fill(page, form=f"{page}/approve", years="2")).status_code == 303
    until = await pool.fetchval("select valid_until from employers")
    assert until == end_of_term(today(), 2)
    assert "授权有效期至" in (await clerk.open("/employers/mine")).text
    assert session_of(clerk, settings).org_id == employer_id
    async with transaction(pool) as conn:
        assert await end_term(conn, Term(employer_id=employer_id, valid_until=until), at=now())
    await signed_in(clerk, "hr.jiance")
    await clerk.open("/")
    assert "授权已到期" in clerk.text
    assert session_of(clerk, settings).org_id is None
    await hand_in_letter(clerk)
    assert "正在审核" in (await clerk.open("/")).text


async def uploaded(clerk: Browser, settings: Settings, **changes: object) -> int:
    """The clerk comes back from the upload page with a scan; how that is answered."""
    token = a_receipt(clerk, account_id=session_of(clerk, settings).account_id, **changes)
    return (await clerk.open(f"{LETTER}/uploaded?receipt={token}")).status_code


async def test_the_scan_that_was_refused_says_so_when_it_comes_again(
    asked: Asked, settings: Settings, pool: Pool
) -> None:
    clerk, admin, _, page = asked
    refused = await pool.fetchrow("select file_id, sha256 from letters")
    assert refused
    assert await uploaded(clerk, settings, file_id=refused["file_id"]) == 303  # still with the administrator
    await admin.fill(page, form=f"{page}/refuse", reason="公章不清晰，请重新盖章")

    for again in (dict(refused), {"sha256": refused["sha256"]}):  # the same file, and sent by another way
        assert await uploaded(clerk, settings, **again) == 422
        assert "与已被退回的相同（退回原因：公章不清晰，请重新盖章）" in clerk.text
    assert await pool.fetchval("select count(*) from letters") == 1
    assert (await clerk.send(LETTER)).status_code == 422
    assert await uploaded(clerk, settings) == 303


async def test_a_scan_of_other_details_is_not_handed_in(asked: Asked, settings: Settings, pool: Pool) -> None:
    clerk, admin, _, page = asked
    await admin.fill(page, form=f"{page}/refuse", reason="单位名称与公章不符")
    scan = UUID(int=77)
    assert await uploaded(clerk, settings, file_id=scan) == 303
    await clerk.fill("/employers/mine/mend", **an_employer(employer_name="绍兴市生态环境监测中心"))

    assert (await clerk.send(LETTER)).status_code == 422
    await clerk.open(LETTER)
    assert "是为另一次办理上传的" in clerk.text
    assert clerk.soup.find("form", action=LETTER) is None
    assert await uploaded(clerk, settings, file_id=scan) == 422
    assert "是为另一次办理上传的，不能用于这次" in clerk.text
    await hand_in_letter(clerk)
    assert await pool.fetchval("select count(*) from requests where state = 'submitted'") == 1


async def test_the_letter_of_the_registration_serves_no_renewal(
    asked: Asked, settings: Settings, pool: Pool
) -> None:
    clerk, admin, _, page = asked
    await admin.fill(page, form=f"{page}/approve", years="3")
    used = await pool.fetchval("select file_id from letters")

    assert await uploaded(clerk, settings, file_id=used) == 422
    assert "已经提交过，不能再次使用" in clerk.text
    assert await pool.fetchval("select count(*) from requests") == 1
