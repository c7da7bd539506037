"""documents with the applicant's photo and a paper that was issued."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from contracts.bag_cover import COVER_LASTS
from contracts.check_code import check_code
from contracts.commission import LASTS
from contracts.files import LETTER_LASTS, OPEN_UPLOAD_LASTS
from contracts.minutes import LASTS as MEETING_LASTS
from contracts.pledge import GRANT_LASTS, PLEDGE_PAGE, PledgeGrant
from contracts.recommendation import FORM_LASTS, SIGNING_LASTS, OpinionGrant
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from kit.sealed import CaseFile
from services.documents.papers.domain.paper import Kind, Paper
from services.documents.papers.rendering import Renderer
from services.documents.papers.store import insert_paper
from services.documents.photos.imaging.studio import Studio
from services.documents.uploads.gateway.vault import BUCKET
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.web.app import create
from tests.access.cast import CITY
from tests.access.ground import Ground, Place
from tests.service.documents.papers.test_cover import a_cover
from tests.service.documents.world import Browser, open_upload
from tests.unit.services.documents.papers.test_authorisation_letter import FACTS
from tests.unit.services.documents.papers.test_commission_letter import FACTS as COMMISSION
from tests.unit.services.documents.papers.test_commission_letter import PEOPLE
from tests.unit.services.documents.papers.test_expert_opinions import FORM as OPINIONS
from tests.unit.services.documents.papers.test_minutes import FACTS as MEETING
from tests.unit.services.documents.papers.test_minutes import LISTS
from tests.unit.services.documents.portraits import portrait

SECRET = "乌托邦湖论文"
DIGEST = "c0ffee" * 10 + "c0ff"


async def _begun(browser: Browser) -> str:
    """An upload that has begun."""
    headers = {"tus-resumable": "1.0.0", "upload-length": "9", "upload-grant": browser.grant()}
    begun = await browser.client.post("/documents/uploads", headers=headers)
    return begun.headers["location"].rpartition("/")[2]


async def documents(ground: Ground) -> Place:
    """The service and its objects."""
    pool, settings = await ground.database("documents"), ground.settings_of("documents")
    inspector = await ground.opened.enter_async_context(Inspector(children=1))
    renderer = await ground.opened.enter_async_context(Renderer(settings.fonts))
    studio = await ground.opened.enter_async_context(Studio())
    app = create(settings, pool, inspector, renderer, studio)
    place = Place(service="documents", app=app, pool=pool, people=ground.cast)
    grants = Grants(settings.grant_keys.get_secret_value())
    for who in ("applicant", "clerk", "official", "admin"):
        client = await ground.opened.enter_async_context(place.browser(ground.cast[who].cookies))
        browser = Browser(client, ground.cast[who].account_id, grants)
        sent = await browser.hand_in((f"{SECRET}.jpg", portrait()))
        (receipt,) = browser.receipts(sent.leads_to)
        place.objects[who] = {"file_id": str(receipt.file_id), "page": "1", "grant": browser.grant()}
        place.objects[who]["upload_id"] = await _begun(browser)
        if who == "applicant":
            await browser.settle(portrait())
            granted = PledgeGrant(
                application_id=new_id(), account_id=browser.id, back="/home", onward="/declarations"
            )
            place.objects[who]["pledge"] = pledge = grants.seal(granted, lasts=GRANT_LASTS)
            form = replace(OPINIONS, account_id=browser.id)
            place.objects[who]["opinions"] = grants.seal(form, lasts=FORM_LASTS)
            told = await a_cover(_case_file(ground), browser.id)
            place.objects[who]["cover"] = grants.seal(told, lasts=COVER_LASTS)
            (link,) = (await browser.get(PLEDGE_PAGE, grant=pledge)).links("/documents/sign/")
    facts = replace(FACTS, account_id=ground.cast["clerk"].account_id)
    place.objects["clerk"]["letter"] = grants.seal(facts, lasts=LETTER_LASTS)
    printed = replace(COMMISSION, account_id=ground.cast["official"].account_id)
    place.objects["official"]["facts"] = grants.seal(printed, lasts=LASTS)
    place.objects["official"]["people"] = grants.seal(PEOPLE, lasts=LASTS)
    met = replace(MEETING, account_id=ground.cast["official"].account_id)
    place.objects["official"]["meeting"] = grants.seal(met, lasts=MEETING_LASTS)
    place.objects["official"]["lists"] = grants.seal(LISTS, lasts=MEETING_LASTS)
    paper = Paper(
        id=new_id(),
        application_id=new_id(),
        city=CITY,
        plan="2022-engineer",
        kind=Kind.REVIEW_FORM,
        manifest_sha256=DIGEST,
        content_sha256=DIGEST,
        sealed_sha256=DIGEST,
    )
    opinion = OpinionGrant(
        invitation_id=new_id(),
        person_id=ground.cast["applicant"].account_id,
        name="沈丽",
        statement="本人愿意推荐其参加评审。",
        score="90",
        opinion_sha256=DIGEST,
        browser_sha256=DIGEST,
        back="/declarations/experts/0",
    )
    async with transaction(pool) as conn:
        await insert_paper(conn, paper)
        photo_id = str(await conn.fetchval("select id from photos"))
        # It lasts for ten minutes, and all tests of a busy machine longer.
        await conn.execute("update signing_links set expires_at = expires_at + interval '1 day'")
    place.objects["applicant"]["photo_id"] = photo_id
    place.objects["everybody"] = {
        "application_id": str(paper.application_id),
        "code": check_code(DIGEST),
        "token": link.rpartition("/")[2],
        "opinion": grants.seal(opinion, lasts=SIGNING_LASTS),
        "open_grant": grants.seal(open_upload(), lasts=OPEN_UPLOAD_LASTS),
    }
    place.secrets = (photo_id,)
    place.put_back = await _files_of(pool, Blobs(settings))
    return place


def _case_file(ground: Ground) -> CaseFile:
    """As declaration has it, which alone may store keys of cases."""
    settings = ground.settings_of("declaration")
    return CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration")


async def _files_of(pool: Pool, blobs: Blobs) -> Callable[[], Awaitable[None]]:
    """What puts the files back that somebody removed."""
    async with transaction(pool) as conn:
        keys = [row["blob_key"] for row in await conn.fetch("select blob_key from files")]
    stored = {key: await blobs.get(BUCKET, key) for key in keys}

    async def put_back() -> None:
        for key, data in stored.items():
            await blobs.put(BUCKET, key, data)

    return put_back
