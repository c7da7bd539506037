"""A county's unit: its case goes by five offices, each of which works without JavaScript."""

import pytest

from deploy.demo.house import House
from deploy.demo.seed import create_seats
from deploy.demo.units import OF_A_COUNTY, PLAN, Seat
from tests.browser.chromium import PC, PHONE
from tests.browser.conftest import Begin, OpenWindow
from tests.browser.examination import decides, examines
from tests.browser.pages.declaration import Preview, Record


@pytest.fixture
def seated(house: House) -> House:
    """The platform, with somebody in each office of the county's way."""
    create_seats(house, (Seat(OF_A_COUNTY.city, office) for office in OF_A_COUNTY.offices(PLAN)))
    return house


@pytest.mark.usefixtures("seated")
@pytest.mark.rule("B4.1")
@pytest.mark.rule("B5.1")
@pytest.mark.rule("M1.1")
async def test_a_county_case_goes_from_its_submission_to_the_acceptance(
    begin: Begin, open_window: OpenWindow
) -> None:
    journey = await begin(unit=OF_A_COUNTY)
    *declaring, _ = journey.declaring()
    await journey.go(declaring)
    applicant = await open_window(PHONE, journey.applicant, java_script=False)
    record = Record(applicant)
    await applicant.go(f"/declarations/{journey.application_id}/preview")
    await Preview(applicant).submit()
    await applicant.until("用人单位审查")
    await examines(await open_window(PC, journey.clerk, java_script=False), journey)
    for office in journey.stops:
        official = await open_window(PC, await journey.at(office), java_script=False)
        await decides(official, journey, office)
    await record.open(journey.application_id)
    await applicant.until("待缴费")
    assert await record.whose_turn() == "您本人"
