"""One form sent several times at once, late, or from an old page: it must do what one does, or nothing."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from contracts.review import CaseRead
from deploy.demo.page import Page
from kit.db import transaction
from kit.web.described import OPEN
from tests.access.forms import Sending
from tests.access.ground import Place
from tests.access.table import BRACES, EVERYBODY
from tests.architecture.openapi import FOLDER

AT_ONCE = 4
DONE = frozenset({200, 303})
REFUSED = frozenset({403, 404, 409, 422, 429})
# What counts or notes every attempt on purpose, or is one more each time that somebody comes in.
NOTES = frozenset({"attempts", "access_log", "sessions"})
TABLES = """
select relname, exists (
    select from information_schema.columns
    where table_schema = schemaname and table_name = relname
    and column_name = 'version' and data_type = 'integer'
)
from pg_stat_user_tables where schemaname = 'public' order by 1
"""
Content = Mapping[str, tuple[int, int]]  # by table: rows, and the sum of their versions
Change = Mapping[str, tuple[int, int]]  # of both


@dataclass(frozen=True)
class Sender:
    """Somebody in front of a page with a form of a service."""

    place: Place
    who: str
    sending: Sending
    path: str
    query: str

    def filled_in(self, text: str) -> str:
        """Their own objects for what stands in braces."""
        named = self.place.objects.get(self.who) or self.place.objects.get(self.role, {})
        return BRACES.sub(lambda found: named[self.sending.named.get(found[1], found[1])], text)

    @property
    def role(self) -> str:
        """What they are."""
        return EVERYBODY if self.who == EVERYBODY else self.place.people[self.who].role

    @property
    def cookies(self) -> Mapping[str, str]:
        """Of their session."""
        return {} if self.who == EVERYBODY else self.place.people[self.who].cookies

    async def form(self) -> dict[str, str]:
        """What the page would send, with what is typed into it."""
        shown: dict[str, str] = {}
        if self.sending.page:
            async with self.place.browser(self.cookies) as browser:
                page = Page(await browser.get(self.filled_in(self.sending.page)))
            shown = page.fields(self.filled_in(self.path))
        return shown | {name: self.filled_in(value) for name, value in self.sending.typed.items()}

    async def send(self, form: Mapping[str, str]) -> httpx2.Response:
        """As this person."""
        async with self.place.browser(self.cookies) as browser:
            return await browser.post(
                self.filled_in(self.path + self.query), data=dict(form), files=self.sending.files
            )


async def content(place: Place) -> Content:
    """What a service holds, as far as a second writing would show."""
    async with transaction(place.pool) as conn:
        found = {}
        for name, has_version in await conn.fetch(TABLES):
            versions = "coalesce(sum(version), 0)" if has_version else "0"
            which = f"where topic <> '{CaseRead.topic}'" if name == "outbox" else ""  # a page shown once more
            held = f"select array[count(*), {versions}] from {name} {which}"  # noqa: S608 - the schema's own names
            rows, sum_of_versions = await conn.fetchval(held)
            found[name] = (rows, sum_of_versions)
    return {name: held for name, held in found.items() if name not in NOTES}


def difference(before: Content, after: Content) -> Change:
    """What came by table: rows, versions."""
    return {
        name: (after[name][0] - before[name][0], after[name][1] - before[name][1])
        for name in sorted(after)
        if after[name] != before[name]
    }


def undescribed(service: str, route: str, form: Mapping[str, str]) -> set[str]:
    """Fields that a page sends and the description of the API does not know."""
    method, path = route.split(" ")
    paths = json.loads((FOLDER / f"{service}.json").read_text("utf-8"))["paths"]
    operation = paths[BRACES.sub(lambda found: f"{{{found[1]}}}", path)][method.lower()]
    known: list[str] = []
    for one in operation.get("requestBody", {"content": {}})["content"].values():
        known += [f"^{name}$" for name in one["schema"]["properties"]]
        known += one["schema"].get("patternProperties", ())
        known += [".*"] if one["schema"].get("description") == OPEN else []
    return {name for name in form if not any(re.search(like, name) for like in known)}


def is_done(answer: httpx2.Response) -> bool:
    """Whether it was accepted, by somebody who is signed in."""
    return answer.status_code in DONE and not answer.headers.get("location", "").startswith("/sign-in")


async def together(sender: Sender, *forms: Mapping[str, str]) -> list[httpx2.Response]:
    """All at once."""
    return await asyncio.gather(*(sender.send(form) for form in forms))
