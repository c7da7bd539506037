"""Who may not come in."""

import pytest
from fastapi.routing import APIRoute

from deploy.demo.page import Page
from kit.ids import new_id
from services.archive.file.web import employer, records, submission
from services.archive.verification.web import pages
from services.archive.web import home
from tests.service.archive.conftest import Browser, Someone

ROUTES = sorted(
    (method, route.path)
    for part in (home, employer, records, submission, pages)
    for route in part.router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)


def _filled(path: str) -> str:
    values = {"item_id": new_id(), "person_id": new_id(), "code": "paper"}
    return path.format_map(values)


async def _ask(browser: Browser, method: str, path: str) -> Page:
    return await (browser.get(_filled(path)) if method == "GET" else browser.post(_filled(path)))


async def test_a_guest_is_sent_to_sign_in_from_everywhere(someone: Someone) -> None:
    guest = await someone("")
    for method, path in ROUTES:
        page = await _ask(guest, method, path)
        assert page.leads_to.startswith("/sign-in"), path


@pytest.mark.parametrize("role", ["applicant", "clerk", "official", "admin"])
async def test_other_roles_are_refused_everywhere(someone: Someone, role: str) -> None:
    browser = await someone(role, org_id=new_id())
    for method, path in ROUTES:
        if role != ("clerk" if "/verification" in path else "applicant"):
            assert (await _ask(browser, method, path)).status == 403, path


@pytest.mark.rule("E2.1")
async def test_a_clerk_whose_employer_may_not_act_is_led_to_why(someone: Someone) -> None:
    browser = await someone("clerk")
    page = await browser.get("/archive/verification")
    assert page.status == 403
    assert "授权还没有通过审核、已经到期或已暂停" in page.text
    assert page.soup.select("main a[href='/employers/mine']")
    assert (await browser.get(f"/archive/verification/{new_id()}")).status == 403


async def test_an_id_that_is_none_is_no_surprise(applicant: Browser, clerk: Browser) -> None:
    assert (await applicant.get("/archive/records/1")).status == 422
    assert (await applicant.post("/archive/employer", {"employer_id": "1"})).status == 404
    assert (await clerk.get("/archive/verification/1")).status == 422
