"""A large archive: 300 records with 500 files, listed, submitted, and verified in one act."""

from datetime import timedelta
from itertools import cycle, islice

from contracts.files import JPEG, PDF, Receipt
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.page import Page
from deploy.demo.records import typed
from kit.grants import Grants
from kit.ids import new_id
from tests.bench.measures import Measure, Samples, milliseconds, timed
from tests.bench.path import session_of

RECORDS, FILES, TIMES = 300, 500, 60
SHARES = (0.5, 0.95)
AREA = "large archive"
YEARS = range(2000, 2020)
DASHES = 4  # of an id


async def measure(house: House, journey: Journey) -> list[Measure]:
    """Fill the archive of somebody who has joined already, then look at it and have it verified."""
    applicant, clerk = journey.applicant, journey.clerk
    await _fill(house, journey)
    listed = await timed(TIMES, lambda: applicant._client.get("/archive/records"))
    overview = await timed(TIMES, lambda: applicant._client.get("/archive"))
    await applicant.fill(await applicant.open("/archive/submission"), {}, action="/archive/submission")
    queue = await timed(TIMES, lambda: clerk._client.get("/archive/verification"))
    verified = await _verified(journey)
    alive = ("the clerk's queue, one person waits", queue)
    return [
        *milliseconds(AREA, f"list of {RECORDS} records with {FILES} files", listed, SHARES, alive),
        *milliseconds(AREA, "overview", overview, SHARES, alive),
        *milliseconds(AREA, f"verification of {RECORDS} records in one act", verified, (0.5,), alive),
    ]


async def _fill(house: House, journey: Journey) -> None:
    grants = Grants(house.variables["ARCHIVE_GRANT_KEYS"])
    applicant = journey.applicant
    session = session_of(house, journey.applicant)
    share = [FILES // RECORDS + (number < FILES % RECORDS) for number in range(RECORDS)]
    years = cycle(YEARS)
    for number, files in enumerate(share):
        receipts = [
            grants.seal(
                Receipt(
                    file_id=new_id(),
                    account_id=session.account_id,
                    purpose="evidence",
                    name=f"佐证材料{number}-{one}.pdf",
                    media_type=PDF if one % 2 else JPEG,
                    bytes=1_000_000,
                    pages=3,
                    sha256=f"{number:064x}",
                    fingerprint=f"{number}-{one}",
                ),
                lasts=timedelta(hours=1),
            )
            for one in range(files)
        ]
        paper = {
            "kind": "paper",
            "version": "0",
            "name": f"地表水自动监测方法研究之{number}",
            "published_on": f"{next(islice(years, 1))}06",
            "journal": "环境监测管理与技术",
            "authorship": "第一作者",
            "visibility": "public",
        }
        answer = await applicant._client.post(
            f"/archive/records/{new_id()}",
            data={**typed(paper), "receipt": receipts},
            follow_redirects=False,
        )
        if answer.status_code != 303:
            raise AssertionError(f"{answer.status_code} {Page(answer).complaint}")


async def _verified(journey: Journey) -> Samples:
    """From pressing the button to the answer."""
    clerk, name = journey.clerk, journey.cast.applicant_name
    queue = await clerk.until("/archive/verification", lambda page: name in page.text)
    links = queue.links("/archive/verification/")
    person = await clerk.open(next(link for link in links if link.count("-") == DASHES))
    values, action = {"attested": "yes"}, person.url.split("/")[-1]
    return await timed(
        1, lambda: clerk.fill(person, values, action=action, button=("all", "verified")), warm=0
    )
