"""An older state of the accounts came back: what ended since has ended, and who was erased is known."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from temporalio.testing import ActivityEnvironment

from contracts.erasure import NOTES, Erased, ErasureNote, State
from kit.adapters import adapter
from kit.blobs import Blobs
from kit.calendar import Workdays
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.accounts.operations.restored import Voided, begin_anew
from services.identity.activities import Activities
from services.identity.privacy.store.erasures import erased_before, insert_erasure
from tests.fixtures.storage import SettingsOf
from tests.service.identity.accounts.test_mobile import asked
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import a_person, events


async def _anew(pool: Pool) -> Voided:
    async with transaction(pool) as conn:
        return await begin_anew(conn, now())


async def test_everybody_signs_in_again_and_no_code_is_good(browsers: Browsers, pool: Pool) -> None:
    browser = browsers()
    await browser.register("/register", **a_person())
    await browser.forget_codes()
    code = await asked(browser, pool)
    assert await _anew(pool) == Voided(accounts=1, codes=2)  # of the registration, and this
    assert await _anew(pool) == Voided(accounts=0, codes=0)
    assert len(await events(pool, "identity.session_ended")) == 1
    assert await pool.fetchval("select count(*) from sessions where revoked_at is null") == 0
    await pool.execute("update sessions set revoked_at = null")  # the code is void, whoever is signed in
    await browser.fill("/account/mobile/code", code=code)
    assert await pool.fetchval("select count(*) from mobile_changes where used_at is not null") == 0


@pytest.fixture
def activities(app: FastAPI, settings_of: SettingsOf) -> Activities:
    parts, settings = app.state.parts, settings_of("identity")
    cipher = FieldCipher(settings.case_keys.get_secret_value())
    file = CaseFile(Blobs(settings), cipher, "identity")
    return Activities(parts.pool, parts.cities, parts.cipher, file, Workdays())


async def test_who_is_erased_is_noted_in_the_store_before_and_known_afterwards(
    pool: Pool, activities: Activities, settings_of: SettingsOf
) -> None:
    erasure_id, person_id = new_id(), new_id()
    async with transaction(pool) as conn:
        await insert_erasure(conn, erasure_id=erasure_id, person_id=person_id, city="shaoxing", at=now())
    blobs = Blobs(settings_of("identity"))
    for state in (State.WAITING, State.ERASING, State.ERASED, State.ERASING):
        note = ErasureNote(erasure_id=erasure_id, state=state)
        await ActivityEnvironment().run(activities.note_erasure, note)
        is_noted = f"identity/{NOTES}/{erasure_id}" in await blobs.keys("cases", f"identity/{NOTES}/")
        assert is_noted is (state is not State.WAITING)
    kept = await blobs.get("cases", f"identity/{NOTES}/{erasure_id}")
    assert adapter(Erased).validate_json(kept) == Erased(
        erasure_id=erasure_id, person_id=UUID(str(person_id)), city="shaoxing"
    )
    async with transaction(pool) as conn:
        assert erasure_id in await erased_before(conn)
