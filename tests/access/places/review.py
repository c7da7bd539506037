"""review with two cases: one at the employer, one at an office."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from cities import Cities
from contracts.review import Task
from services.review.__main__ import answers
from services.review.web.app import create
from tests.access.cast import Cast
from tests.access.ground import Ground, Place
from tests.service.review.integrity.entering import belongs_to, registered
from tests.service.review.meetings.gathering import called
from tests.service.review.rereviews.disputing import asked
from tests.service.review.results.electing import FAILS, a_candidate, announce, committee, elected
from tests.service.review.returns.waiting import waiting
from tests.service.review.rosters.listing import entered, frozen
from tests.service.review.world import (
    FILE,
    Office,
    World,
    a_note,
    a_passed_case,
    an_expert,
    code_of,
    decide,
    department,
    employer,
    examine,
    lodge,
    post,
    receipt_of,
    token_of,
)

SECRET = "濮阳不器"


async def review(ground: Ground) -> Place:
    """The service and its objects."""
    pool, settings = await ground.database("review"), ground.settings_of("review")
    app = create(settings, pool, ground.case_file)
    app.state.objecting = replace(app.state.objecting, takes=timedelta())
    world = World(pool, app, answers(settings, pool), ground.case_file, ground.sign_in)
    offices = {
        "clerk": employer(id=ground.cast["clerk"].org_id),
        "official": department(id=ground.cast["official"].org_id),
        "official of the next office": department(
            id=ground.cast["official of the next office"].org_id, stage="city_hr"
        ),
    }
    objects: dict[str, dict[str, str]] = {}
    for who, office in offices.items():
        case = await world.a_case(name=SECRET)
        task = await case.task(office, sheet=await case.sheet() if who == "clerk" else None)
        objects[who] = {
            "task_id": str(task.id),
            "file_id": str(FILE),
            "page": "1",
            "signature": office.person,
        }
        if who == "official":
            objects[who] |= await _passed(world, office, ground.cast["official"].account_id)
            browser = world.browser(office)
            objects[who]["expert_id"] = str(await an_expert(browser, name=SECRET))
            objects |= await _awaited(world, office, ground.cast["applicant"].account_id, objects[who])
            objects[who]["meeting_id"] = await called(browser)
            objects[who] |= await _elected(world, office)
            objects[who]["re_review_id"] = await _disputed(world, office)
            objects[who]["roster_id"] = await _listed(world, office)
            there = committee(id=office.id, name=office.name, stage="meeting")
            objects[who]["candidate_id"] = str((await waiting(world, there, name=SECRET)).id)
            objects[who] |= await _late(world, ground.cast["official"].account_id)
            await _entered(world, office, task, ground.cast, objects)
        objects[who]["note_id"] = await a_note(
            world,
            world.browser(office, account_id=ground.cast[who].account_id),
            task,
            f"{SECRET}的材料已核对",
        )
        objects[who]["refused_id"] = await _refused(world, office, ground.cast[who].account_id)
        if who == "clerk":
            await post(world.browser(office), task)
    objected, token = await _made_public(world, offices["clerk"])
    told = await lodge(world.visitor(), token, named="yes", name="周知情", mobile="13900139001")
    (lodged,) = await world.rows("select id from objections")
    (announced,) = await world.rows(
        "select a.token, e.id from announcements a join releases e on e.announcement_id = a.id"
    )
    objects["everybody"] = {
        "results_token": str(announced["token"]),
        "release_id": str(announced["id"]),
        "token": (await _made_public(world, employer()))[1],
        "meeting_id": objects["official"]["meeting_id"],
        "application_id": objects["applicant"]["application_id"],
        "code": told.headers["location"].rpartition("/")[2],
    }
    for names in (objects["clerk"], objects["official"], objects["official of the next office"]):
        names |= {"objected_id": str(objected.id), "objection_id": str(lodged["id"])}
    for browser in world.browsers:
        ground.opened.push_async_callback(browser.aclose)
    return Place(service="review", app=app, pool=pool, people=ground.cast, objects=objects, secrets=(SECRET,))


async def _passed(world: World, office: Office, account_id: UUID) -> dict[str, str]:
    """A case that lies passed with an office, a batch of another one, and a plan that needs a letter."""
    there, browser = replace(office, stage="city-department"), world.browser(office)
    passed, sent = [(await a_passed_case(world, there, name=SECRET)).id for _ in range(2)]
    asked = await browser.post("/review/batches", data={"tasks": str(sent)})
    batch_id = asked.headers["location"].removeprefix("/review/batches/")
    there = replace(office, stage="city-hr")
    await a_passed_case(world, there, name=SECRET)
    receipt = receipt_of(world, account_id)
    return {"passed_id": str(passed), "batch_id": batch_id, "plan": "2022-engineer", "receipt": receipt}


async def _awaited(
    world: World, office: Office, person_id: UUID, names: dict[str, str]
) -> dict[str, dict[str, str]]:
    """Papers that are awaited at an office, and the applicant whose they are."""
    request = await (await world.a_case(name=SECRET)).awaited_papers(office, person_id=person_id)
    names |= {"hand_in_id": str(request.id), "check_code": code_of(request)}
    return {"applicant": {"application_id": str(request.application_id)}}


async def _elected(world: World, office: Office) -> dict[str, str]:
    """The result of one case that is public, and one that waits for its office."""
    there, browser = committee(id=office.id, name=office.name), world.browser(office)
    (public,) = await elected(world, there, ["公示的人"])
    announced = await announce(browser)
    await public.noticed(world)
    waiting = await a_candidate(world, there, 2, name=SECRET)
    await waiting.voted(world)
    await waiting.opened(world)
    return {
        "plan": waiting.task.plan,
        "announcement_id": announced.headers["location"].removeprefix("/review/results/"),
    }


async def _disputed(world: World, office: Office) -> str:
    """Somebody who was not elected and asks for a re-review."""
    lost = await a_candidate(world, committee(id=office.id, name=office.name), 3, name=SECRET)
    await lost.voted(world, FAILS)
    return str((await asked(world, lost, f"{SECRET}的业绩没有评议")).re_review_id)


async def _listed(world: World, office: Office) -> str:
    """A frozen version of the office's roster, and somebody who waits for the next."""
    await entered(world, office, name=SECRET)
    roster = await frozen(world, office)
    await entered(world, office, name=SECRET)
    return str(roster.id)


async def _entered(
    world: World, office: Office, task: Task, cast: Cast, objects: dict[str, dict[str, str]]
) -> None:
    """Two entries about the applicant, who objected to one; and a paper for another."""
    account, person = cast["official"].account_id, cast["applicant"].account_id
    browser = world.browser(office, account_id=account)
    await belongs_to(world, task, person)
    own = await registered(world, browser, account, task, number="绍市人社函〔2022〕1号")
    answered = await registered(world, browser, account, task, number="绍市人社函〔2022〕2号")
    cookies = world.sign_in("applicant", account_id=person)
    await world.visitor(cookies).post(
        f"/review/integrity/mine/{answered}", data={"text": "证书由本人取得，可以核实。"}
    )
    (paper,) = await world.rows("select file_id from integrity_papers where entry_id = $1", UUID(own))
    objects["applicant"] |= {"entry_id": own, "file_id": str(paper["file_id"])}
    objects["official"] |= {
        "entry_id": answered,
        "integrity_receipt": receipt_of(world, account, purpose="integrity"),
    }


async def _refused(world: World, office: Office, account_id: UUID) -> str:
    """A case that somebody refused, which can still be taken back."""
    known: Cities = world.app.state.cities
    city = replace(known.city("shaoxing"), refusal_minutes=60)
    world.app.state.cities = Cities({**known.by_slug, "shaoxing": city})
    task = await (await world.a_case(name=SECRET)).task(replace(office, stage="city-department"))
    values = {"verdict": "refused", "codes": "form-not-this-plan", "reason_refused": "不符合申报条件"}
    await decide(world.browser(office, account_id=account_id), task, confirmed="yes", **values)
    return str(task.id)


async def _late(world: World, account_id: UUID) -> dict[str, str]:
    """A case with which an office below is late."""
    known: Cities = world.app.state.cities
    city = known.city("shaoxing")
    there = next(one for one in city.offices if one.slug == "yuecheng-ecology")
    below = there.model_copy(update={"slug": "below-the-committee", "parent": "engineer-committee"})
    city = replace(city, offices=(*city.offices, below))
    world.app.state.cities = Cities({**known.by_slug, "shaoxing": city})
    task = await (await world.a_case(name=SECRET)).task(department(id=below.id, name=below.name))
    return {"late_id": str(task.id), "evidence": receipt_of(world, account_id, purpose="substitution")}


async def _made_public(world: World, office: Office) -> tuple[Task, str]:
    """A case that an employer makes public, and the address of its page."""
    case = await world.a_case(name="公示的人")
    task, browser = await case.task(office, sheet=await case.sheet()), world.browser(office)
    await examine(browser, task)
    await post(browser, task)
    return task, await token_of(world, task)
