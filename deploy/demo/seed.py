"""Standing accounts of the demo: administrator, operator, offices, an approved employer, an applicant.

Run by `make up`, again and again: what is there is left alone.
"""

import asyncio
import json
import os
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from typer.testing import CliRunner

from cli.__main__ import app
from deploy.demo.cast import GIVEN_FIRST, GIVEN_SECOND, SURNAMES, Cast
from deploy.demo.house import ADMIN, OPERATOR, House
from deploy.demo.people import Administrator, Applicant, Clerk, Official
from deploy.demo.phone import Phone
from deploy.demo.units import STANDING, Seat
from deploy.demo.visitor import Refused

STATE = Path(os.environ.get("ZHICHENG_STATE") or Path(__file__).parents[2] / ".state")
WHO = {
    "admin": "省级管理员",
    "operator": "运维人员",
    "department": "绍兴市生态环境局（主管部门）",
    "personnel": "绍兴市人力社保局",
    "committee": "中评委办公室",
    "clerk": "用人单位经办人",
    "applicant": "申报人员（档案已核验）",
}
NAMES = {
    "admin": "管理员",
    "operator": "运维人员",
    "department": "沈国平",
    "personnel": "钱红英",
    "committee": "俞志强",
}


class CommandFailed(Exception):
    """The platform's own command did not do what the demo needs."""

    def __init__(self, words: Sequence[str], output: str) -> None:
        """Show what it said."""
        super().__init__(f"zhicheng {' '.join(words)}:\n{output}")


def standing_cast(house: House) -> Cast:
    """The demo's own employer and applicant: the same ones every time."""
    return Cast(random.Random(house.password("clerk")))  # noqa: S311 - drawn once per checkout, from a secret


def create_accounts(house: House) -> None:
    """The accounts that are assigned and always there."""
    for role in (ADMIN, OPERATOR):
        _create(house, role, "--role", role)
    create_seats(house, (Seat(*office) for office in STANDING))


def create_seats(house: House, seats: Iterable[Seat]) -> None:
    """Somebody for each of these offices."""
    for seat in seats:
        _create(house, seat.login, "--role", "official", "--office", f"{seat.city}/{seat.office}")


def _create(house: House, login: str, *words: str) -> None:
    """By the command an administrator would use."""
    _command(
        house,
        *("account", "create", "--if-missing", "--password-stdin", *words),
        *("--login", login, "--name", NAMES.get(login) or _name(login)),
        typed=f"{house.password(login)}\n",
    )


def _name(login: str) -> str:
    dice = random.Random(login)  # noqa: S311 - the same official has the same name every time
    return dice.choice(SURNAMES) + dice.choice(GIVEN_FIRST) + dice.choice(GIVEN_SECOND)


def record_offices(house: House) -> None:
    """The history of the offices begins with the cities' folders as they are in use."""
    _command(house, "city", "apply", "--yes", house.variables["IDENTITY_CITIES"])


def _command(house: House, *words: str, typed: str = "") -> None:
    """`zhicheng …` in this process: to start one takes longer than most commands."""
    done = CliRunner().invoke(app, words, input=typed, env=house.variables)
    if done.exit_code:
        raise CommandFailed(words, done.output) from done.exception


async def settle(house: House, cast: Cast) -> None:
    """Employer and applicant join and have their file verified."""
    async with (
        Clerk(house.url) as clerk,
        Administrator(house.url) as admin,
        Applicant(house.url) as applicant,
    ):
        try:
            await clerk.sign_in(cast.clerk_login, cast.password)
        except Refused:
            await clerk.register(cast)
            await admin.sign_in(ADMIN, house.password(ADMIN))
            await admin.approve(cast.employer_name)
        try:
            await applicant.sign_in(cast.applicant_mobile, cast.password)
        except Refused:
            await applicant.register(cast)
            await applicant.fill_archive(cast)
            await clerk.verify(cast.applicant_name)


async def enrol(house: House) -> None:
    """Everybody who needs a second factor binds one, as they would on their first day."""
    bound = Phone.of(house.url).secrets()
    for person in NAMES.keys() - bound.keys():
        async with Official(house.url) as visitor:
            await visitor.sign_in(person, house.password(person))


def write_accounts(house: House, cast: Cast) -> None:
    """What `make up` shows."""
    logins = {
        **{person: (person, house.password(person)) for person in NAMES},
        "clerk": (cast.clerk_login, cast.password),
        "applicant": (cast.applicant_mobile, cast.password),
    }
    secrets = Phone.of(house.url).secrets()
    accounts = [
        {"who": WHO[person], "login": login, "password": password, "secret": secrets.get(login, "")}
        for person, (login, password) in logins.items()
    ]
    file = house.state / "demo" / "accounts.json"
    file.parent.mkdir(exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(accounts, ensure_ascii=False, indent=2), encoding="utf-8")


def main() -> None:
    """Seed the stack of this checkout."""
    house = House.at(STATE)
    cast = standing_cast(house)
    record_offices(house)
    create_accounts(house)
    asyncio.run(enrol(house))
    asyncio.run(settle(house, cast))
    write_accounts(house, cast)


if __name__ == "__main__":
    main()
