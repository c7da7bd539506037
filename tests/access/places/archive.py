"""archive with the applicant's file: one paper submitted, one in the making; and a colleague's."""

from datetime import timedelta
from uuid import UUID

from contracts.files import PDF, Receipt
from kit.grants import Grants
from kit.ids import new_id
from services.archive.consumers import hear
from services.archive.web.app import create
from tests.access.cast import CITY, OTHER_CITY, Person
from tests.access.ground import Ground, Place
from tests.service.archive.conftest import PAPER, Browser
from tests.service.archive.factories import a_submitted_file, a_verified_file

EMPLOYERS = {
    "clerk": ("绍兴市环境监测中心", "12330600471234567X", CITY),
    "clerk of another employer": ("新海市固体废物管理中心", "12330600471234568A", OTHER_CITY),
}
WORKS_FOR = {
    "applicant": "clerk",
    "colleague": "clerk",
    "applicant elsewhere": "clerk of another employer",
}
PLAN = "2022-engineer"
SECRET = "乌托邦湖蓝藻水华遥感监测"


async def archive(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("archive")
    place = Place(
        service="archive",
        app=create(ground.settings_of("archive"), pool),
        pool=pool,
        people=ground.cast,
        secrets=(SECRET, ground.cast["applicant"].name),
    )
    for who, (name, code, city) in EMPLOYERS.items():
        await _approve(place, ground.cast[who].org_id, name=name, credit_code=code, city=city)
    next_employer = new_id()
    await _approve(place, next_employer, name="绍兴市水质检测所", credit_code="123306004712345691", city=CITY)
    browsers = {who: await _browser(ground, place, who) for who in WORKS_FOR}
    for who, clerk in WORKS_FOR.items():
        await browsers[who].post("/archive/employer", {"employer_id": str(ground.cast[clerk].org_id)})
    applicant = browsers["applicant"]
    paper = await a_submitted_file(applicant)
    settings = ground.settings_of("archive")
    receipt = a_receipt(ground.cast["applicant"])
    sealed = Grants(settings.grant_keys.get_secret_value()).seal(receipt, lasts=timedelta(hours=1))
    await applicant.get(paper, receipt=sealed)
    await applicant.submit()
    draft = await applicant.add("paper", {**PAPER, "name": SECRET})
    deleted = await applicant.add("paper", PAPER)
    await applicant.post(f"{deleted}/delete")
    await a_verified_file(browsers["colleague"], await _browser(ground, place, "clerk"))
    place.objects["colleague"] = {"plan_id": PLAN, "next_employer_id": str(next_employer)}
    place.objects["applicant"] = {
        "plan_id": PLAN,
        "item_id": draft.rsplit("/", 1)[1],
        "code": "paper",
        "employer_id": str(ground.cast["clerk"].org_id),
        "next_employer_id": str(next_employer),
    }
    file_id = str(receipt.file_id)
    place.objects["applicant"]["file_id"] = file_id
    place.objects["clerk"] = {"person_id": str(applicant.id), "act": str(new_id()), "file_id": file_id}
    return place


def a_receipt(person: Person) -> Receipt:
    """What documents would tell of a file that this person uploaded."""
    return Receipt(
        file_id=new_id(),
        account_id=person.account_id,
        purpose="evidence",
        name="刊物封面.pdf",
        media_type=PDF,
        bytes=2_400_000,
        pages=3,
        sha256="0" * 64,
        fingerprint="f" * 64,
    )


async def _browser(ground: Ground, place: Place, who: str) -> Browser:
    person: Person = ground.cast[who]
    client = await ground.opened.enter_async_context(place.browser(person.cookies))
    return Browser(client, person.account_id, person.name)


async def _approve(place: Place, employer_id: UUID | None, **facts: str) -> None:
    told: dict[str, object] = {
        "id": str(new_id()),
        "about": str(employer_id),
        "at": "2022-05-01T00:00:00Z",
        "employer_id": str(employer_id),
        **facts,
        "level": "city",
        "place": "市本级",
        "department": "绍兴市生态环境局",
        "status": "approved",
        "version": 2,
        "former_names": [],
    }
    await hear(place.pool, place.app.state.cipher)("identity.employer_changed", told)
