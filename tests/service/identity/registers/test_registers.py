"""A person has themselves looked up in the registers outside, which are there for real (A4.1, A8.7)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
import structlog
from fastapi import FastAPI

from contracts.registers import (
    ANSWER,
    ASK,
    QUESTION_LASTS,
    Answer,
    Education,
    Insurance,
    Outcome,
    Question,
    Register,
    Schooling,
    handed_key,
)
from deploy.local.stack import Stack
from deploy.simulators.registers import book
from deploy.simulators.registers.settings import Settings as RegistersSettings
from deploy.simulators.registers.web import Desk, Spoilt
from deploy.simulators.registers.web import create as create_registers
from kit.blobs import Blobs
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.grants import Grants
from services.identity.registers.gateway import Away, Registers
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.fixtures.running import listening, serving, url_of
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import NUMBER, OTHER_NUMBER, a_person, session_of

KNOWN_NOWHERE = "330603198503151973"
BACK = "/documents/photo?back=/declarations"
HERE = Insurance(**book.HERE, **book.MONTHS)  # type: ignore[arg-type]  # words and one number


@dataclass
class Someone:
    """A person who has themselves looked up."""

    browser: Browser
    person_id: UUID
    pool: Pool
    grants: Grants
    asked: list[str] = field(default_factory=list)

    def question(self, register: Register, account_id: UUID | None = None) -> str:
        asked = Question(account_id=account_id or self.person_id, register=register, back=BACK)
        return self.grants.seal(asked, lasts=QUESTION_LASTS)

    async def ask(self, register: Register) -> Answer:
        seen = await self.browser.send(ASK, question=self.question(register))
        assert seen.status_code == 303, self.browser.text
        to = urlsplit(seen.headers["location"])
        assert f"{to.path}?back={parse_qs(to.query)['back'][0]}" == BACK
        self.asked.append(seen.headers["location"])
        return self.grants.open(Answer, parse_qs(to.query)[ANSWER][0])

    async def vouched(self) -> "Someone":
        """A provider said that the number is theirs."""
        await self.pool.execute("update persons set vouched_at = now() where id = $1", self.person_id)
        return self


@dataclass
class Outside:
    """The registers, and what of identity knows them."""

    url: str
    desk: Desk
    settings: Settings
    agreed: RegistersSettings


@pytest.fixture
async def outside(servers: Stack, settings: Settings) -> AsyncIterator[Outside]:
    prefix = "REGISTERS_"
    environment = servers.environment("registers").items()
    agreed = RegistersSettings(
        **{name.removeprefix(prefix).lower(): value for name, value in environment}  # type: ignore[arg-type]
    )
    registers = create_registers(agreed)
    with listening() as theirs:
        async with serving(registers.app, theirs):
            found = settings.model_copy(update={"registers_url": url_of(theirs)})
            yield Outside(url_of(theirs), registers.desk, found, agreed)


@pytest.fixture
def app(outside: Outside, pool: Pool) -> FastAPI:
    return create(outside.settings, pool)


@pytest.fixture
async def someone(browsers: Browsers, settings: Settings, pool: Pool) -> Someone:
    return await _registered(browsers(), settings, pool, NUMBER)


async def _registered(browser: Browser, settings: Settings, pool: Pool, number: str) -> Someone:
    await browser.register("/register", **a_person(id_number=number))
    grants = Grants(settings.grant_keys.get_secret_value())
    return Someone(browser, session_of(browser, settings).account_id, pool, grants)


async def _forget_when(pool: Pool) -> None:
    """As if it had been asked long ago."""
    await pool.execute("update register_questions set asked_at = asked_at - interval '1 day'")


@pytest.mark.rule("A4.1")
async def test_the_photo_lies_encrypted_in_the_store_until_documents_takes_it(
    someone: Someone, blobs: Blobs, settings: Settings
) -> None:
    who = await someone.vouched()

    answer = await who.ask(Register.PHOTO)

    stored = await blobs.get("uploads", handed_key(who.person_id))
    photo = settings.field_cipher().decrypt_bytes(stored)
    assert photo[:3] == b"\xff\xd8\xff"
    assert photo not in stored
    assert (answer.outcome, answer.sha256) == (Outcome.FOUND, sha256(photo).hexdigest())
    row = await who.pool.fetchrow("select register, outcome from register_questions")
    assert row is not None
    assert tuple(row) == ("photo", "found")


@pytest.mark.rule("A8.7")
async def test_where_somebody_is_insured_comes_back_sealed(someone: Someone) -> None:
    answer = await (await someone.vouched()).ask(Register.INSURANCE)
    assert (answer.outcome, answer.told) == (Outcome.FOUND, HERE)
    assert book.HERE["unit"] not in someone.asked[0]


@pytest.mark.rule("A8.8")
async def test_what_somebody_graduated_from_comes_back_sealed(someone: Someone) -> None:
    answer = await (await someone.vouched()).ask(Register.EDUCATION)
    known = book.education(NUMBER)
    assert known
    assert answer.outcome is Outcome.FOUND
    assert answer.told == Education(schoolings=tuple(Schooling(**one) for one in known["schoolings"]))
    assert book.FIRST["school"] not in someone.asked[0]


async def test_whom_the_registers_do_not_know_is_told_so(
    browsers: Browsers, settings: Settings, pool: Pool
) -> None:
    who = await (await _registered(browsers(), settings, pool, KNOWN_NOWHERE)).vouched()
    for register in Register:
        answer = await who.ask(register)
        assert (answer.outcome, answer.sha256, answer.told) == (Outcome.UNKNOWN, "", None)


async def test_a_number_that_was_only_typed_is_looked_up_nowhere(someone: Someone, outside: Outside) -> None:
    """It may be somebody else's: whoever types it must not be shown their face."""
    outside.desk.fault = Spoilt.AWAY
    assert (await someone.ask(Register.PHOTO)).outcome is Outcome.UNPROVEN
    assert outside.desk.fault is Spoilt.AWAY
    assert await someone.pool.fetchval("select count(*) from register_questions") == 0


async def test_it_is_asked_at_most_so_often(someone: Someone, outside: Outside) -> None:
    who = await someone.vouched()
    await who.ask(Register.PHOTO)
    outside.desk.fault = Spoilt.AWAY
    assert (await who.ask(Register.PHOTO)).outcome is Outcome.SOON
    assert outside.desk.fault is Spoilt.AWAY
    await _forget_when(who.pool)
    assert (await who.ask(Register.PHOTO)).outcome is Outcome.AWAY
    await _forget_when(who.pool)
    assert (await who.ask(Register.PHOTO)).outcome is Outcome.FOUND


@pytest.mark.parametrize("register", [Register.PHOTO, Register.EDUCATION])
@pytest.mark.parametrize("fault", [one for one in Spoilt if one is not Spoilt.SLOW])
async def test_what_is_wrong_with_an_answer_is_noticed_and_nothing_of_it_used(
    someone: Someone, outside: Outside, blobs: Blobs, fault: Spoilt, register: Register
) -> None:
    who, outside.desk.fault = await someone.vouched(), fault
    with structlog.testing.capture_logs() as logs:
        answer = await who.ask(register)
    assert answer.outcome is (Outcome.AWAY if fault is Spoilt.AWAY else Outcome.WRONG)
    assert (answer.sha256, answer.told) == ("", None)
    assert not await blobs.exists("uploads", handed_key(who.person_id))
    assert logs
    assert not [word for word in (NUMBER, "王喆") if word in str(logs)]


async def test_who_answers_too_late_is_not_waited_for(outside: Outside) -> None:
    """However slow this machine is, the register is slower: it takes half a minute."""
    quick = outside.settings.model_copy(update={"registers_seconds": 0.05})
    outside.desk.fault = Spoilt.SLOW
    with pytest.raises(Away):
        await Registers(quick).record(Register.EDUCATION, name="王喆", id_number=NUMBER)


async def test_a_register_that_is_not_there_is_away(someone: Someone, app: FastAPI, outside: Outside) -> None:
    nowhere = outside.settings.model_copy(update={"registers_url": "http://127.0.0.1:9"})
    with pytest.raises(Away):
        await Registers(nowhere).photo(name="王喆", id_number=NUMBER)
    bare = create(outside.settings.model_copy(update={"registers_url": ""}), someone.pool)
    app.state.registry = bare.state.registry
    assert (await (await someone.vouched()).ask(Register.PHOTO)).outcome is Outcome.AWAY


async def test_nobody_asks_for_somebody_else(
    someone: Someone, browsers: Browsers, settings: Settings, pool: Pool
) -> None:
    await someone.browser.forget_codes()
    browser = browsers(address="10.0.0.9")
    await browser.register("/register", **a_person(id_number=OTHER_NUMBER, mobile="13800138009"))
    for question in (someone.question(Register.PHOTO), "forged", ""):
        assert (await browser.send(ASK, question=question)).status_code == 403
    assert await pool.fetchval("select count(*) from register_questions") == 0


async def test_two_presses_at_once_are_one_question(someone: Someone) -> None:
    who = await someone.vouched()
    answers = await asyncio.gather(*(who.ask(Register.INSURANCE) for _ in range(2)))
    assert {one.outcome for one in answers} == {Outcome.FOUND, Outcome.SOON}


async def test_ones_own_copy_tells_what_was_asked(someone: Someone) -> None:
    await (await someone.vouched()).ask(Register.PHOTO)
    (told,) = (await someone.browser.open("/account/data/account.json")).json()["asked_registers"]
    assert (told["register"], told["outcome"]) == ("photo", "found")


async def test_the_registers_answer_signed_questions_once(outside: Outside) -> None:
    """What we send is what a register with the same agreement takes, and nothing else."""
    keys = outside.agreed.keys.get_secret_value()
    cipher = FieldCipher(keys, fingerprint_key=outside.agreed.signing_key.get_secret_value())
    sealed = cipher.encrypt('{"name": "a", "id_number": "b"}')
    body, stamp = f'{{"nonce": "1", "sealed": "{sealed}"}}', str(int(now().timestamp()))
    headers = {
        "x-client-id": outside.agreed.client_id,
        "x-timestamp": stamp,
        "x-signature": cipher.fingerprint(f"POST\n/v1/photo\n{stamp}\n{body}"),
    }
    async with httpx2.AsyncClient(base_url=outside.url) as client:
        for changed in ({"x-client-id": "other"}, {"x-signature": "0" * 64}, {"x-timestamp": "1"}):
            answer = await client.post("/v1/photo", content=body, headers=headers | changed)
            assert answer.status_code == 401
        statuses = [(await client.post("/v1/photo", content=body, headers=headers)).status_code for _ in "12"]
    assert statuses == [200, 401]
