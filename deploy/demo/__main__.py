"""`make demo`: one application from nothing to the title, each step told as it is taken."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.kinds import WAYS, Way
from deploy.demo.seed import STATE

console = Console(highlight=False, soft_wrap=True)


async def demo(way: Way) -> None:
    """Take every step and say who did what, and how long it took."""
    house = House.at(STATE)
    console.print(f"[bold]{way.name}[/]")
    async with await Journey.begin(house, way=way) as journey:
        began = time.monotonic()
        for who, what, take in [*journey.steps(), *journey.electing()]:
            step = time.monotonic()
            await take()
            took = time.monotonic() - step
            console.print(f"{time.monotonic() - began:6.1f} s  [bold]{who:　<7}[/]{what}  ({took:.1f} s)")
        await _show(house, journey)


async def _show(house: House, journey: Journey) -> None:
    folder = house.state / "demo"
    folder.mkdir(exist_ok=True)
    task = await journey.clerk.open("/review?state=done")
    form = await journey.applicant.review_form(journey.application_id)
    papers = {
        f"review-form-{journey.application_id}.pdf": form,
        f"publicity-sheet-{journey.application_id}.pdf": await _sheet(journey, task.links("/review/")),
    }
    console.print()
    for name, content in papers.items():
        path = folder / name
        path.write_bytes(content)
        console.print(f"  {_near(path)}  ({len(content) // 1024} K)")
    console.print(f"  {house.url}/declarations/{journey.application_id}")
    console.print(f"  {house.case_link(journey.application_id)}")


async def _sheet(journey: Journey, links: list[str]) -> bytes:
    task = next(link.split("?")[0] for link in links if link.count("/") == 2)  # noqa: PLR2004 - /review/<id>
    return (await journey.clerk.open(f"{task}/publicity-sheet.pdf")).content


def chosen(words: Sequence[str]) -> Way:
    """The kind to play: the first word, regular without one."""
    kind = words[0] if words else "regular"
    if kind not in WAYS:
        sys.exit(f"no kind {kind}: KIND is one of {', '.join(WAYS)}")
    return WAYS[kind]


def _near(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    asyncio.run(demo(chosen(sys.argv[1:])))
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
