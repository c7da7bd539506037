"""Try one route with everybody who must not get through, and with those who may."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar
from zlib import crc32

import httpx2

from tests.access.cast import Person
from tests.access.ground import Place
from tests.access.table import BRACES, EVERYBODY, Check, Row

T = TypeVar("T")
GUEST = "a guest"
OPEN = frozenset({200, 303, 409, 422, 429})
SHUT = frozenset({403, 404})
UUID_FORM = re.compile(r"[0-9a-f-]{36}")
PROGRAM = "application/json"
BORN = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
NUMBER = re.compile(rf"(?<![\dA-Za-z])(?:1[3-9]\d{{9}}|\d{{6}}{BORN}\d{{3}}[\dX])(?![\dA-Za-z])")


@dataclass(frozen=True)
class Try:
    """A route, filled in for the object of somebody."""

    place: Place
    method: str
    path: str
    row: Row
    owner: str

    @property
    def address(self) -> str:
        """With the owner's objects in the braces."""
        return self.filled_in(self.path + self.row.query)

    @property
    def form(self) -> dict[str, str]:
        """What is sent."""
        return {name: self.filled_in(value) for name, value in self.row.form.items()}

    def filled_in(self, text: str) -> str:
        """The owner's objects for what stands in braces."""
        names = self.place.objects.get(self.owner, {})
        return BRACES.sub(lambda found: names[found[1]], text)

    @property
    def roles(self) -> Sequence[str]:
        """Who may, by role."""
        return self.row.who.split(", ")

    async def ask(self, cookies: Mapping[str, str], accept: str = "text/html") -> httpx2.Response:
        """Use the route with these cookies."""
        async with self.place.browser(cookies, accept) as browser:
            data = self.form if self.method == "POST" else None
            return await browser.request(self.method, self.address, data=data)


def tries(place: Place, method: str, path: str, row: Row) -> list[Try]:
    """One for every role that may, each with an object of its own; a public route once."""
    owners = [EVERYBODY] if row.who == EVERYBODY else row.who.split(", ")
    return [Try(place, method, path, row, owner) for owner in owners]


async def complaints(one: Try, ended: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is wrong with how a route treats those who must not get through."""
    before = await one.place.digests()
    found = [line async for line in _shut_out(one, ended)]
    after = await one.place.digests()
    changed = [name for name in sorted(after) if after[name] != before.get(name)]
    return [*found, *(f"{name} changed although everybody was refused" for name in changed)]


async def _shut_out(one: Try, ended: Mapping[str, Mapping[str, str]]) -> AsyncIterator[str]:
    who_ended = _in_turn(one, sorted(ended))
    for who, cookies in ((GUEST, {}), (who_ended, ended[who_ended])):
        answer = await one.ask(cookies)
        if answer.status_code != 303 or not answer.headers["location"].startswith("/sign-in?next="):
            yield f"{who} got {answer.status_code}, not the way to sign in"
        if (status := (await one.ask(cookies, PROGRAM)).status_code) != 401:
            yield f"the program of {who} got {status}, not 401"
    for person in _others(one):
        answer = await one.ask(person.cookies)
        wrong_role = person.role not in one.roles
        if answer.status_code not in ({403} if wrong_role else SHUT):
            yield f"{person.who} got {answer.status_code}"
        for line in _told(one, person, answer):
            yield line


def _others(one: Try) -> Iterator[Person]:
    """One of each wrong role; when the address names an object, also everybody else of the right one."""
    for role, found in groupby(one.place.people, lambda person: person.role):
        people = list(found)
        if role not in one.roles:
            yield _in_turn(one, people)
        elif one.row.check is Check.OWN:
            yield from (person for person in people if one.address != _may_see(one, person))


def _in_turn(one: Try, everybody: Sequence[T]) -> T:
    """Another one from route to route: whom the guard stops before it looks further, it stops everywhere."""
    return everybody[crc32(f"{one.method} {one.path}".encode()) % len(everybody)]


def _may_see(one: Try, person: Person) -> str:
    objects = one.place.objects.get(person.who, {})
    return BRACES.sub(lambda found: objects.get(found[1], ""), one.path + one.row.query)


def _told(one: Try, person: Person, answer: httpx2.Response) -> list[str]:
    words = [secret for secret in one.place.secrets if secret != person.name]
    return [f"{person.who} read {word}" for word in words if word in answer.text]


async def strays(one: Try) -> list[str]:
    """What somebody else's own page tells or changes of the owner's."""
    owner = one.place.people[one.owner]
    objects = one.place.objects.get(one.owner, {})
    named = [objects[name] for name in BRACES.findall(one.path)]
    ids = [str(owner.account_id), *(value for value in named if UUID_FORM.fullmatch(value))]
    before = await one.place.rows_about(*ids)
    found = []
    for person in one.place.people:
        if person.role in one.roles and person.who not in (one.owner, *one.place.objects):
            answer = await one.ask(person.cookies)
            if answer.status_code >= 500:
                found.append(f"{person.who} got {answer.status_code}")
            found += _told(one, person, answer)
    if await one.place.rows_about(*ids) != before:
        found.append("rows of the owner changed")
    return found


async def welcome(one: Try) -> list[str]:
    """What is wrong with how somebody who may is answered."""
    cookies = {} if one.owner == EVERYBODY else one.place.people[one.owner].cookies
    answer = await one.ask(cookies)
    is_sent_away = answer.headers.get("location", "").startswith("/sign-in") and one.row.also != 303
    if answer.status_code not in OPEN | {one.row.also} or is_sent_away:
        return [f"{one.owner} got {answer.status_code} {answer.headers.get('location', '')}"]
    shown = [] if one.row.is_whole else unmasked(answer)
    return [f"{one.owner} is shown {number} unmasked" for number in shown]


def unmasked(answer: httpx2.Response) -> list[str]:
    """Whole ID and mobile numbers on a page. Nobody's work needs them there unasked."""
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return []
    return NUMBER.findall(answer.text)
