"""declaration with the applicant's declaration in the making, whose workflow lives."""

from datetime import timedelta
from uuid import UUID

import cities
from contracts.declaration import Started
from kit.adapters import adapter
from kit.calendar import Workdays
from kit.clock import now
from kit.db import transaction
from kit.grants import Grants
from kit.ids import new_id
from services.declaration.activities import Activities
from services.declaration.experts.domain.invitations import PERSON, Invitation
from services.declaration.experts.store.invitations import insert_invitation
from services.declaration.gateway import Applications
from services.declaration.submission.domain import Receipt
from services.declaration.submission.store import keep_receipt
from services.declaration.web.app import create
from tests.access.cast import CITY
from tests.access.ground import Ground, Place
from tests.service.declaration.attachments.receipts import a_receipt
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import News, plans_of_any_day, player
from tests.unit.sections.written import archive
from tests.unit.services.declaration.claims import COUNTED, proofs_of
from tests.unit.services.declaration.opinions import SECOND

SECRET = "主持乌托邦湖流域水质评价"
EXPERT = "乌托邦专家"


async def declaration(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("declaration")
    folder = plans_of_any_day(ground.folder / "cities")
    settings = ground.settings_of("declaration", cities=folder)
    place = Place(
        service="declaration",
        app=create(settings, pool, ground.case_file, Applications(ground.temporal)),
        pool=pool,
        people=ground.cast,
        secrets=(SECRET, EXPERT),
    )
    applicant = ground.cast["applicant"]
    news = News(pool, settings.field_cipher())
    await news.employer()
    for person in (applicant, ground.cast["colleague"]):
        await news.readiness(person.account_id, proofs=proofs_of(archive().records))
    await news.photo(applicant.account_id)
    client = await ground.opened.enter_async_context(place.browser(applicant.cookies))
    browser = Browser(client, applicant.account_id)
    path = await browser.start()
    await browser.fill_in(path, statement=SECRET)
    await browser.fill(f"{path}/experts", **{"act": "save", "name-1": EXPERT})
    await browser.fill(f"{path}/assessment/counts", **COUNTED)
    async with transaction(pool) as conn:
        body = await conn.fetchval("select body from outbox where topic = $1", Started.topic)
    activities = Activities(
        pool,
        ground.case_file,
        settings.field_cipher(),
        Workdays(),
        cases_kept_years=10,
        cities=cities.load(settings.cities),
    )
    play = player(ground.temporal, ground.case_file, activities)
    await ground.opened.enter_async_context(play(adapter(Started).validate_python(body)))
    application_id = str(UUID(path.rsplit("/", 1)[1]))
    given = a_receipt(Grants(settings.grant_keys.get_secret_value()), applicant.account_id)
    place.objects["applicant"] = {
        "application_id": application_id,
        "plan_id": "open",
        "step": "photo",
        "part": "gates",
        "attachment": "title",
        "area": "form",
        "register": "education",
        "number": "1",
        "invited": "2",
        "receipt": given,
    }
    receipt = Receipt(
        id=new_id(),
        declaration_id=UUID(application_id),
        city=applicant.city,
        round=1,
        submitted_at=now(),
        digest="9f86d081884c7d65" + "0" * 48,
    )
    token = new_id().hex
    async with transaction(pool) as conn:
        await keep_receipt(conn, receipt)
        await insert_invitation(conn, settings.field_cipher(), _invitation(receipt.declaration_id), token)
    place.objects["everybody"] = {"plan_id": "open", "code": receipt.code, "token": token}
    return place


def _invitation(declaration_id: UUID) -> Invitation:
    """The second expert is asked by message."""
    person = {
        name.removesuffix("-2"): value for name, value in SECOND.items() if not name.startswith("signed")
    }
    return Invitation(
        id=new_id(),
        version=1,
        city=CITY,
        declaration_id=declaration_id,
        number=2,
        answers={name: person[name] for name in PERSON},
        applicant="欧阳文渊",
        sent_at=now(),
        expires_at=now() + timedelta(days=7),
    )
