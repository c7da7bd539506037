"""Evidence of a submitted record: listed as it was sealed, opened by the office whose task it is."""

import pytest

from contracts.files import ViewGrant
from kit.grants import Grants
from kit.ids import new_id
from tests.fixtures.storage import SettingsOf
from tests.service.review.world import FILE, World, department, employer
from tests.unit.sections.written import identity


@pytest.mark.rule("B1.1")
async def test_an_office_is_led_to_the_files_of_its_own_case_and_to_no_others(
    world: World, settings_of: SettingsOf
) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser, path = world.browser(office), f"/review/{task.id}/files/{FILE}"
    page = (await browser.get(f"/review/{task.id}")).text
    assert path in page
    assert "立项批复.pdf" in page
    assert "仅审核部门可见" in page
    answer = await browser.get(path)
    address, _, token = answer.headers["location"].partition("?grant=")
    assert address == f"/documents/files/{FILE}/view"
    grant = Grants(settings_of("review").grant_keys.get_secret_value()).open(ViewGrant, token)
    assert (grant.file_id, grant.back) == (FILE, f"/review/{task.id}")
    assert (await browser.get(f"/review/{task.id}/files/{new_id()}")).status_code == 404
    told = await world.rows("select body from outbox where topic = 'review.read' order by position")
    assert [row["body"]["access"]["shown"] for row in told].count("file") == 2


@pytest.mark.rule("B1.1")
async def test_an_office_is_shown_the_whole_id_number_by_a_button_which_is_told(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser, number = world.browser(office), identity().person.id_number
    page = await browser.get(f"/review/{task.id}")
    assert number not in page.text
    assert f'action="/review/{task.id}/id-number"' in page.text
    assert number in (await browser.post(f"/review/{task.id}/id-number")).text
    told = await world.rows("select body from outbox where topic = 'review.read' order by position")
    assert [row["body"]["access"]["shown"] for row in told] == ["case", "number"]


async def test_the_pages_of_an_items_files_stand_beside_it_as_pictures(
    world: World, settings_of: SettingsOf
) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser, base = world.browser(office), f"/review/{task.id}/files/{FILE}"
    page = (await browser.get(f"/review/{task.id}/findings")).text
    records = page.split("业绩档案的佐证材料（")[1].split("</details>")[0]
    assert f'src="{base}/pages/4.png"' in records
    assert f"{base}/pages/5.png" not in records  # it has four
    seniority = page.split("资历与年限的佐证材料（")[1].split("</details>")[0]
    assert "现任专业技术资格证书" in seniority
    assert base not in seniority
    assert "年度考核的佐证材料" not in page  # nothing proves an appraisal here
    answer = await browser.get(f"{base}/pages/2.png")
    address, _, token = answer.headers["location"].partition("?grant=")
    assert address == f"/documents/files/{FILE}/pages/2.png"
    grant = Grants(settings_of("review").grant_keys.get_secret_value()).open(ViewGrant, token)
    assert grant.file_id == FILE
    assert (await browser.get(f"/review/{task.id}/files/{new_id()}/pages/1.png")).status_code == 404
    stranger = world.browser(employer())
    assert (await stranger.get(f"{base}/pages/2.png")).status_code == 404


async def test_a_neighbour_is_led_nowhere(world: World) -> None:
    task = await (await world.a_case()).task(employer())
    answer = await world.browser(department()).get(f"/review/{task.id}/files/{FILE}")
    assert answer.status_code == 404
