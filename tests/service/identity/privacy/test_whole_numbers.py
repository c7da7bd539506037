"""A masked number is shown whole to those who have to call, and whose it is can read who looked (B0.1)."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from kit.db import Pool
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CLERK_NUMBER,
    MOBILE,
    OTHER_CODE,
    a_person,
    an_admin,
    registered_employer,
    signed_in,
)

CLERK_MOBILE = "13900139000"
FURTHER = {
    "clerk_name": "尉迟恭",
    "clerk_id_number": CLERK_NUMBER,
    "mobile": "13700137000",
    "login": "hr.two",
}


@pytest.fixture
async def chief(chief: Browser) -> Browser:
    """With a further clerk."""
    await chief.fill("/employers/mine/clerks", **FURTHER)
    return chief


async def account_of(pool: Pool, role: str) -> UUID:
    found: UUID = await pool.fetchval(
        "select id from accounts where role = $1 order by created_at limit 1", role
    )
    return found


async def looks(pool: Pool, person_id: UUID) -> list[str]:
    rows = await pool.fetch("select reader_name, shown from access_log where person_id = $1", person_id)
    return [row["reader_name"] for row in rows if row["shown"] == "number"]


@pytest.mark.rule("A1.1")
async def test_ones_own_number_is_shown_by_a_button_and_is_no_look(browsers: Browsers, pool: Pool) -> None:
    person = browsers()
    await person.register("/register", **a_person())
    await person.open("/account")
    assert MOBILE not in person.text
    answer = await person.fill("/account", form="/account/mobile/show")
    assert answer.status_code == 200
    assert MOBILE in person.text
    assert person.soup.select_one("a.govuk-back-link[href='/account']") is not None
    assert await looks(pool, await account_of(pool, "applicant")) == []


@pytest.mark.rule("E2.2")
async def test_an_administrator_sees_a_clerks_number_and_the_clerk_reads_so(
    chief: Browser, admin: Browser, pool: Pool
) -> None:
    clerk_id = await account_of(pool, "clerk")
    employer_id = await pool.fetchval("select id from employers")
    page = f"/admin/employers/{employer_id}"
    await admin.open(page)
    assert CLERK_MOBILE not in admin.text
    await admin.fill(page, form=f"/admin/mobiles/{clerk_id}")
    assert CLERK_MOBILE in admin.text
    assert await looks(pool, clerk_id) == ["管理员"]
    await chief.open("/account/access")
    assert "完整的手机号码" in chief.text


@pytest.mark.rule("E2.2")
async def test_an_administrator_compares_a_clerks_id_number_with_the_letter_and_the_clerk_reads_so(
    chief: Browser, admin: Browser, pool: Pool
) -> None:
    clerk_id = await account_of(pool, "clerk")
    request_id = await pool.fetchval("select id from requests")
    page = f"/admin/requests/{request_id}"
    await admin.open(page)
    assert CLERK_NUMBER not in admin.text
    before = await looks(pool, clerk_id)
    await admin.fill(page, form=f"{page}/id-number")
    assert CLERK_NUMBER in admin.text
    assert await looks(pool, clerk_id) == [*before, "管理员"]
    await chief.open("/account/access")
    assert "完整的手机号码或证件号码" in chief.text
    assert (await chief.send(f"{page}/id-number")).status_code == 403


@pytest.mark.rule("E1.1")
async def test_a_chief_clerk_sees_the_numbers_of_the_own_clerks_only(
    chief: Browser, browsers: Browsers, pool: Pool
) -> None:
    row = await pool.fetchrow("select id, account_id from clerkships where not is_chief")
    assert row is not None
    path = f"/employers/mine/clerks/{row['id']}/mobile"
    await chief.fill("/employers/mine/clerks", form=path)
    assert "13700137000" in chief.text
    assert await looks(pool, row["account_id"]) == ["李敏"]
    other = browsers(address="10.0.0.5")
    changes = {"employer_name": "绍兴市乌托邦湖监测中心", "credit_code": OTHER_CODE, "login": "hr.wutuo"}
    employer_id = await registered_employer(other, pool, **changes)
    await pool.execute("update employers set status = 'approved' where id = $1", employer_id)
    assert (await other.send(path)).status_code == 404
    await pool.execute("update clerkships set until_at = now() where id = $1", row["id"])
    assert (await chief.send(path)).status_code == 404


@pytest.mark.rule("B0.1")
async def test_nobody_sees_the_numbers_of_applicants_or_of_another_city(
    chief: Browser, browsers: Browsers, admin: Browser, pool: Pool, app: FastAPI
) -> None:
    await browsers().register("/register", **a_person())
    applicant_id, clerk_id = await account_of(pool, "applicant"), await account_of(pool, "clerk")
    assert (await admin.send(f"/admin/mobiles/{applicant_id}")).status_code == 404
    await an_admin(pool, app, login="admin.xh", city="xinhai")
    elsewhere = await signed_in(browsers(address="10.0.0.6"), "admin.xh")
    assert (await elsewhere.send(f"/admin/mobiles/{clerk_id}")).status_code == 404
    assert (await chief.send(f"/admin/mobiles/{clerk_id}")).status_code == 403
    assert await looks(pool, clerk_id) == await looks(pool, applicant_id) == []
