"""review with two cases: one at the employer, one at an office."""

from services.review.__main__ import answers
from services.review.web.app import create
from tests.access.ground import Ground, Place
from tests.service.review.world import FILE, World, a_passed_case, department, employer, examine, post

SECRET = "濮阳不器"


async def review(ground: Ground) -> Place:
    """The service and its objects."""
    pool, settings = await ground.database("review"), ground.settings_of("review")
    app = create(settings, pool, ground.case_file)
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
        objects[who] = {"task_id": str(task.id), "file_id": str(FILE), "signature": office.person}
        if who == "official":
            passed = await a_passed_case(
                world, department(id=office.id, stage="city-department"), name=SECRET
            )
            objects[who]["passed_id"] = str(passed.id)
        if who == "clerk":
            await post(world.browser(office), task)
    objects["everybody"] = {"token": await _made_public(world)}
    for browser in world.browsers:
        ground.opened.push_async_callback(browser.aclose)
    return Place(service="review", app=app, pool=pool, people=ground.cast, objects=objects, secrets=(SECRET,))


async def _made_public(world: World) -> str:
    """The address of the page of a case that an employer of nobody here makes public."""
    office, case = employer(), await world.a_case(name="公示的人")
    task, browser = await case.task(office, sheet=await case.sheet()), world.browser(office)
    await examine(browser, task)
    await post(browser, task)
    (row,) = await world.rows("select token from publicities where task_id = $1", task.id)
    return str(row["token"])
