"""`make drill`: a city joins the running stack by its runbook, up to the acceptance of its first case.

Then it stands still, is taken out as a package, and goes on.
"""

import asyncio
import contextlib
import os
import re
import secrets
import sys
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from temporalio.client import Client
from typer.testing import CliRunner

import cities
from cli.__main__ import app as command
from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.kinds import REGULAR
from deploy.demo.people import Administrator, Official
from deploy.demo.runbook import Runbook, answers, fill_in
from deploy.demo.seed import STATE, CommandFailed
from deploy.demo.units import Unit
from kit.clock import SHANGHAI, now

IMPORT = "/admin/officials/import"
NOTICE = "演练：暂停办理。"
CODE = re.compile(r"[A-Z0-9]{5}-[A-Z0-9]{5}")
console = Console(highlight=False, soft_wrap=True)


class Drill:
    """One example city on its way in."""

    def __init__(self, house: House) -> None:
        """The first example that nobody has played on this stack."""
        self.house, self.in_use = house, Path(house.variables["IDENTITY_CITIES"])
        numbers = (number for number in range(1000) if not self._is_there(Runbook.read(number)))
        self.runbook = Runbook.read(next(numbers))
        self.said: dict[str, str] = {}  # by its first two words, what each command printed
        self._began = self._step = time.monotonic()

    @property
    def slug(self) -> str:
        """The city."""
        return self.runbook.commands[0][2]

    def _is_there(self, runbook: Runbook) -> bool:
        return (self.in_use / runbook.commands[0][2]).exists()

    def found(self, today: date) -> None:
        """Steps 1 to 4, typed in a folder of the operator's."""
        with TemporaryDirectory() as work, contextlib.chdir(work):
            for words in self.runbook.commands:
                self.said[" ".join(words[:2])] = self.type(*words)
                self.tell("运维人员", f"zhicheng {' '.join(words[:3])} …")
                if words[:2] == ["city", "new"]:
                    fill_in(Path(self.slug), answers(today))
                    self.tell("运维人员", "填写只有本市知道的内容")

    def type(self, *words: str) -> str:
        """One command, as it is on the page."""
        done = CliRunner().invoke(command, words, env=dict(self.house.variables))
        if done.exit_code:
            raise CommandFailed(words, done.output) from done.exception
        return done.stdout

    def tell(self, who: str, what: str) -> None:
        """Say what was done and how long it took."""
        at = time.monotonic()
        console.print(f"{at - self._began:6.1f} s  [bold]{who:　<7}[/]{what}  ({at - self._step:.1f} s)")
        self._step = at

    async def assign(self, admin: Administrator) -> None:
        """Step 5: the sheet, and each activates their account."""
        password = self.said["account create"].split("password: ")[1].split()[0]
        await admin.sign_in(f"{self.slug}-admin", password)
        shown = await admin.fill(
            await admin.open(IMPORT), {"text": self.runbook.officials}, action="/officials/import"
        )
        page = await admin.fill(shown, {}, action="/import/apply")
        codes = [CODE.search(row.get_text()) for row in page.soup.select("tbody tr")]
        logins = [line.split(",")[1] for line in self.runbook.officials.splitlines()[1:]]
        for login, code in zip(logins, filter(None, codes), strict=True):
            await self._activate(login, code[0])

    async def _activate(self, login: str, code: str) -> None:
        async with Official(self.house.url) as official:
            values = {"login": login, "code": code, "password": self.house.password(login), "agreed": "yes"}
            await official.fill(await official.open("/activate"), values, action="/activate")

    async def first_case(self, admin: Administrator, client: Client) -> str:
        """Step 6, up to the acceptance."""
        known = cities.load(self.in_use)
        (plan,) = known.city(self.slug).plans
        unit = Unit(
            stem="临江市江北区水质监测有限公司", city=self.slug, department="jiangbei-ecology", among=known
        )
        async with Journey(self.house, Cast(unit=unit), client, REGULAR, plan.id) as journey:
            ours: dict[str, Callable[[], Awaitable[object]]] = {
                "审核通过用人单位": lambda: admin.approve(journey.cast.employer_name)
            }
            for who, what, take in _to_acceptance(journey):
                await ours.get(what, take)()
                self.tell(who, what)
            await journey.applicant.until_says(journey.application_id, "待缴费")
            return str(journey.application_id)

    async def look(self, notice: str, *, is_there: bool) -> None:
        """An official of the city reads the notice, or not any more."""
        login = f"{self.slug}-committee"
        async with Official(self.house.url) as official:
            await official.sign_in(login, self.house.password(login))
            await official.until("/review", lambda page: (notice in page.text) is is_there)

    def take_out(self) -> str:
        """Everything of the city in one package, and what is in it."""
        with TemporaryDirectory() as folder:
            key, package = Path(folder) / "key", Path(folder) / f"{self.slug}.package"
            key.write_text(b64encode(secrets.token_bytes(32)).decode())
            self.type("city", "export", self.slug, str(package), "--key-file", str(key))
            told = self.type("city", "verify-export", str(package), "--key-file", str(key))
            return f"{told}  {package.stat().st_size // 1024} K"

    async def play(self) -> str:
        """Steps 5 and 6; the first case."""
        async with Administrator(self.house.url) as admin:
            await self.assign(admin)
            self.tell("管理员", "导入人员，各自启用账号")
            return await self.first_case(admin, await self.house.temporal())


def _to_acceptance(journey: Journey) -> Iterator[tuple[str, str, Callable[[], Awaitable[object]]]]:
    for steps in (journey.joining, journey.declaring, journey.examining, journey.reviewing):
        yield from steps()


def main() -> None:
    """The whole runbook."""
    drill = Drill(House.at(STATE))
    drill.found(now().astimezone(SHANGHAI).date())
    case_id = asyncio.run(drill.play())
    for words in (("case", "show", case_id), ("case", "verify", case_id)):
        console.print(f"\n$ zhicheng {' '.join(words)}\n{drill.type(*words)}")
    drill.tell("运维人员", "核对首个申报")
    drill.type("city", "freeze", drill.slug, "--notice", NOTICE, "--why", "演练")
    asyncio.run(drill.look(NOTICE, is_there=True))
    drill.tell("运维人员", "暂停办理，本市人员读到通知")
    console.print(drill.take_out())
    drill.tell("运维人员", "导出本市全部数据并核对")
    drill.type("city", "thaw", drill.slug, "--why", "演练结束")
    asyncio.run(drill.look(NOTICE, is_there=False))
    drill.tell("运维人员", "恢复办理")


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
