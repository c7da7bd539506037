"""Around a committee's meeting: its roster, interviews, what becomes of the results, objections, papers."""

from collections.abc import Collection
from datetime import timedelta
from urllib.parse import urlsplit

from deploy.demo.commission import give_commission
from deploy.demo.meeting import boxes, on
from deploy.demo.people import Official
from deploy.demo.visitor import Values, Visitor
from kit.clock import SHANGHAI, now

RESULTS = "/review/results"
OBJECTION = "名单中这位同志的主要论文与他人已发表的论文大段相同，请核查。"
FOUND = "已调取论文原文和查重报告，并向编辑部核实，核查情况已记录在案。"


async def freeze(
    office: Official, plan: str, names: Collection[str], interviewed: Collection[str] = ()
) -> None:
    """One roster of all of them, with whoever is interviewed (M1.2)."""
    path = f"/review/rosters/{plan}"
    page = await office.until(path, lambda page: boxes(page, "interviewed").keys() >= set(names))
    offered = boxes(page, "interviewed")
    await office.fill(page, {"interviewed": [offered[name] for name in interviewed]}, action=path)


async def send_back(office: Official, plan: str, name: str) -> None:
    """评审前退回补正 of somebody who has a number."""
    page = await office.open(f"/review/rosters/{plan}")
    (path,) = {
        str(link["href"])
        for row in page.soup.select("tr")
        for link in row.select("a[href^='/review/returns/']")
        if name in row.get_text()
    }
    typed: Values = {
        "reasons-form": ["form-other"],
        "text-form": "本人述职与业绩档案不一致，请核对后重新提交",
    }
    await office.fill(await office.open(path), typed, action=path)


async def interview(office: Official, meeting: str) -> None:
    """Called to the next day, and heard at once: nobody waits for the day in a demo."""
    tomorrow = now().astimezone(SHANGHAI).date() + timedelta(days=1)
    typed = {**on("begins_on", tomorrow), "time": "9:00", "minutes": "20"}
    page = await office.fill(await office.open(f"{meeting}/interviews"), typed, action="/interviews")
    fields = {str(one["name"]) for one in page.soup.select('input[name^="outcome-"]')}
    await office.fill(page, dict.fromkeys(fields, "passed"), action="/outcomes")


async def announce(office: Official, plan: str, names: Collection[str], *, telephone: bool = False) -> None:
    """Those who were elected are made public or, without a telephone, recommended: one press for all."""
    path = f"{RESULTS}/plans/{plan}"
    page = await office.until(path, lambda page: all(name in page.text for name in names))
    if await give_commission(office, page):
        page = await office.open(path)
    await office.fill(page, {"telephone": "0575-88880000"} if telephone else {}, action=path)


async def announcement(office: Official) -> str:
    """Where the office sees what it announced last."""
    page = await office.open(RESULTS)
    (last, *_) = [link for link in page.links(f"{RESULTS}/") if "/plans/" not in link]
    return last


async def object_to(office: Official, announced: str, name: str) -> None:
    """Somebody who is not signed in objects to the result of this person, on the page that is public."""
    (public,) = (await office.open(announced)).links("/publicity/results/")
    async with Visitor(office.base_url) as stranger:
        page = await stranger.open(urlsplit(public).path)
        (row,) = [one for one in page.soup.select("tr") if name in one.get_text()]
        path = urlsplit(str(row.select("a[href*='/publicity/results/']")[0]["href"])).path
        await stranger.fill(await stranger.open(path), {"text": OBJECTION, "named": "no"}, action=path)


async def investigate(office: Official, announced: str, name: str, result: str) -> None:
    """The office answers what was objected, dismissed or upheld."""
    page = await office.open(announced)
    (row,) = [one for one in page.soup.select("tr") if name in one.get_text()]
    task = str(row.select("a[href$='/objections']")[0]["href"])
    (objection,) = (await office.open(task)).links(f"{task}/")
    typed = {"result": result, "answer": FOUND}
    await office.fill(await office.open(objection), typed, action=objection)


async def papers(office: Official, plan: str, meeting: str) -> dict[str, bytes]:
    """Each version of the roster, minutes and vote sheet as they are downloaded."""
    roster = await office.open(f"/review/rosters/{plan}")
    versions = [
        link for link in roster.links("/review/rosters/") if link.endswith(".xlsx")
    ]  # the newest first
    found = {
        f"roster-{version}.xlsx": (await office.open(link)).content
        for version, link in enumerate(reversed(versions), 1)
    }
    shown = await office.open(f"{meeting}/papers")
    for name, paper in (("minutes.pdf", "minutes"), ("vote-sheet.pdf", "vote_sheet")):
        page = await office.fill(shown, {}, action="/meeting-paper.pdf", button=("paper", paper))
        found[name] = page.content
    return found
