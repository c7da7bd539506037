"""identity with people who joined by themselves or were assigned; all sessions are its own."""

import shutil
from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import FastAPI

from contracts.registers import QUESTION_LASTS, Question, Register
from kit.db import Pool
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.access.cast import CITY, OTHER_CITY, Cast, Person
from tests.access.ground import Ground, Place
from tests.fixtures.browser import client_of
from tests.service.identity.browser import Browser
from tests.service.identity.factories import (
    CLERK_NUMBER,
    OTHER_CODE,
    OTHER_NUMBER,
    a_person,
    a_receipt,
    an_admin,
    an_operator,
    registered_employer,
    session_of,
    signed_in,
)
from tests.service.identity.officials import activated, assigned, in_days, on
from tests.service.identity.states import QUICK

ADMINS = {"admin": "", "admin of the city": CITY, "admin elsewhere": OTHER_CITY}
OFFICIALS = {
    "official": ("ecology.zhuge", "诸葛守正"),
    "deputy": ("ecology.dong", "东方既白"),
    "official of another office": ("hr.nan", "南宫如晦"),
}
EMPLOYER = "绍兴市乌托邦湖监测中心"


async def identity(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("identity")
    one_city = ground.folder / "one city"
    shutil.copytree(ground.settings_of("identity").cities / CITY, one_city / CITY)
    settings = ground.settings_of("identity", **QUICK, cities=one_city)
    town = Town(ground, pool, settings, create(settings, pool))
    browsers = await town.inhabitants()
    people = {who: town.person(who, browser) for who, browser in browsers.items()}
    place = Place(
        service="identity", app=town.app, pool=pool, people=Cast(people), secrets=(EMPLOYER, "诸葛守正")
    )
    place.objects["admin"] = {
        "employer_id": str(town.employers[0]),
        "pending_id": str(town.employers[1]),
        "official_id": str(people["official"].account_id),
        "letter_id": str(await _letter_of(pool, town.employers[0])),
        "registration_id": str(
            await pool.fetchval("select id from requests where employer_id = $1", town.employers[1])
        ),
    }
    place.objects["clerk"] = {
        "letter_id": place.objects["admin"]["letter_id"],
        "clerkship_id": await _further_clerk(pool, browsers["clerk"], town.employers[0]),
        "request_id": await _request(pool, browsers["clerk"], people["clerk"].account_id),
    }
    place.objects["admin"]["request_id"] = place.objects["clerk"]["request_id"]
    place.objects["official"] = {
        "deputy_id": str(await pool.fetchval("select id from deputies")),
        "deputy": str(people["deputy"].account_id),
    }
    place.objects["deputy"] = {}
    place.objects["applicant"] = {"question": town.question(people["applicant"].account_id)}
    await _correct(browsers["applicant"])
    place.objects["admin"] |= place.objects["official"] | {"holder_id": str(people["official"].account_id)}
    place.objects["admin of the city"] = place.objects["admin"]
    return place


async def _letter_of(pool: Pool, employer_id: UUID) -> UUID:
    found: UUID = await pool.fetchval("select id from letters where employer_id = $1", employer_id)
    return found


async def _further_clerk(pool: Pool, chief: Browser, employer_id: UUID) -> str:
    await pool.execute("update employers set status = 'approved' where id = $1", employer_id)
    page = "/employers/mine/clerks"
    typed = {"clerk_name": "尉迟恭谨", "clerk_id_number": CLERK_NUMBER, "mobile": "13700137000"}
    await chief.fill(page, **typed, login="hr.second")
    return str(await pool.fetchval("select id from clerkships where not is_chief"))


async def _request(pool: Pool, chief: Browser, account_id: UUID) -> str:
    page = "/employers/mine/letter"
    await chief.open(f"{page}/uploaded?receipt={a_receipt(chief, account_id=account_id)}")
    await chief.fill(page)
    return str(await pool.fetchval("select id from requests where kind = 'letter'"))


async def _correct(person: Browser) -> None:
    account_id = session_of(person, person.app.state.parts.settings).account_id
    token = a_receipt(person, account_id=account_id, purpose="correction")
    await person.open(f"/account/correction?receipt={token}")
    path = "/account/correction"
    await person.send(path, **person.hidden(path), name="欧阳文渊子", why="户口簿已经改名")


class Town:
    """Everybody comes in by the door that is meant for them."""

    def __init__(self, ground: Ground, pool: Pool, settings: Settings, app: FastAPI) -> None:
        """Nobody yet."""
        self._ground, self._pool, self._settings, self.app = ground, pool, settings, app
        self._number = 0
        self.employers: list[UUID] = []

    async def inhabitants(self) -> dict[str, Browser]:
        """A browser for each, signed in."""
        come: dict[str, Callable[[Browser], Awaitable[object]]] = {
            "applicant": lambda browser: browser.register("/register", **a_person(name="欧阳文渊")),
            "colleague": lambda browser: browser.register(
                "/register", **a_person(id_number=OTHER_NUMBER, mobile="13800138009")
            ),
            "clerk": lambda browser: self._employer(browser, employer_name=EMPLOYER),
            "clerk of another employer": lambda browser: self._employer(
                browser, credit_code=OTHER_CODE, mobile="13900139001", login="hr.other"
            ),
        }
        browsers = {who: await self._browser() for who in (*come, *ADMINS, "operator")}
        for who, joins in come.items():
            await joins(browsers[who])
        for number, (who, city) in enumerate(ADMINS.items()):
            await an_admin(self._pool, self.app, login=f"admin.{number}", city=city)
            await signed_in(browsers[who], f"admin.{number}")
        await an_operator(self._pool, self.app)
        await signed_in(browsers["operator"], "operator.zj")
        for who, (login, name) in OFFICIALS.items():
            browsers[who] = await self._official(browsers["admin"], login, name)
        deputy = self.person("deputy", browsers["deputy"]).account_id
        period = on("from", in_days(0)) | on("until", in_days(7))
        await browsers["official"].fill("/deputies", deputy=str(deputy), **period)
        return browsers

    async def _employer(self, browser: Browser, **changes: str) -> None:
        self.employers.append(await registered_employer(browser, self._pool, **changes))

    async def _official(self, admin: Browser, login: str, name: str) -> Browser:
        office = f"{CITY}/{'hr' if login.startswith('hr') else 'ecology'}"
        mobile = f"136001360{self._number:02d}"
        _, code = await assigned(admin, self._pool, login=login, name=name, office=office, mobile=mobile)
        return await activated(await self._browser(), login, code)

    async def _browser(self) -> Browser:
        self._number += 1
        client = client_of(self.app, address=f"10.1.0.{self._number}")
        await self._ground.opened.enter_async_context(client)
        return Browser(client, self.app)

    def question(self, account_id: UUID) -> str:
        """What a page of another service sends along to have this person looked up."""
        asked = Question(account_id=account_id, register=Register.INSURANCE, back="/declarations")
        sealed: str = self.app.state.parts.grants.seal(asked, lasts=QUESTION_LASTS)
        return sealed

    def person(self, who: str, browser: Browser) -> Person:
        """Who holds a browser's session."""
        session = session_of(browser, self._settings)
        return Person(
            who=who,
            role=session.role,
            name=session.name,
            city=session.city,
            org_id=session.org_id,
            account_id=session.account_id,
            session_id=session.session_id,
            cookies=dict(browser.client.cookies),
        )
