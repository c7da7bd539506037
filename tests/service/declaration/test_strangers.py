import pytest

from kit.ids import new_id
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers

READS = ("", "/form", "/preview", "/withdraw", "/review-form.pdf")
WRITES = ("/form", "/submit", "/withdraw")


@pytest.mark.parametrize("path", READS)
async def test_another_persons_declaration_does_not_exist(
    applicant: Browser, browsers: Browsers, path: str
) -> None:
    declaration = await applicant.start()

    assert (await browsers("applicant").get(f"{declaration}{path}")).status == 404
    assert (await browsers("clerk").get(f"{declaration}{path}")).status == 403
    assert (await browsers("official").get(f"{declaration}{path}")).status == 403
    assert (await browsers().get(f"{declaration}{path}")).leads_to.startswith("/sign-in?next=/declarations/")


@pytest.mark.parametrize("path", WRITES)
async def test_nobody_else_changes_it(applicant: Browser, browsers: Browsers, path: str) -> None:
    declaration = await applicant.start()

    assert (await browsers("applicant").post(f"{declaration}{path}", version="1")).status == 404
    assert (await browsers("admin").post(f"{declaration}{path}")).status == 403
    assert (await browsers().post(f"{declaration}{path}")).status == 303


@pytest.mark.parametrize("name", [str(new_id()), "1", "..", "x" * 300, "%00"])
async def test_an_id_of_nothing_is_not_found(browsers: Browsers, name: str) -> None:
    assert (await browsers("applicant").get(f"/declarations/{name}")).status == 404


async def test_the_list_is_ones_own(applicant: Browser, browsers: Browsers) -> None:
    declaration = await applicant.start()

    assert declaration in (await applicant.get("/declarations")).links()
    others = await browsers("applicant").get("/declarations")
    assert declaration not in others.links()
    assert "您还没有申报" in others.text
    assert (await browsers("clerk").get("/declarations")).status == 403


async def test_another_site_cannot_send_a_form(applicant: Browser) -> None:
    declaration = await applicant.start()

    answer = await applicant.client.post(
        f"{declaration}/withdraw", headers={"origin": "http://elsewhere.example"}
    )

    assert answer.status_code == 403
